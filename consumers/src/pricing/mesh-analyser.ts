import { PlatformError } from '@karat/infra/errors';
import type { Logger } from '@karat/infra/logger';
import { Piscina } from 'piscina';
import { createBounded } from './bounded.ts';
import type { MeshAnalysis, MeshOutcome } from './mesh/mesh-analysis.ts';

/** Analyses model files beside the event loop. */
export interface MeshAnalyser {
  /**
   * Takes the file over: its bytes are gone for the caller afterwards.
   * @throws `timeout` (retryable) when it takes longer than `timeoutMs`; `internal` when the thread
   * died, of its memory cap for one. Either ends that thread and no other analysis.
   */
  readonly analyse: (file: Buffer) => Promise<MeshOutcome<MeshAnalysis>>;
  readonly close: () => Promise<void>;
}

/** Settings of {@link createMeshAnalyser}. */
export interface MeshAnalyserOptions {
  readonly logger: Logger;
  /** Analyses at once, at least 1; each takes up to 350 MB beside the heap. Default: 1. */
  readonly threads?: number;
  /** Longest time of one analysis, in ms. Default: 20,000. */
  readonly timeoutMs?: number;
  /** Cap of the heap of one thread, in MB, at least 16. Default: 256. */
  readonly maxHeapMb?: number;
}

/** Starts the threads. */
export function createMeshAnalyser(options: MeshAnalyserOptions): MeshAnalyser {
  const { logger, threads = 1, timeoutMs = 20_000, maxHeapMb = 256 } = options;
  const pool = new Piscina<Uint8Array, MeshOutcome<MeshAnalysis>>({
    filename: workerUrl(),
    minThreads: 1,
    maxThreads: threads,
    resourceLimits: { maxOldGenerationSizeMb: maxHeapMb },
  });
  // A thread that dies between two tasks is replaced and nobody waits for it.
  pool.on('error', (error: unknown) => {
    logger.warn({ error }, 'analysis thread failed');
  });
  // Waiting here and not in the pool: the time of one analysis begins when it begins.
  const bounded = createBounded(threads);
  return {
    analyse: (file) => bounded(() => run(pool, file, timeoutMs)),
    close: () => pool.destroy(),
  };
}

async function run(
  pool: Piscina<Uint8Array, MeshOutcome<MeshAnalysis>>,
  file: Buffer,
  timeoutMs: number,
): Promise<MeshOutcome<MeshAnalysis>> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    return await pool.run(file, { signal, transferList: transferable(file) });
  } catch (cause) {
    const context = { bytes: file.byteLength, timeoutMs };
    if (signal.aborted) {
      const message = `Expected the analysis of a model within ${String(timeoutMs)} ms, got nothing`;
      throw new PlatformError('timeout', message, { cause, retryable: true, context });
    }
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PlatformError('internal', `Expected an analysis, got: ${reason}`, { cause, context });
  }
}

/** A small Buffer is a piece of Node's shared pool, which must not be given away. */
function transferable(file: Buffer): ArrayBuffer[] {
  const { buffer } = file;
  return buffer instanceof ArrayBuffer && buffer.byteLength === file.byteLength ? [buffer] : [];
}

/** The worker is found by its own name, which ends the way this file's does: built or unbuilt. */
function workerUrl(): string {
  const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return new URL(`./analysis-worker.${ending}`, import.meta.url).href;
}
