import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import { PlatformError } from '@karat/infra/errors';
import { explicitPartitioner } from '@karat/infra/kafka';
import { createLogger } from '@karat/infra/logger';
import { quantilesOf, type Quantiles } from '@karat/infra/quantiles';
import { connectRedis, type Redis } from '@karat/infra/redis';
import { startService } from '@karat/infra/services';
import { workQueue } from '@karat/projections';
import { partitionOf, type OrderEvent } from '@karat/schemas';
import type { Producer } from 'kafkajs';
import { KEPT_NAMES } from '../../src/projector/check-view-names.ts';
import { activeKey, workQueueKeys } from '../../src/projector/work-queue-keys.ts';
import type { BenchRig } from './bench-rig.ts';
import { LIFE } from './order-life.ts';
import { messageOf, seedEvents } from './seed-events.ts';

/** As under load: what operators wait for has a process of its own, which no other view delays. */
const PROCESSES: readonly (readonly string[])[] = [
  [workQueue.name],
  KEPT_NAMES.filter((name) => name !== workQueue.name),
];

const PROJECTOR = fileURLToPath(new URL('../../src/bin/projector.js', import.meta.url));

/** How much is done. */
export interface LiveLoad {
  readonly orders: number;
  readonly perSecond: number;
  readonly seconds: number;
}

/**
 * Times from when the commit of an event was answered until its order stands in the work queue with
 * it, at a steady rate: transactions of each partition's own producer, as the writer makes them.
 */
export async function measureLive(rig: BenchRig, load: LiveLoad): Promise<Quantiles> {
  const target = { log: rig.log, keys: rig.database('own_keys') };
  const orders = await seedEvents(target, load.orders, LIFE.slice(0, IN_QUEUE));
  const folder = await mkdtemp(join(tmpdir(), 'karat-bench-'));
  const projectors = await Promise.all(
    PROCESSES.map((views, index) =>
      startService({
        name: 'projector',
        script: PROJECTOR,
        environment: { ...rig.environment, VIEWS: views.join(',') },
        logFile: join(folder, `projector-${String(index)}.log`),
      }),
    ),
  );
  const logger = createLogger({ service: 'bench', level: 'error' });
  const redis = await connectRedis(rig.redisUrl, { name: 'bench', logger, commandTimeoutMs: null });
  try {
    const feed = await untilQueued(rig, redis, load.orders);
    // The others are built beside it, and are to be live as well when it is measured.
    for (const [index, { opsPort }] of projectors.entries()) {
      const lags = (PROCESSES[index]?.length ?? 0) * rig.log.identity.partitions;
      await untilCaughtUp(`http://127.0.0.1:${String(opsPort)}/metrics`, lags);
    }
    return await measureAtRate(rig, { redis, feed, orders, load });
  } finally {
    redis.disconnect();
    await Promise.all(projectors.map((projector) => projector.kill9()));
    await rm(folder, { recursive: true, force: true });
  }
}

/** Events after which an order stands in the queue, ready to be claimed. */
const IN_QUEUE = 4;
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

/** Waits until every partition of every view of a projector has come to the end of the log. */
async function untilCaughtUp(metricsUrl: string, expected: number): Promise<void> {
  const deadline = performance.now() + READY_MS;
  while (performance.now() < deadline) {
    const metrics = await (await fetch(metricsUrl)).text();
    const lags = [...metrics.matchAll(/^karat_subscription_lag_records\{.*\} (\S+)$/gm)];
    if (lags.length === expected && lags.every(([, lag]) => lag === '0')) return;
    await delay(100);
  }
  throw new PlatformError('timeout', 'Expected all views at the end of the log, got a lag');
}

interface Measuring {
  readonly redis: Redis;
  readonly feed: string;
  readonly orders: readonly string[];
  readonly load: LiveLoad;
}

async function measureAtRate(rig: BenchRig, measuring: Measuring): Promise<Quantiles> {
  const { orders, load } = measuring;
  const seen = new Map<string, number>();
  const committed = new Map<string, number>();
  const { partitions } = rig.log.identity;
  const pace = paceOf(load, partitions);
  const watching = watch(measuring, seen, pace.turns * EVENTS_AT_ONCE * partitions);
  await produce(rig, { orders, pace, committed });
  await watching;
  const times = [...committed].map(([place, at]) => (seen.get(place) ?? Infinity) - at);
  // A reader may see it before the writer is told.
  return quantilesOf(times.map((time) => Math.max(0, time)));
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
