import { writeFile } from 'node:fs/promises';
import { analyseFile, type FileAnalysis } from '../pricing/mesh/analyse-file.ts';
import type { MeshRefusal } from '../pricing/mesh/mesh-analysis.ts';
import type { ModelUnit } from '../pricing/mesh/model-unit.ts';
import type { MeshArguments } from './add-quote-commands.ts';
import { readInput } from './read-input.ts';

/** A model file measured, or why it could not be; `--json` prints it, so this is a format. */
export type MeasuredFile =
  | ({ readonly readable: true } & Omit<FileAnalysis, 'previewGlb'>)
  | ({ readonly readable: false } & MeshRefusal);

/** Measures a model file in this process, and writes its preview where that is wanted. */
export async function meshCommand(
  file: string,
  { unit = null, preview }: Pick<MeshArguments, 'preview'> & { readonly unit?: ModelUnit | null },
): Promise<MeasuredFile> {
  const outcome = await analyseFile(await readInput(file), {
    unit,
    preview: preview !== undefined,
  });
  if (!outcome.ok) return { readable: false, ...outcome.refusal };
  const { previewGlb, ...measured } = outcome.value;
  if (preview !== undefined && previewGlb !== undefined) await writeFile(preview, previewGlb);
  return { readable: true, ...measured };
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
