import { analyseModel } from './mesh/analyse-mesh.ts';
import type { MeshAnalysis, MeshOutcome } from './mesh/mesh-analysis.ts';

/** What a worker thread does with a model file; runs in a thread of `createMeshAnalyser` only. */
export default function analyseInWorker(file: Uint8Array): MeshOutcome<MeshAnalysis> {
  // A Buffer arrives in another thread as a plain array of bytes.
  return analyseModel(Buffer.from(file.buffer, file.byteOffset, file.byteLength));
}
