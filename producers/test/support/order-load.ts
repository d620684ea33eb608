import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { isRetryable } from '@karat/infra/errors';
import type { OrderCommand, Outcome, Role } from '@karat/schemas';
import type { CommandGateway, SendableCommand } from '../../src/command-gateway.ts';
import { RING } from './given-order.ts';
import { commandOf } from './writer-rig.ts';

/** What a load has sent and heard; it grows while the load runs. */
export interface Load {
  /** Ids of all commands that Kafka has confirmed or may have. */
  readonly sent: Set<string>;
  /** Every outcome that was heard, repetitions too. */
  readonly heard: Outcome[];
}

type Step = readonly [name: string, command: OrderCommand, role: Role, actorId?: string];

/** Before a command is asked again that was not sent, milliseconds. */
const PAUSE_MS = 100;

const HOUR_MS = 3_600_000;
const MODEL = { modelSha256: 'a'.repeat(64), modelFormat: 'STL', modelBytes: 684 };

/** The life of an order with two refusals in it and two operators who want it. */
function lifeOf(): readonly Step[] {
  const order = {
    sellerId: 'jewels',
    sellerOrderRef: null,
    customerId: null,
    customer: Buffer.from('sealed'),
    items: [RING],
  };
  const promise = { rush: false, dueAt: Date.now() + 72 * HOUR_MS, policyVersion: 'test' };
  return [
    ['initiate', { type: 'InitiateOrder', data: order }, 'storefront'],
    ['ship', { type: 'ShipOrder', data: { carrier: 'dhl', trackingNumber: '1' } }, 'logistics'],
    ['attach', { type: 'AttachModel', data: { itemId: RING.itemId, ...MODEL } }, 'storefront'],
    ['submit', { type: 'SubmitOrder', data: promise }, 'storefront'],
    ['price', { type: 'RecordPrice', data: price() }, 'pricing'],
    ['approve', { type: 'ApproveOrder', data: { paymentReference: 'pay-1' } }, 'storefront'],
    ['claim-anna', { type: 'ClaimOrder', data: {} }, 'operator', 'anna'],
    ['claim-bert', { type: 'ClaimOrder', data: {} }, 'operator', 'bert'],
    ['release', { type: 'ReleaseOrder', data: {} }, 'operator', 'anna'],
    ['claim-cleo', { type: 'ClaimOrder', data: {} }, 'operator', 'cleo'],
  ];
}

/** Steps of an order until operators may claim it. */
export const STEPS_UNTIL_APPROVAL = 6;

/** Commands of one order's life. */
export const STEPS = lifeOf().length;

function price() {
  const item = {
    itemId: RING.itemId,
    quantity: RING.quantity,
    material: RING.material,
    finish: RING.finish,
    modelSha256: MODEL.modelSha256,
    volumeMm3: 500,
    areaMm2: 900,
    boundingBoxMm: { x: 20, y: 20, z: 4 },
    triangles: 12,
    metalMassMg: 5_616,
    machineTimeMs: HOUR_MS,
    parts: [{ code: 'metal', amountMinor: 9_900 }],
    amountMinor: 9_900,
  };
  return {
    submissionNo: 1,
    items: [item],
    totalMinor: 9_900,
    currency: 'EUR',
    tariffVersion: 'test',
    metalPricesVersion: 'test',
    estimatedWorkMs: 2 * HOUR_MS,
    validUntil: Date.now() + 24 * HOUR_MS,
    warnings: [],
  };
}

/** How a load is made. */
export interface LoadOptions {
  readonly orders: number;
  /** How many steps of its life each order goes. Default: all. */
  readonly steps?: number;
  /** Longest time for all of it, milliseconds. Default: 100,000. */
  readonly timeoutMs?: number;
}

/** A load under way. */
export interface RunningLoad extends Load {
  readonly orderIds: readonly string[];
  /** Resolves when every command of every order was answered. */
  readonly done: Promise<void>;
}

/** Lets orders live at once, each step asked as a storefront asks: again until it is answered. */
export function startLoad(gateway: CommandGateway, options: LoadOptions): RunningLoad {
  const { orders, steps = STEPS, timeoutMs = 100_000 } = options;
  const load: Load = { sent: new Set(), heard: [] };
  const orderIds = Array.from({ length: orders }, () => randomUUID());
  const deadline = Date.now() + timeoutMs;
  const live = async (orderId: string) => {
    for (const [name, command, role, actorId = role] of lifeOf().slice(0, steps)) {
      const asked = { command, role, actorId };
      const asking = commandOf(orderId, `${orderId}/${name}`, asked);
      load.sent.add(asking.commandId);
      load.heard.push(await askUntilAnswered(gateway, { deadline, command: asking }));
    }
  };
  const done = Promise.all(orderIds.map(live)).then(() => undefined);
  // Whoever awaits it later hears of an error then.
  done.catch(() => undefined);
  return { ...load, orderIds, done };
}

/**
 * Asks until there is an answer, as every caller may: the id of the command stays the same.
 * @throws Error when there is none by the deadline, epoch milliseconds.
 */
export async function askUntilAnswered(
  gateway: CommandGateway,
  { command, deadline }: { readonly command: SendableCommand; readonly deadline: number },
): Promise<Outcome> {
  while (Date.now() < deadline) {
    const outcome = await gateway.execute(command).catch(async (error: unknown) => {
      if (!isRetryable(error)) throw error;
      // A gateway that does not even try answers at once: asked again at once it would never rest.
      await delay(PAUSE_MS);
      return null;
    });
    if (outcome !== null) return outcome;
  }
  throw new Error(`Expected ${command.commandId} to be answered in time, it was not`);
}
