import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { explicitPartitioner } from '@karat/infra/kafka';
import type { TestLog } from '@karat/infra/test-log';
import { partitionOf, type CommandEnvelope, type OrderCommand } from '@karat/schemas';
import { encodeCommand } from '@karat/schemas/codec';
import type { Message, TopicMessages } from 'kafkajs';
import { bodyHashOf } from '../../src/body-hash.ts';

/** The beginning of an order of one ring. */
export const INITIATION: OrderCommand = {
  type: 'InitiateOrder',
  data: {
    sellerId: 'jewels',
    sellerOrderRef: null,
    customerId: null,
    customer: Buffer.alloc(120, 'sealed'),
    items: [
      {
        itemId: 'ring',
        quantity: 1,
        material: 'silver-925',
        finish: 'polished',
        modelSha256: null,
        modelFormat: null,
        modelBytes: null,
      },
    ],
  },
};

const BODY_HASH = bodyHashOf(INITIATION);

/** The command that begins a new order, answered to the process of this name. */
export function newInitiation(replyTo: string | null = null): CommandEnvelope {
  const orderId = randomUUID();
  return {
    commandId: randomUUID(),
    orderId,
    command: INITIATION,
    actor: { role: 'storefront', id: 'storefront' },
    expectedVersion: null,
    bodyHash: BODY_HASH,
    correlationId: orderId,
    causationId: null,
    traceparent: null,
    sentAt: Date.now(),
    replyTo,
  };
}

/** The same for an order of this partition. */
export function initiationIn(
  partition: number,
  partitions: number,
  replyTo: string | null = null,
): CommandEnvelope {
  for (;;) {
    const command = newInitiation(replyTo);
    if (partitionOf(command.orderId, partitions) === partition) return command;
  }
}

/** The message of a command, with its partition. */
export function messageOf({ codec, identity }: TestLog, command: CommandEnvelope): Message {
  const { key, value, headers } = encodeCommand(codec, command);
  return { key, value, headers, partition: partitionOf(command.orderId, identity.partitions) };
}

/** Messages of one request. */
const SEND_AT_ONCE = 500;

/** Writes so many first commands of orders to the log, as fast as one producer can. */
export async function sendInitiations(log: TestLog, count: number): Promise<void> {
  const producer = log.kafka.producer({ createPartitioner: explicitPartitioner });
  await producer.connect();
  for (let sent = 0; sent < count; sent += SEND_AT_ONCE) {
    const length = Math.min(SEND_AT_ONCE, count - sent);
    const messages = Array.from({ length }, () => messageOf(log, newInitiation()));
    const topicMessages: TopicMessages[] = [{ topic: log.topics.commands, messages }];
    await producer.sendBatch({ acks: -1, topicMessages });
  }
  await producer.disconnect();
}

/** Gives a folder to a task and removes it afterwards. */
export async function withFolder<T>(task: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'karat-bench-'));
  try {
    return await task(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
