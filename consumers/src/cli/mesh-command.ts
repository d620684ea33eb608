import { analyseModel } from '../pricing/mesh/analyse-mesh.ts';
import type { MeshAnalysis, MeshRefusal } from '../pricing/mesh/mesh-analysis.ts';
import { readInput } from './read-input.ts';

/** A model file measured, or why it could not be; `--json` prints it, so this is a format. */
export type MeasuredFile =
  ({ readonly readable: true } & MeshAnalysis) | ({ readonly readable: false } & MeshRefusal);

/** Measures a model file in this process. */
export async function meshCommand(file: string): Promise<MeasuredFile> {
  const outcome = analyseModel(await readInput(file));
  return outcome.ok
    ? { readable: true, ...outcome.value }
    : { readable: false, ...outcome.refusal };
}

/** A measured file in words. */
export function reportMesh(measured: MeasuredFile): string {
  if (!measured.readable) return `${measured.code}: ${measured.detail}`;
  const { defects, ...figures } = measured;
  const lines = Object.entries(figures).map(([name, figure]) => {
    return `${name} ${typeof figure === 'object' ? JSON.stringify(figure) : String(figure)}`;
  });
  return [
    ...lines,
    ...defects.map(({ code, severity, count }) => `${code} (${severity}) ${String(count)}`),
  ].join('\n');
}
