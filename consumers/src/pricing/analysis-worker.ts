import { move, transferableSymbol, valueSymbol } from 'piscina';
import { analyseFile, type FileAnalysis, type FileAnalysisOptions } from './mesh/analyse-file.ts';
import type { MeshOutcome } from './mesh/mesh-analysis.ts';

/** What a worker thread is given. */
export interface AnalysisTask extends FileAnalysisOptions {
  readonly file: Uint8Array;
}

/** What a worker thread does with a model file; runs in a thread of `createMeshAnalyser` only. */
export default async function analyseInWorker({
  file,
  ...options
}: AnalysisTask): Promise<MeshOutcome<FileAnalysis>> {
  // A Buffer arrives in another thread as a plain array of bytes.
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const outcome = await analyseFile(bytes, options);
  return outcome.ok && outcome.value.previewGlb !== undefined
    ? handedOver(outcome, outcome.value.previewGlb.buffer)
    : outcome;
}

/** The outcome as one whose bytes change threads without a copy. */
function handedOver(
  outcome: MeshOutcome<FileAnalysis>,
  buffer: ArrayBuffer,
): MeshOutcome<FileAnalysis> {
  const parcel = { [transferableSymbol]: [buffer], [valueSymbol]: outcome };
  // The pool unpacks it: what comes out at the other end is the outcome.
  return move(parcel) as unknown as MeshOutcome<FileAnalysis>;
}
