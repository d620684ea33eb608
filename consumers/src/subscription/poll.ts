import { setTimeout as delay } from 'node:timers/promises';
import { toPlatformError } from '@karat/infra/errors';
import { confirm } from './confirm.ts';
import { halt, recovered } from './halt.ts';
import type { PartitionLane } from './partition-lane.ts';
import { tendParked } from './tend-parked.ts';
import {
  refreshEnds,
  seek,
  store,
  type ItemContext,
  type SubscriptionContext,
} from './subscription-context.ts';
import { take } from './take.ts';

const DEFAULT_POLL_INTERVAL_MS = 1_000;

/**
 * Looks once in a while at what no batch tells: where the log ends, whether the stored positions
 * are still the ones that were stored. A dropped database heals this way even when nobody orders.
 */
export async function pollUntilStopped<Item>(
  context: ItemContext<Item>,
  signal: AbortSignal,
): Promise<void> {
  const { name, service, pollIntervalMs = DEFAULT_POLL_INTERVAL_MS } = context.options;
  const check = `${name} poll`;
  while (!signal.aborted) {
    try {
      await poll(context);
      service.health.set(check, null);
    } catch (caught) {
      const error = toPlatformError(caught);
      service.health.set(check, `${error.code}: ${error.message}`);
      service.logger.warn({ subscription: name, error }, 'positions not read');
    }
    await delay(pollIntervalMs, undefined, { signal }).catch(() => undefined);
  }
}

async function poll<Item>(context: ItemContext<Item>): Promise<void> {
  const askedAt = Date.now();
  await refreshEnds(context);
  measureLag(context);
  // Lanes at work move their positions themselves while these are being read.
  const idle = [...context.lanes.values()].filter((lane) => isIdle(lane));
  const before = new Map(idle.map((lane) => [lane, lane.stored]));
  const positions = await context.options.positions.load();
  await Promise.all(
    idle.map(async (lane) => {
      if (!isIdle(lane) || lane.stored !== before.get(lane)) return;
      await lane.run(() => reconcile(context, lane, positions));
    }),
  );
  await confirm(context, askedAt);
  await tendParked(context);
}

function isIdle(lane: PartitionLane): boolean {
  return lane.pending() === 0 && lane.resume === null;
}

async function reconcile<Item>(
  context: ItemContext<Item>,
  lane: PartitionLane,
  positions: ReadonlyMap<number, bigint>,
): Promise<void> {
  if (context.closed || context.lanes.get(lane.partition) !== lane) return;
  try {
    const isWhereItWas = lane.taken && positions.get(lane.partition) === lane.stored;
    if (!isWhereItWas) {
      await take(context, lane, positions);
      seek(context, lane);
    } else if (lane.next > lane.stored) {
      // Markers and aborted records are no effect to store, but readers ask how far a view is.
      await store(context, lane, { items: [], skipped: [], nextOffset: lane.next });
    }
    recovered(context, lane);
  } catch (error) {
    halt(context, lane, error);
  }
}

function measureLag({ lanes, ends, metrics }: SubscriptionContext): void {
  const now = Date.now();
  for (const lane of lanes.values()) {
    const lag = (ends.get(lane.partition) ?? lane.next) - lane.next;
    if (lag <= 0n) lane.behindSince = null;
    // Until the record itself has been fetched, its age is known no better than this.
    else lane.behindSince ??= now;
    metrics.lag(lane.partition, lag > 0n ? lag : 0n);
    metrics.lagMs(lane.partition, lane.behindSince === null ? 0 : now - lane.behindSince);
  }
}
