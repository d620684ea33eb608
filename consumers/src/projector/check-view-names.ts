import { PlatformError } from '@karat/infra/errors';
import { VIEW_NAMES } from '@karat/projections';

/**
 * The names, if there are such views.
 * @throws `invalid-argument` with the names there are.
 */
export function checkViewNames(names: readonly string[]): readonly string[] {
  const unknown = names.filter((name) => !VIEW_NAMES.includes(name));
  if (unknown.length === 0) return names;
  const message = `Expected views of ${VIEW_NAMES.join(', ')}, got ${unknown.join(', ')}`;
  throw new PlatformError('invalid-argument', message);
}
