import type { StreamEvent } from '../http/sse.ts';
import type { FeedEntry } from './feed.ts';
import { formatFeedId } from './feed-id.ts';
import { queueAnswerOf } from './queue-answer.ts';

/** What a client wants to see. */
export type StatusFilter = ReadonlySet<string>;

/** A change as a client with this filter is told of it: a row to show, or to take away. */
export function queueEventOf(
  { entryId, row }: FeedEntry,
  { generation, filter }: { readonly generation: string; readonly filter: StatusFilter },
): StreamEvent {
  const id = formatFeedId({ generation, entryId });
  if (filter.has(row.status)) return { event: 'upsert', id, data: { row: queueAnswerOf(row) } };
  const { orderId, version, status, operatorId } = row;
  const why =
    status === 'MANUFACTURING_STARTED' ? { reason: 'taken', by: operatorId } : { reason: 'moved' };
  return { event: 'remove', id, data: { orderId, version, status, ...why } };
}
