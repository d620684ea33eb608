import { PlatformError } from '@karat/infra/errors';
import type { Logger } from '@karat/infra/logger';
import { Piscina } from 'piscina';
import type { AnalysisTask } from './analysis-worker.ts';
import { createBounded } from './bounded.ts';
import { createMemoryWatch, type MemoryWatch } from './memory-watch.ts';
import type { FileAnalysis, FileAnalysisOptions } from './mesh/analyse-file.ts';
import type { MeshOutcome } from './mesh/mesh-analysis.ts';

/** Analyses model files beside the event loop. */
export interface MeshAnalyser {
  /**
   * Takes the file over: its bytes are gone for the caller afterwards.
   * @throws `timeout` (retryable) when it takes longer than `timeoutMs`; `internal` (retryable) when
   * it takes more memory than it may, or the thread died of it. Either ends that thread and no
   * other analysis.
   */
  readonly analyse: (
    file: Buffer,
    options?: FileAnalysisOptions,
  ) => Promise<MeshOutcome<FileAnalysis>>;
  readonly close: () => Promise<void>;
}

/** Settings of {@link createMeshAnalyser}. */
export interface MeshAnalyserOptions {
  readonly logger: Logger;
  /** Analyses at once, at least 1. Default: 1. */
  readonly threads?: number;
  /** Longest time of one analysis, in ms. Default: 20,000. */
  readonly timeoutMs?: number;
  /** Cap of the JavaScript heap of one thread, in MB, at least 16. Default: 256. */
  readonly maxHeapMb?: number;
  /**
   * Cap of all memory of one analysis, in MB, at least 64: a mesh lies outside the heap. The largest
   * model that is read takes about 600. Default: 1,024.
   */
  readonly maxMemoryMb?: number;
  /** What the threads run, a URL of a module. Default: the analysis. */
  readonly worker?: string;
}

type Pool = Piscina<AnalysisTask, MeshOutcome<FileAnalysis>>;

/** Starts the threads. */
export function createMeshAnalyser(options: MeshAnalyserOptions): MeshAnalyser {
  const { logger, threads = 1, timeoutMs = 20_000, maxHeapMb = 256, maxMemoryMb = 1_024 } = options;
  const pool: Pool = new Piscina({
    filename: options.worker ?? workerUrl(),
    minThreads: 1,
    maxThreads: threads,
    resourceLimits: { maxOldGenerationSizeMb: maxHeapMb },
  });
  // A thread that dies between two tasks is replaced and nobody waits for it.
  pool.on('error', (error: unknown) => {
    logger.warn({ error }, 'analysis thread failed');
  });
  const memory = createMemoryWatch({ maxMbPerTask: maxMemoryMb });
  // Waiting here and not in the pool: the time of one analysis begins when it begins.
  const bounded = createBounded(threads);
  return {
    analyse: (file, wanted = {}) =>
      bounded(() => run({ pool, memory, timeoutMs, maxMemoryMb }, { ...wanted, file })),
    close: () => pool.destroy(),
  };
}

interface Bounds {
  readonly pool: Pool;
  readonly memory: MemoryWatch;
  readonly timeoutMs: number;
  readonly maxMemoryMb: number;
}

async function run(
  { pool, memory, timeoutMs, maxMemoryMb }: Bounds,
  task: AnalysisTask,
): Promise<MeshOutcome<FileAnalysis>> {
  const late = AbortSignal.timeout(timeoutMs);
  const large = new AbortController();
  const bytes = task.file.byteLength;
  const unwatch = memory.watch(bytes, (grownMb) => {
    large.abort(`Expected an analysis within ${maxMemoryMb} MB, got ${grownMb} MB`);
  });
  try {
    const signal = AbortSignal.any([late, large.signal]);
    return await pool.run(task, { signal, transferList: transferable(task.file) });
  } catch (cause) {
    const failure = { cause, retryable: true, context: { bytes, timeoutMs, maxMemoryMb } };
    if (large.signal.aborted) {
      throw new PlatformError('internal', String(large.signal.reason), failure);
    }
    if (late.aborted) {
      const message = `Expected the analysis of a model within ${timeoutMs} ms, got nothing`;
      throw new PlatformError('timeout', message, failure);
    }
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PlatformError('internal', `Expected an analysis, got: ${reason}`, failure);
  } finally {
    unwatch();
  }
}

/** A small Buffer is a piece of Node's shared pool, which must not be given away. */
function transferable({ buffer, byteLength }: Uint8Array): ArrayBuffer[] {
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : [];
}

/** The worker is found by its own name, which ends the way this file's does: built or unbuilt. */
function workerUrl(): string {
  const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return new URL(`./analysis-worker.${ending}`, import.meta.url).href;
}
