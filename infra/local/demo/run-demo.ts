import { randomUUID } from 'node:crypto';
import { PlatformError, toPlatformError } from '../../src/errors.ts';
import { generateModel } from '../models/index.ts';
import type { PlatformRecord } from '../platform/running-platform.ts';
import { waitUntil } from '../processes/wait-until.ts';
import { createApiClient } from './api-client.ts';
import { callUntilDecided, GIVE_UP_AFTER_MS } from './call-until-decided.ts';
import { reportOf, WHOLE_LIFE, type DemoReport } from './demo-report.ts';
import { eventToViewMs } from './freshness.ts';
import { bringToQueue, peopleOf, workOff, type OrderWish, type People } from './order-life.ts';
import { watchQueue, type QueueWatcher } from './queue-watcher.ts';
import { readLives } from './read-lives.ts';
import { runKarat } from './run-karat.ts';
import { startWebhookReceiver, type WebhookReceiver } from './webhook-receiver.ts';

/** What a run of the demonstration is given. */
export interface DemoOptions {
  readonly platform: PlatformRecord;
  readonly workTree: string;
  /** Orders to push through their whole life. */
  readonly orders: number;
  /** Orders on their way at the same time. Default: 10. */
  readonly concurrency?: number;
  /** Is told a line for people now and then. */
  readonly say: (line: string) => void;
}

const SELLER = 'demo-seller';

/** Pushes orders through their whole life and compares everything with the log. */
export async function runDemo(options: DemoOptions): Promise<DemoReport> {
  const { platform, orders, say } = options;
  const receiver = await startWebhookReceiver();
  const endpoint = await registerEndpoint(platform, receiver);
  const watcher = watchQueue(platform);
  try {
    const startedAt = performance.now();
    const journeys = await pushThrough({ ...options, people: peopleOf(platform), watcher });
    const orderIds = [...journeys.keys()];
    say(`${String(orderIds.length)} of ${String(orders)} orders closed, waiting for webhooks`);
    await allWebhooks(receiver, orderIds, say);
    const elapsedMs = performance.now() - startedAt;
    say('comparing views with the log');
    const viewsEqual = await compareViews(options);
    return reportOf({
      wanted: orders,
      lives: await readLives(platform, orderIds),
      webhooks: receiver.received,
      viewsEqual,
      elapsedMs,
      ackMs: [...journeys.values()].flat(),
      viewMs: await eventToViewMs(platform, new Set(orderIds)),
    });
  } finally {
    watcher.close();
    await receiver.close();
    await removeEndpoint(platform, endpoint);
  }
}

interface Pushing extends DemoOptions {
  readonly people: People;
  readonly watcher: QueueWatcher;
}

/** Answer times of the commands of each order that was closed, by order. */
async function pushThrough(options: Pushing): Promise<ReadonlyMap<string, readonly number[]>> {
  const { orders, concurrency = 10, say } = options;
  const run = randomUUID().slice(0, 8);
  const journeys = new Map<string, readonly number[]>();
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < orders) {
      const index = next++;
      const wish = wishOf(run, index);
      try {
        const [orderId, ackMs] = await pushOne(options, wish);
        journeys.set(orderId, ackMs);
      } catch (error) {
        say(`order ${wish.reference}: ${toPlatformError(error).message}`);
      }
      if (journeys.size % 10 === 0) say(`${String(journeys.size)} of ${String(orders)} closed`);
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, orders) }, worker));
  return journeys;
}

async function pushOne(
  { people, watcher }: Pushing,
  wish: OrderWish,
): Promise<readonly [string, readonly number[]]> {
  const begun = await bringToQueue(people, wish);
  await watcher.seen(begun.orderId);
  const ended = await workOff(people, wish, begun.orderId);
  return [begun.orderId, [...begun.ackMs, ...ended.ackMs]];
}

function wishOf(run: string, index: number): OrderWish {
  const reference = `demo-${run}-${String(index)}`;
  return { reference, index, sellerId: SELLER, model: generateModel(index) };
}

async function registerEndpoint(
  platform: PlatformRecord,
  receiver: WebhookReceiver,
): Promise<string> {
  const call = {
    method: 'POST',
    path: '/v1/webhook-endpoints',
    idempotencyKey: randomUUID(),
    body: { url: receiver.url, eventTypes: [] },
  } as const;
  const { body } = await callUntilDecided(createApiClient(platform, 'seller', SELLER), call);
  const secret = body['secret'];
  if (typeof secret !== 'string') {
    throw new PlatformError('effect-failed', 'Expected a secret of the new webhook endpoint');
  }
  receiver.setSecret(secret);
  return String(body['id'] ?? body['endpointId']);
}

/** An endpoint that nobody listens on any more would be retried for three days. */
async function removeEndpoint(platform: PlatformRecord, endpoint: string): Promise<void> {
  const call = { method: 'DELETE', path: `/v1/webhook-endpoints/${endpoint}` } as const;
  await callUntilDecided(createApiClient(platform, 'seller', SELLER), call);
}

/** Waits for one webhook per event; what is missing in the end counts as lost, and says so. */
async function allWebhooks(
  { received }: WebhookReceiver,
  orderIds: readonly string[],
  say: (line: string) => void,
): Promise<void> {
  const wanted = orderIds.length * WHOLE_LIFE.length;
  const count = () => new Set(received.map(({ id }) => id)).size;
  try {
    await waitUntil(
      () => {
        if (count() >= wanted) return;
        throw new PlatformError('timeout', `got ${String(count())}`);
      },
      { what: `${String(wanted)} webhooks`, timeoutMs: GIVE_UP_AFTER_MS },
    );
  } catch (error) {
    say(toPlatformError(error).message);
  }
}

async function compareViews({ platform, workTree, say }: DemoOptions): Promise<boolean> {
  const run = await runKarat(platform, workTree, ['verify', 'all', '--wait', '--json']);
  if (run.exitCode !== 0) say(`${run.stdout}${run.stderr}`);
  return run.exitCode === 0;
}
