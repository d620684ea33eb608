import type { AnalysisOptions } from './analyse-mesh.ts';
import { concludeAnalysis } from './conclude-analysis.ts';
import { createPreview } from './create-preview.ts';
import { inspectMesh } from './inspect-mesh.ts';
import type { MeshAnalysis, MeshOutcome } from './mesh-analysis.ts';
import { readModel, type ReadModel } from './read-model.ts';
import { uniteBodies } from './unite-bodies.ts';

/** What is to be found out of a model file, and made of it. */
export interface FileAnalysisOptions extends AnalysisOptions {
  /** Whether a preview is made. Default: false. */
  readonly preview?: boolean;
}

/** The analysis of a model file. */
export interface FileAnalysis extends MeshAnalysis, Pick<ReadModel, 'format' | 'unit'> {
  /** A GLB of few faces to look at; only where it was asked for. */
  readonly previewGlb?: Uint8Array<ArrayBuffer>;
}

/** Reads a model file and analyses its mesh; bodies that overlap are united, so none is charged twice. */
export async function analyseFile(
  file: Buffer,
  { thickness = true, preview = false, unit: stated = null }: FileAnalysisOptions = {},
): Promise<MeshOutcome<FileAnalysis>> {
  const read = readModel(file, { unit: stated });
  if (!read.ok) return read;
  const { format, unit, soup } = read.value;
  const inspection = inspectMesh(soup, thickness);
  const { mesh, solid } = inspection;
  const unionsMm3 =
    solid === null ? [] : await uniteBodies(mesh, solid.shells, solid.volume.overlapping);
  const analysis = { format, unit, ...concludeAnalysis(inspection, unionsMm3) };
  if (!preview) return { ok: true, value: analysis };
  return { ok: true, value: { ...analysis, previewGlb: await createPreview(mesh) } };
}
