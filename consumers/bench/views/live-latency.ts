import { setTimeout as delay } from 'node:timers/promises';
import { PlatformError } from '@karat/infra/errors';
import { explicitPartitioner } from '@karat/infra/kafka';
import { createLogger } from '@karat/infra/logger';
import { quantilesOf, type Quantiles } from '@karat/infra/quantiles';
import { connectRedis, type Redis } from '@karat/infra/redis';
import { partitionOf, type OrderEvent } from '@karat/schemas';
import type { Producer } from 'kafkajs';
import { activeKey, workQueueKeys } from '../../src/projector/work-queue-keys.ts';
import type { BenchRig } from './bench-rig.ts';
import { startProjectors, type LiveProjectors, type Processes } from './live-projectors.ts';
import { LIFE } from './order-life.ts';
import { messageOf, seedEvents } from './seed-events.ts';

/** How much is done. */
export interface LiveLoad {
  readonly orders: number;
  readonly perSecond: number;
  readonly seconds: number;
}

/** How soon the work queue shows an event, ms, and how old the oldest is that some view lacks. */
export interface LiveTimes extends Quantiles {
  /** At the end of the load. */
  readonly lagMs: number;
}

/**
 * Times from when the commit of an event was answered until its order stands in the work queue with
 * it, at a steady rate: transactions of each partition's own producer, as the writer makes them.
 */
export async function measureLive(
  rig: BenchRig,
  load: LiveLoad,
  processes: Processes,
): Promise<LiveTimes> {
  const target = { log: rig.log, keys: rig.database('own_keys') };
  const orders = await seedEvents(target, load.orders, LIFE.slice(0, IN_QUEUE));
  const projectors = await startProjectors(rig, processes);
  const logger = createLogger({ service: 'bench', level: 'error' });
  const redis = await connectRedis(rig.redisUrl, { name: 'bench', logger, commandTimeoutMs: null });
  try {
    const feed = await untilQueued(rig, redis, load.orders);
    // The others are built beside it, and are to be live as well when it is measured.
    await projectors.caughtUp();
    return await measureAtRate(rig, { redis, feed, orders, load, lagMs: projectors.lagMs });
  } finally {
    redis.disconnect();
    await projectors.kill();
  }
}

/** Events after which an order stands in the queue, ready to be claimed. */
const IN_QUEUE = 5;
const READY_MS = 10 * 60_000;

/** Waits until all orders stand in the queue; gives the key of its feed. */
async function untilQueued({ log }: BenchRig, redis: Redis, count: number): Promise<string> {
  const deadline = performance.now() + READY_MS;
  while (performance.now() < deadline) {
    const active = await redis.get(activeKey(log.environment));
    const keys = workQueueKeys(log.environment, active ?? '');
    if (active !== null && (await redis.hlen(keys.rows)) === count) return keys.feed;
    await delay(100);
  }
  throw new PlatformError('timeout', 'Expected all orders in the queue, got fewer');
}

interface Measuring {
  readonly redis: Redis;
  readonly feed: string;
  readonly orders: readonly string[];
  readonly load: LiveLoad;
  readonly lagMs: LiveProjectors['lagMs'];
}

async function measureAtRate(rig: BenchRig, measuring: Measuring): Promise<LiveTimes> {
  const { orders, load } = measuring;
  const seen = new Map<string, number>();
  const committed = new Map<string, number>();
  const { partitions } = rig.log.identity;
  const pace = paceOf(load, partitions);
  const watching = watch(measuring, seen, pace.turns * EVENTS_AT_ONCE * partitions);
  await produce(rig, { orders, pace, committed });
  const lagMs = await measuring.lagMs();
  await watching;
  const times = [...committed].map(([place, at]) => (seen.get(place) ?? Infinity) - at);
  // A reader may see it before the writer is told.
  return { ...quantilesOf(times.map((time) => Math.max(0, time))), lagMs };
}

/** Longest wait for the last event to be seen, in ms. */
const SEEN_MS = 60_000;

async function watch(
  { redis, feed }: Measuring,
  seen: Map<string, number>,
  expected: number,
): Promise<void> {
  let last = (await redis.xrevrange(feed, '+', '-', 'COUNT', 1))[0]?.[0] ?? '0-0';
  let lastAt = performance.now();
  while (seen.size < expected && performance.now() - lastAt < SEEN_MS) {
    const reply = await redis.xread('COUNT', 5_000, 'BLOCK', 1_000, 'STREAMS', feed, last);
    const now = performance.now();
    for (const [id, fields] of reply?.[0]?.[1] ?? []) {
      const { orderId, version } = JSON.parse(fields[1] ?? '') as Row;
      seen.set(placeOf(orderId, version), now);
      last = id;
      lastAt = now;
    }
  }
}

interface Row {
  readonly orderId: string;
  readonly version: number;
}

const placeOf = (orderId: string, version: number): string => `${orderId}/${String(version)}`;

/** Events of one transaction. */
const EVENTS_AT_ONCE = 10;

/** Transactions of one partition. */
interface Pace {
  readonly perSecond: number;
  readonly turns: number;
}

function paceOf({ perSecond, seconds }: LiveLoad, partitions: number): Pace {
  const transactions = perSecond / partitions / EVENTS_AT_ONCE;
  return { perSecond: transactions, turns: Math.ceil(transactions * seconds) };
}

interface Producing {
  readonly orders: readonly string[];
  readonly pace: Pace;
  /** When the commit of each event was answered. */
  readonly committed: Map<string, number>;
}

/** Each order is claimed and given back in turn; no order twice in one transaction. */
async function produce({ log }: BenchRig, { orders, pace, committed }: Producing): Promise<void> {
  const { partitions } = log.identity;
  const lanes = Array.from({ length: partitions }, async (_, partition) => {
    const own = orders.filter((orderId) => partitionOf(orderId, partitions) === partition);
    const producer = await openProducer(log, partition);
    // Partitions begin one after the other, so that their transactions do not fall together.
    const startedAt = performance.now() + (partition * 1_000) / pace.perSecond / partitions;
    for (let turn = 0; turn < pace.turns; turn += 1) {
      const dueAt = startedAt + (turn * 1_000) / pace.perSecond;
      await delay(Math.max(0, dueAt - performance.now()));
      const events = Array.from({ length: EVENTS_AT_ONCE }, (_event, index) => {
        const place = turn * EVENTS_AT_ONCE + index;
        const version = IN_QUEUE + 1 + Math.floor(place / own.length);
        return { orderId: own[place % own.length] ?? '', version };
      });
      const transaction = await producer.transaction();
      const messages = events.map(({ orderId, version }) => {
        return messageOf(log, orderId, { version, event: eventOf(version) });
      });
      await transaction.send({ topic: log.topics.events, messages });
      await transaction.commit();
      const now = performance.now();
      for (const { orderId, version } of events) committed.set(placeOf(orderId, version), now);
    }
    await producer.disconnect();
  });
  await Promise.all(lanes);
}

async function openProducer(log: BenchRig['log'], partition: number): Promise<Producer> {
  const producer = log.kafka.producer({
    transactionalId: `${log.environment}.bench.${String(partition)}`,
    idempotent: true,
    maxInFlightRequests: 1,
    retry: { initialRetryTime: 5 },
    createPartitioner: explicitPartitioner,
  });
  await producer.connect();
  return producer;
}

function eventOf(version: number): OrderEvent {
  const type = (version - IN_QUEUE) % 2 === 1 ? 'OrderClaimed' : 'OrderReleased';
  return { type, data: { operatorId: 'anna' } };
}
