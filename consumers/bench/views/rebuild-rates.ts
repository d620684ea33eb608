import { availableParallelism } from 'node:os';
import { orderCard } from '@karat/projections';
import { decodeEvents } from '@karat/schemas/codec';
import type { Versioned } from '@karat/projections';
import type { ViewDocument } from '../../src/projector/view-document.ts';
import { createMongoViewStore } from '../../src/projector/mongo-view-store.ts';
import type { BenchRig } from './bench-rig.ts';
import { measurePlainConsumer } from './plain-consumer.ts';
import { runRebuild } from './run-rebuild.ts';
import { seedEvents } from './seed-events.ts';
import { LIFE } from './order-life.ts';

/** How fast the CRM view is rebuilt, in events a second, and what the parts of it allow. */
export interface RebuildRates {
  /** `karat rebuild order-card` by one thread, as the limits are, from the job to the switch. */
  readonly one: number;
  /** The same command as it is given, which starts a thread for each processor. */
  readonly shared: number;
  /** The latter beside a live generation, which every document is compared with before the switch. */
  readonly compared: number;
  /** Reading and decoding alone. */
  readonly read: number;
  /** Writing the same documents alone, as often as the rebuild does. */
  readonly write: number;
  /** A plain consumer that writes what each event changes. */
  readonly plain: number;
  /** Largest memory of the rebuild by one thread that no file backs, mebibytes. */
  readonly rssAnonMebibytes: number;
}

/** Fills an empty log with so many orders and measures. */
export async function measureRebuild(
  rig: BenchRig,
  orders: number,
  say: (line: string) => void,
): Promise<RebuildRates> {
  const events = orders * LIFE.length;
  const seedSeconds = await secondsOf(async () => {
    await seedEvents({ log: rig.log, keys: rig.database('own_keys') }, orders);
  });
  say(`${String(events)} events seeded in ${String(Math.round(seedSeconds))} s`);
  const read = events / (await secondsOf(() => readAll(rig)));
  const rebuildBy = (threads: number) => runRebuild(rig, orderCard.name, threads);
  const one = await rebuildBy(1);
  // Where none is live there is nothing to compare with.
  await rig.database('view_crm').dropDatabase();
  const shared = await rebuildBy(availableParallelism());
  const compared = await rebuildBy(availableParallelism());
  const write = events / (await writeSeconds(rig));
  const plain = await measurePlainConsumer(rig);
  const rates = {
    ...{ one: events / one.seconds, shared: events / shared.seconds },
    ...{ compared: events / compared.seconds, read, write, plain },
    rssAnonMebibytes: one.rssAnonMebibytes,
  };
  say(`rebuild with ${String(orders)} orders: ${JSON.stringify(rates)}`);
  return rates;
}

async function secondsOf(task: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await task();
  return (performance.now() - startedAt) / 1_000;
}

async function readAll({ log }: BenchRig): Promise<void> {
  const { reader, topics, codec } = log;
  for await (const records of reader.readTopic(topics.events)) await decodeEvents(codec, records);
}

const DOCUMENTS_AT_ONCE = 2_000;

/** The documents of the live generation into another one; only writing counts. */
async function writeSeconds({ log, database }: BenchRig): Promise<number> {
  const db = database('view_crm');
  const { incarnation } = log.identity;
  const store = createMongoViewStore({ db, projection: orderCard, incarnation });
  const live = store.generation((await store.active()) ?? '');
  const copy = store.generation('copy');
  await copy.prepare();
  const documents = db.collection<ViewDocument>(`${orderCard.name}_copy`);
  let seconds = 0;
  let waiting: (readonly [string, Versioned])[] = [];
  const write = async (): Promise<void> => {
    const inserts = waiting.map(([_id, view]) => ({ insertOne: { document: { _id, ...view } } }));
    waiting = [];
    if (inserts.length === 0) return;
    seconds += await secondsOf(async () => {
      await documents.bulkWrite(inserts, { ordered: false });
    });
  };
  for await (const batch of live.all()) {
    waiting.push(...batch);
    if (waiting.length >= DOCUMENTS_AT_ONCE) await write();
  }
  await write();
  await store.drop('copy');
  return seconds;
}
