import { concludeAnalysis } from './conclude-analysis.ts';
import { inspectMesh } from './inspect-mesh.ts';
import type { MeshAnalysis, MeshOutcome } from './mesh-analysis.ts';
import type { ModelUnit } from './model-unit.ts';
import { readModel } from './read-model.ts';
import type { TriangleSoup } from './triangle-soup.ts';

/** What is to be found out of a mesh beside its size and its defects. */
export interface AnalysisOptions {
  /** Whether the thickness of walls is sampled, which takes as long as all the rest. Default: true. */
  readonly thickness?: boolean;
  /** The unit of a file that does not say it; null: nobody has said it. Default: null. */
  readonly unit?: ModelUnit | null;
}

/**
 * Reads a model file and analyses its mesh; all defects are reported at once.
 *
 * What can be told at once, that is: of bodies that overlap each is charged for itself.
 * `analyseFile` unites them.
 */
export function analyseModel(
  file: Buffer,
  options: AnalysisOptions = {},
): MeshOutcome<MeshAnalysis> {
  const read = readModel(file, { unit: options.unit ?? null });
  return read.ok ? { ok: true, value: analyseMesh(read.value.soup, options) } : read;
}

/** Measures a mesh and lists what is wrong with it, like {@link analyseModel}. */
export function analyseMesh(
  soup: TriangleSoup,
  { thickness = true }: AnalysisOptions = {},
): MeshAnalysis {
  return concludeAnalysis(inspectMesh(soup, thickness), []);
}
