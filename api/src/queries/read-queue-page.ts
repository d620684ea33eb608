import { PlatformError } from '@karat/infra/errors';
import type { Redis } from '@karat/infra/redis';
import { QUEUE_STATUSES } from '@karat/projections';
import { z } from 'zod';
import type { Cursor } from '../http/cursor.ts';
import type { QueuePage, QueueQuery } from './queue-query.ts';
import type { WorkQueueKeys } from './work-queue-keys.ts';
import { parseWorkQueueRow } from './work-queue-row.ts';
import { READ_PAGE } from './work-queue-script.ts';

const ANSWER = z.tuple([
  z.string().nullable(),
  z.array(z.string()),
  z.array(z.string().nullable()),
  z.array(z.number()),
]);

/** A page of one generation of the queue; of one that is gone, an empty one that says what is live. */
export async function readQueuePage(
  redis: Redis,
  keys: WorkQueueKeys,
  { generation, status, sort, limit, after }: QueueQuery,
): Promise<QueuePage> {
  const setOf = sort === 'newest' ? keys.newest : keys.byStatus;
  const names = [
    keys.active,
    setOf(generation, status),
    keys.rows(generation),
    ...QUEUE_STATUSES.map((each) => keys.byStatus(generation, each)),
  ];
  const cursor = after === null ? ['-inf', ''] : [String(after.sortValue), after.id];
  const answer = await redis.eval(READ_PAGE, names.length, ...names, String(limit), ...cursor);
  const [live, pairs, texts, sizes] = answerOf(answer);
  const places = pairsOf(pairs);
  const counts = QUEUE_STATUSES.map((each, index) => [each, sizes[index] ?? 0] as const);
  return {
    live,
    rows: texts.map(parseWorkQueueRow).filter((row) => row !== null),
    next: places.length > limit ? (places.at(limit - 1) ?? null) : null,
    // One entry a status, by construction.
    counts: Object.fromEntries(counts) as QueuePage['counts'],
  };
}

function answerOf(value: unknown): z.infer<typeof ANSWER> {
  const answer = ANSWER.safeParse(value);
  if (answer.success) return answer.data;
  throw new PlatformError('undecodable', 'Expected a page of the work queue, got something else', {
    cause: answer.error,
  });
}

function pairsOf(found: readonly string[]): readonly Cursor[] {
  return found.flatMap((id, index) => {
    return index % 2 === 0 ? [{ id, sortValue: Number(found[index + 1]) }] : [];
  });
}
