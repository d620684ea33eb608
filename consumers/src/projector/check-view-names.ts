import { PlatformError } from '@karat/infra/errors';
import { RECEIPTS, VIEW_NAMES } from '@karat/projections';

/** What the projector keeps up to date: every view of orders, and the outcomes of commands. */
export const KEPT_NAMES: readonly string[] = [...VIEW_NAMES, RECEIPTS.collection];

/**
 * The names, if there are such views.
 * @throws `invalid-argument` with the names there are.
 */
export function checkViewNames(names: readonly string[]): readonly string[] {
  const unknown = names.filter((name) => !KEPT_NAMES.includes(name));
  if (unknown.length === 0) return names;
  const message = `Expected views of ${KEPT_NAMES.join(', ')}, got ${unknown.join(', ')}`;
  throw new PlatformError('invalid-argument', message);
}
