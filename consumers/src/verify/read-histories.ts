import type { LogConnection } from '@karat/infra/log-connection';
import { eventIndex, type EventIndex, type Versioned } from '@karat/projections';
import { partitionOf, type RawRecord, type ReadEvent } from '@karat/schemas';
import { CodecError, decodeEvents, type Codec } from '@karat/schemas/codec';
import type { OpenView } from '../projector/projector.ts';

/** The log as histories are read from it. */
export type HistoryLog = Pick<
  LogConnection,
  'environment' | 'reader' | 'codec' | 'topics' | 'identity'
>;

/** The events of some orders, in order. */
export type Histories = ReadonlyMap<string, readonly ReadEvent[]>;

/** The records of an order as the index of events knows them. */
export interface IndexedOrder {
  readonly partition: number;
  readonly offsets: readonly bigint[];
}

/** Reads the histories of some orders by one pass over each of their partitions. */
export async function readHistories(
  log: HistoryLog,
  orderIds: ReadonlySet<string>,
): Promise<Histories> {
  const { reader, topics, identity } = log;
  const histories = new Map<string, ReadEvent[]>();
  const partitions = new Set([...orderIds].map((id) => partitionOf(id, identity.partitions)));
  for (const partition of partitions) {
    for await (const batch of reader.read({ topic: topics.events, partition, fromOffset: 0n })) {
      // What is not wanted is not decoded: that is most of the work.
      const wanted = batch.filter(({ key }) => key !== null && orderIds.has(key.toString('utf8')));
      await addEvents(log, histories, wanted);
    }
  }
  return histories;
}

/** Reads the histories of some orders by where the index of events says that their records are. */
export async function readIndexed(
  log: HistoryLog,
  orders: ReadonlyMap<string, IndexedOrder>,
): Promise<Histories> {
  const { reader, topics } = log;
  const byPartition = new Map<number, bigint[]>();
  for (const { partition, offsets } of orders.values()) {
    byPartition.set(partition, [...(byPartition.get(partition) ?? []), ...offsets]);
  }
  const histories = new Map<string, ReadEvent[]>();
  for (const [partition, offsets] of byPartition) {
    const records = await reader.readAt({ topic: topics.events, partition, offsets });
    // An index that is wrong may name the records of others.
    const own = records.filter(({ key }) => key !== null && orders.has(key.toString('utf8')));
    await addEvents(log, histories, own);
  }
  return histories;
}

/** What the index of events knows of these orders; nothing while it has no live generation. */
export async function findIndexed(
  index: OpenView,
  orderIds: readonly string[],
): Promise<ReadonlyMap<string, IndexedOrder>> {
  const active = await index.store.active();
  if (active === null) return new Map();
  const { views } = await index.store.generation(active).read(0, orderIds);
  return new Map(
    [...views].flatMap(([orderId, view]) => {
      if (!isIndex(view)) return [];
      const offsets = view.offsets.flatMap((offset) => (offset === null ? [] : [BigInt(offset)]));
      // Where one was skipped the history is not whole, and has to be looked for in the log.
      if (offsets.length < view.offsets.length) return [];
      return [[orderId, { partition: view.partition, offsets }] as const];
    }),
  );
}

/** Name of the view that is the index of events. */
export const INDEX_NAME = eventIndex.name;

function isIndex(view: Versioned): view is EventIndex {
  return 'partition' in view && 'offsets' in view && Array.isArray(view.offsets);
}

async function addEvents(
  { codec }: HistoryLog,
  histories: Map<string, ReadEvent[]>,
  records: readonly RawRecord[],
): Promise<void> {
  for (const event of await decodedOf(codec, records)) {
    const known = histories.get(event.orderId);
    if (known === undefined) histories.set(event.orderId, [event]);
    else known.push(event);
  }
}

/** What nobody can read is left out: its order is parked, or its history has a hole. */
async function decodedOf(
  codec: Codec,
  records: readonly RawRecord[],
): Promise<readonly ReadEvent[]> {
  if (records.length === 0) return [];
  try {
    return await decodeEvents(codec, records);
  } catch (error) {
    if (records.length === 1 && error instanceof CodecError) return [];
    if (!(error instanceof CodecError)) throw error;
    const each: ReadEvent[] = [];
    for (const record of records) each.push(...(await decodedOf(codec, [record])));
    return each;
  }
}
