import { analyseMesh } from '../../src/pricing/mesh/analyse-mesh.ts';
import type { MeshRefusal } from '../../src/pricing/mesh/mesh-analysis.ts';
import type { ModelUnit } from '../../src/pricing/mesh/model-unit.ts';
import { readModel } from '../../src/pricing/mesh/read-model.ts';

/** What there is to say of a file: its figures, or why it was refused. */
export type MeasuredModel = ReturnType<typeof figuresOf> | MeshRefusal;

/** Reads a model and measures its mesh (mm); rounded to a millionth, which is beyond single precision. */
export function measureModel(file: Buffer, unit: ModelUnit | null = null): MeasuredModel {
  const model = readModel(file, { unit });
  return model.ok ? figuresOf(model.value) : model.refusal;
}

function figuresOf({ soup, format }: Extract<ReturnType<typeof readModel>, { ok: true }>['value']) {
  const { volumeMm3, areaMm2, boundingBoxMm, triangles, watertight, defects } = analyseMesh(soup, {
    thickness: false,
  });
  return {
    format,
    triangles,
    watertight,
    volumeMm3: rounded(volumeMm3),
    areaMm2: rounded(areaMm2),
    boxMm: [boundingBoxMm.x, boundingBoxMm.y, boundingBoxMm.z].map(rounded),
    defects: defects.map(({ code }) => code),
  };
}

function rounded(value: number): number {
  return Number(value.toPrecision(6));
}
