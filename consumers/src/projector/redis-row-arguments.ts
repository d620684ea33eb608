import { QUEUE_STATUSES, workQueue, type WorkQueueRow } from '@karat/projections';
import { isTerminal } from '@karat/schemas';
import { endedPlaceOf } from './ended-orders.ts';
import type { WorkQueueKeys } from './work-queue-keys.ts';

/** What the scripts that store rows get as KEYS. */
export function rowKeys(keys: WorkQueueKeys, rows: readonly WorkQueueRow[]): readonly string[] {
  return [
    ...[keys.positions, keys.rows, keys.others, keys.feed, ...keys.sets, ...keys.newest],
    ...rows.map(({ orderId }) => endedPlaceOf(keys, orderId).key),
  ];
}

/** What they get as ARGV for each row. */
export function rowArguments(
  keys: WorkQueueKeys,
  row: WorkQueueRow,
  isAnnounced: boolean,
): readonly string[] {
  const { orderId, status, version, mustStartAt, enteredAt } = row;
  return [
    orderId,
    String(QUEUE_STATUSES.findIndex((queued) => queued === status) + 1),
    String(mustStartAt ?? 0),
    String(-enteredAt),
    isTerminal(status) ? '' : JSON.stringify(workQueue.keptOf?.(row) ?? row),
    isAnnounced ? JSON.stringify(row) : '',
    endedPlaceOf(keys, orderId).field,
    String(version),
  ];
}
