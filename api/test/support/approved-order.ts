import { randomUUID } from 'node:crypto';
import { createLogger } from '@karat/infra/logger';
import { connectRedis } from '@karat/infra/redis';
import { createCommandGateway } from '@karat/producers/gateway';
import type { OrderCommand, Outcome, Role } from '@karat/schemas';
import type { Platform } from './platform.ts';

/** Sends commands as any role, past the APIs. */
export interface Sender {
  readonly send: (orderId: string, command: OrderCommand, role: Role) => Promise<Outcome>;
  /** Brings a new order to where operators see it; gives its id. */
  readonly approvedOrder: (wishes?: ApprovedOrderWishes) => Promise<string>;
  readonly close: () => Promise<void>;
}

/** What a test may want of an approved order. */
export interface ApprovedOrderWishes {
  /** Epoch ms. Default: in three days. */
  readonly dueAt?: number;
  readonly sellerId?: string;
  readonly sellerOrderRef?: string;
}

const HOUR_MS = 3_600_000;
const SHA256 = 'a'.repeat(64);
const ITEM = { itemId: 'ring', quantity: 2, material: 'silver-925', finish: 'polished' };

/** A sender on the platform's log. */
export async function createSender({ log, servers }: Platform): Promise<Sender> {
  const logger = createLogger({ service: 'test', level: 'error' });
  const redis = await connectRedis(servers.redisUrl, { name: 'test', logger });
  const gateway = await createCommandGateway({
    ...log,
    redis,
    partitions: log.identity.partitions,
    instance: `test-${randomUUID()}`,
    timeoutMs: 30_000,
  });
  const send: Sender['send'] = async (orderId, command, role) => {
    const commandId = randomUUID();
    const outcome = await gateway.execute({
      commandId,
      orderId,
      command,
      actor: { role, id: role },
      expectedVersion: null,
      bodyHash: commandId,
      correlationId: commandId,
      causationId: null,
      traceparent: null,
      sentAt: Date.now(),
    });
    if (outcome?.receipt.outcome === 'ACCEPTED') return outcome;
    throw new TypeError(`Expected ${command.type} to be accepted, got ${JSON.stringify(outcome)}`);
  };
  return {
    send,
    approvedOrder: async (wishes = {}) => {
      const orderId = randomUUID();
      for (const [command, role] of lifeUntilApproval(wishes)) await send(orderId, command, role);
      return orderId;
    },
    close: async () => {
      await gateway.close();
      redis.disconnect();
    },
  };
}

function lifeUntilApproval(
  wishes: ApprovedOrderWishes,
): readonly (readonly [OrderCommand, Role])[] {
  const { dueAt = Date.now() + 72 * HOUR_MS, sellerId = null, sellerOrderRef = null } = wishes;
  const model = { modelSha256: SHA256, modelFormat: 'STL', modelBytes: 684 };
  const bare = { ...ITEM, modelSha256: null, modelFormat: null, modelBytes: null };
  const customer = Buffer.from('sealed with a key that nobody has');
  const order = { sellerId, sellerOrderRef, customerId: null, customer, items: [bare] };
  return [
    [{ type: 'InitiateOrder', data: order }, 'storefront'],
    [{ type: 'AttachModel', data: { itemId: ITEM.itemId, ...model } }, 'storefront'],
    [{ type: 'SubmitOrder', data: { rush: false, dueAt, policyVersion: 'test' } }, 'storefront'],
    [{ type: 'RecordPrice', data: price() }, 'pricing'],
    [{ type: 'ApproveOrder', data: { paymentReference: 'pay-1' } }, 'storefront'],
  ];
}

function price() {
  const item = {
    ...ITEM,
    modelSha256: SHA256,
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
