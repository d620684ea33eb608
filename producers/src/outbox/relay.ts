import { setTimeout as delay } from 'node:timers/promises';
import { toPlatformError, type PlatformError } from '@karat/infra/errors';
import { backoffBoundMs } from '@karat/infra/retry';
import type { OutboxReader } from './outbox-reader.ts';
import { planPublication } from './plan-publication.ts';
import type { RelayLease } from './relay-lease.ts';
import type { RowPublisher } from './row-publisher.ts';
import type { WakeUp } from './wake-up.ts';

/** What a relay is made of. */
export interface RelayOptions {
  readonly reader: OutboxReader;
  readonly publisher: RowPublisher;
  readonly lease: Pick<RelayLease, 'isHeld' | 'trouble'>;
  readonly wakeUp: Pick<WakeUp, 'pause'>;
  /** Partitions of the log. */
  readonly partitions: number;
  /** Ends the relay; it finishes what it has begun. */
  readonly signal: AbortSignal;
  /** Told after rows were marked. */
  readonly onPublished: (rows: number) => void;
  /** Told why a turn failed, and null when one goes well again. */
  readonly onTrouble: (trouble: PlatformError | null) => void;
  /** Longest time between two looks without being woken, ms. Default: 1,000. */
  readonly pollMs?: number;
  /** Rows looked at in one turn, at least 1. Default: 2,000. */
  readonly maxRows?: number;
}

const DEFAULT_POLL_MS = 1_000;
const DEFAULT_MAX_ROWS = 2_000;
/** Half of what a broker takes as one batch by default, since headers come on top of values. */
const MAX_BATCH_BYTES = 512 * 1024;
const BACKOFF = { initialDelayMs: 100, maxDelayMs: 2_000 };

/**
 * Publishes the rows of an outbox, turn by turn, until the signal: looks, sends, waits for Kafka's
 * confirmation, marks.
 *
 * Why the first occurrences of an order's commands stand in the log in the order of `seq`, whatever
 * fails, sleeps or runs twice: a request to Kafka is one batch of one partition, which is appended
 * whole. A row is in it only if every earlier row of its order was marked when the turn began, so
 * confirmed and in the log, or stands before it in the same batch. That stays true of the request
 * however late it arrives, also from a relay that slept through the end of its lease, and also when
 * it is sent again after an unclear answer: then it adds repetitions, behind first occurrences that
 * are all there. So neither lease nor fence is needed for the order, and marking comes after
 * confirmation: a crash between the two sends again under the same command id.
 */
export async function runRelay(options: RelayOptions): Promise<void> {
  const { lease, wakeUp, signal, onTrouble, pollMs = DEFAULT_POLL_MS } = options;
  let failures = 0;
  while (!signal.aborted) {
    const turn = lease.isHeld() ? await takeTurn(options) : standBy(lease);
    onTrouble(turn.trouble);
    failures = turn.trouble === null ? 0 : failures + 1;
    // After a failure new rows are no reason to try earlier.
    if (failures > 0) await pauseUnlessAborted(backoffBoundMs(failures, BACKOFF), signal);
    else if (!turn.hasMore) await wakeUp.pause(pollMs);
  }
}

interface Turn {
  /** Whether there may be more to do at once. */
  readonly hasMore: boolean;
  readonly trouble: PlatformError | null;
}

const NOTHING_TO_DO: Turn = { hasMore: false, trouble: null };

function standBy(lease: RelayOptions['lease']): Turn {
  return { hasMore: false, trouble: lease.trouble() };
}

async function takeTurn(options: RelayOptions): Promise<Turn> {
  const { reader, publisher, partitions, onPublished, maxRows = DEFAULT_MAX_ROWS } = options;
  try {
    const rows = await reader.oldestWaiting(maxRows);
    if (rows.length === 0) return NOTHING_TO_DO;
    const batches = planPublication(rows, { partitions, maxBatchBytes: MAX_BATCH_BYTES });
    const { confirmed, failure } = await publisher.publish(batches);
    if (confirmed.length > 0) {
      await reader.markPublished(confirmed);
      onPublished(confirmed.length);
    }
    const hasMore = rows.length === maxRows || confirmed.length < rows.length;
    return { hasMore, trouble: failure };
  } catch (error) {
    return { hasMore: false, trouble: toPlatformError(error) };
  }
}

async function pauseUnlessAborted(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}
