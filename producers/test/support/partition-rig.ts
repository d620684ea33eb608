import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { explicitPartitioner } from '@karat/infra/kafka';
import type { LogReader } from '@karat/infra/log-reader';
import { deployTestLog, type TestLog } from '@karat/infra/test-log';
import { eventually, testServers } from '@karat/infra/testing';
import {
  newEventId,
  type OrderCommand,
  type OrderItem,
  type RawRecord,
  type WritableRecord,
} from '@karat/schemas';
import { encodeCommand } from '@karat/schemas/codec';
import type { ExecutionContext } from 'ava';
import type { SendableCommand } from '../../src/command-gateway.ts';
import {
  openPartitionWriter,
  type PartitionWriter,
  type PartitionWriterOptions,
} from '../../src/partition-writer.ts';
import { openStateStore, type StateStore } from '../../src/state-store.ts';
import { RING } from './given-order.ts';
import { commandOf } from './writer-rig.ts';

/** A log of one partition whose writer runs in the test itself. */
export interface PartitionRig {
  readonly log: TestLog;
  readonly newStore: () => Promise<StateStore>;
  readonly open: (
    store: StateStore,
    changes?: Partial<PartitionWriterOptions>,
  ) => Promise<PartitionWriter>;
  /** Writes commands to the log and gives all commands there are. */
  readonly send: (...records: readonly WritableRecord[]) => Promise<readonly RawRecord[]>;
  readonly encode: (command: SendableCommand) => WritableRecord;
  /** Offsets of the commands that were passed over. */
  readonly passedOver: string[];
}

/** Makes a rig on the shared servers and takes it down after the test. */
export async function createPartitionRig(t: ExecutionContext): Promise<PartitionRig> {
  const log = await deployTestLog(testServers(process.env), { partitions: 1 });
  t.teardown(log.close);
  const passedOver: string[] = [];
  return {
    log,
    passedOver,
    newStore: () => newStore(t),
    open: async (store, changes = {}) => {
      const writer = await openPartitionWriter({
        ...log,
        partition: 0,
        partitions: 1,
        incarnation: log.identity.incarnation,
        store,
        clock: Date.now,
        newEventId,
        signal: new AbortController().signal,
        onUndecodable: ({ offset }) => passedOver.push(offset),
        onUnreadable: () => undefined,
        onClosed: () => undefined,
        onUndecidable: ({ offset }) => passedOver.push(offset),
        ...changes,
      });
      t.teardown(() => writer.close().catch(() => undefined));
      return writer;
    },
    send: (...records) => send(log, records),
    encode: (command) => encodeCommand(log.codec, { ...command, replyTo: null }),
  };
}

async function newStore(t: ExecutionContext): Promise<StateStore> {
  const folder = await mkdtemp(join(tmpdir(), 'karat-store-'));
  const store = openStateStore(folder);
  t.teardown(async () => {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  });
  return store;
}

async function send(
  { kafka, topics, reader }: TestLog,
  records: readonly WritableRecord[],
): Promise<readonly RawRecord[]> {
  const producer = kafka.producer({ createPartitioner: explicitPartitioner });
  await producer.connect();
  const before = await reader.endOf(topics.commands, 0);
  for (const { headers, ...record } of records) {
    const message = { ...record, headers: { ...headers }, partition: 0 };
    await producer.send({ topic: topics.commands, messages: [message] });
  }
  await producer.disconnect();
  return eventually(async () => {
    const all = await readAll(reader, topics.commands);
    return BigInt(all.length) >= before + BigInt(records.length) && all;
  });
}

/** All records of the only partition of a topic. */
export async function readAll(reader: LogReader, topic: string): Promise<readonly RawRecord[]> {
  const all: RawRecord[] = [];
  for await (const batch of reader.read({ topic, partition: 0, fromOffset: 0n }))
    all.push(...batch);
  return all;
}

/** The storefront begins an order. */
export function initiation(orderId: string, items: readonly OrderItem[] = [RING]): SendableCommand {
  const data = {
    sellerId: 'jewels',
    sellerOrderRef: null,
    customerId: null,
    customer: Buffer.from('sealed'),
    items,
  };
  return ask(orderId, { type: 'InitiateOrder', data });
}

/** The storefront adds the model. */
export function attachment(orderId: string): SendableCommand {
  const data = { itemId: 'ring', modelSha256: 'a'.repeat(64), modelFormat: 'STL', modelBytes: 684 };
  return ask(orderId, { type: 'AttachModel', data: { ...data, modelFormat: 'STL' } });
}

function ask(orderId: string, command: OrderCommand): SendableCommand {
  return commandOf(orderId, `${orderId}/${command.type}`, { command, role: 'storefront' });
}
