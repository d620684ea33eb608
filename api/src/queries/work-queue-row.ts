import { PlatformError } from '@karat/infra/errors';
import type { WorkQueueRow } from '@karat/projections';

/**
 * The row in a text of the projection's; null for no text.
 * @throws PlatformError `undecodable` for a text that no version of the projection has written.
 */
export function parseWorkQueueRow(text: string | null | undefined): WorkQueueRow | null {
  if (text === null || text === undefined) return null;
  const row: unknown = JSON.parse(text);
  if (isRow(row)) return row;
  throw new PlatformError('undecodable', 'Expected a row of the work queue, got another text');
}

/** Only what this package branches and sorts on is checked: the rest is passed on as it is. */
function isRow(value: unknown): value is WorkQueueRow {
  if (typeof value !== 'object' || value === null) return false;
  const row = value as Partial<Record<keyof WorkQueueRow, unknown>>;
  return (
    typeof row.orderId === 'string' &&
    typeof row.version === 'number' &&
    typeof row.status === 'string' &&
    Array.isArray(row.items)
  );
}
