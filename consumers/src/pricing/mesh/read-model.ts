import { describeFile } from './describe-file.ts';
import { isGlb } from './glb-chunks.ts';
import type { MeshOutcome } from './mesh-analysis.ts';
import { refuseMesh } from './mesh-analysis.ts';
import { MESH_LIMITS } from './mesh-limits.ts';
import { millimetresPer, type ModelUnit } from './model-unit.ts';
import { read3mf } from './read-3mf.ts';
import { looksLikeAsciiStl } from './read-ascii-stl.ts';
import { isBinaryStl, looksLikeBinaryStl } from './read-binary-stl.ts';
import { readGlb } from './read-glb.ts';
import { looksLikeObj, readObj } from './read-obj.ts';
import { readStl } from './read-stl.ts';
import type { TriangleSoup } from './triangle-soup.ts';
import { isZip } from './zip-directory.ts';

/** The formats that models come in; published in requests and events, so the names are a format. */
export type ModelFormat = 'STL' | 'OBJ' | '3MF' | 'GLB';

/** A model as read from a file. */
export interface ReadModel {
  readonly format: ModelFormat;
  /** The unit of the numbers in the file. */
  readonly unit: ModelUnit;
  /** False when neither the file nor the caller said so, and millimetres were assumed. */
  readonly isUnitStated: boolean;
  /** In millimetres, whatever the unit. */
  readonly soup: TriangleSoup;
}

/** What the caller knows of a file beside its bytes. */
export interface ReadModelOptions {
  /** The unit of an STL or OBJ; null: not known. A 3MF or GLB has a unit of its own, and that one counts. */
  readonly unit: ModelUnit | null;
}

/**
 * Reads a model of any format; the format is told from the content alone.
 *
 * A binary STL is told first: its size follows from the number in it, which nothing else does by
 * chance, while its header may say anything.
 */
export function readModel(file: Buffer, { unit }: ReadModelOptions): MeshOutcome<ReadModel> {
  if (file.length > MESH_LIMITS.maxBytes) {
    const expected = `Expected at most ${MESH_LIMITS.maxBytes} bytes`;
    return refuseMesh('too-large', `${expected}, got ${file.length}`);
  }
  const given = { unit: unit ?? 'mm', isUnitStated: unit !== null };
  if (isBinaryStl(file)) return as('STL', given, scaled(readStl(file), given.unit));
  if (isGlb(file)) return as('GLB', { unit: 'm', isUnitStated: true }, readGlb(file));
  if (isZip(file)) return readZip(file);
  if (looksLikeAsciiStl(file)) return as('STL', given, scaled(readStl(file), given.unit));
  if (looksLikeObj(file)) return as('OBJ', given, readObj(file, millimetresPer(given.unit)));
  if (looksLikeBinaryStl(file)) return as('STL', given, readStl(file));
  return refuseMesh('not-a-mesh', `Expected an STL, OBJ, 3MF or GLB, got ${describeFile(file)}`);
}

type Stated = Pick<ReadModel, 'unit' | 'isUnitStated'>;

function as(
  format: ModelFormat,
  stated: Stated,
  soup: MeshOutcome<TriangleSoup>,
): MeshOutcome<ReadModel> {
  return soup.ok ? { ok: true, value: { format, ...stated, soup: soup.value } } : soup;
}

function readZip(file: Buffer): MeshOutcome<ReadModel> {
  const read = read3mf(file);
  if (!read.ok) return read;
  const { soup, unit } = read.value;
  return { ok: true, value: { format: '3MF', unit, isUnitStated: true, soup } };
}

/** In place: the soup was made a moment ago, and two of them would not fit. */
function scaled(soup: MeshOutcome<TriangleSoup>, unit: ModelUnit): MeshOutcome<TriangleSoup> {
  const millimetres = millimetresPer(unit);
  if (!soup.ok || millimetres === 1) return soup;
  const { corners } = soup.value;
  for (let i = 0; i < corners.length; i++) corners[i] = (corners[i] ?? 0) * millimetres;
  return soup;
}
