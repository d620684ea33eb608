import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { toPlatformError } from '../../src/errors.ts';
import { generateModel } from '../models/index.ts';
import type { PlatformRecord } from '../platform/running-platform.ts';
import { bringToQueue, peopleOf, workOff, type OrderWish, type People } from './order-life.ts';

/** A trickle of orders that keeps the pages alive. */
export interface Trickle {
  readonly stop: () => Promise<void>;
}

/** Time between two orders, in ms. */
const EVERY_MS = 5_000;

/** Orders left in the queue for whoever looks at the page; beyond them, operators work them off. */
const KEPT_IN_QUEUE = 8;

/** Brings an order to the queue every few seconds and works off the oldest beyond the first few. */
export function startTrickle(platform: PlatformRecord, say: (line: string) => void): Trickle {
  const ending = new AbortController();
  const running = run(platform, ending.signal, say);
  return {
    stop: async () => {
      ending.abort();
      await running;
    },
  };
}

interface Waiting {
  readonly wish: OrderWish;
  readonly orderId: string;
}

async function run(
  platform: PlatformRecord,
  signal: AbortSignal,
  say: (line: string) => void,
): Promise<void> {
  const people = peopleOf(platform);
  const queue: Waiting[] = [];
  const prefix = `trickle-${randomUUID().slice(0, 8)}`;
  for (let index = 0; !signal.aborted; index += 1) {
    try {
      await step(people, queue, wishOf(prefix, index));
    } catch (error) {
      say(`demonstration order ${String(index)}: ${toPlatformError(error).message}`);
    }
    await delay(EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}

async function step(people: People, queue: Waiting[], wish: OrderWish): Promise<void> {
  const { orderId } = await bringToQueue(people, wish);
  queue.push({ wish, orderId });
  if (queue.length <= KEPT_IN_QUEUE) return;
  const oldest = queue.shift();
  if (oldest !== undefined) await workOff(people, oldest.wish, oldest.orderId);
}

function wishOf(prefix: string, index: number): OrderWish {
  const model = generateModel(index);
  return { reference: `${prefix}-${String(index)}`, index, sellerId: 'demo-seller', model };
}
