import { assemble3mf } from './assemble-3mf.ts';
import type { MeshOutcome } from './mesh-analysis.ts';
import type { ModelUnit } from './model-unit.ts';
import { readPackage3mf } from './package-3mf.ts';
import type { TriangleSoup } from './triangle-soup.ts';
import { readZipDirectory } from './zip-directory.ts';

/**
 * Reads all that a 3MF says is to be built, and the unit that it states.
 *
 * @see https://github.com/3MFConsortium/spec_core
 */
export function read3mf(
  file: Buffer,
): MeshOutcome<{ readonly soup: TriangleSoup; readonly unit: ModelUnit }> {
  const directory = readZipDirectory(file);
  if (!directory.ok) return directory;
  const parts = readPackage3mf(directory.value);
  if (!parts.ok) return parts;
  const soup = assemble3mf(parts.value);
  if (!soup.ok) return soup;
  const unit = parts.value.models.get(parts.value.root)?.unit ?? 'mm';
  return { ok: true, value: { soup: soup.value, unit } };
}
