import { PlatformError } from '@karat/infra/errors';
import { eventually } from '@karat/infra/testing';
import type { ExecutionContext } from 'ava';
import type { Collection, Db } from 'mongodb';
import type { OpenView } from '../../src/projector/projector.ts';
import { openRebuildJobs, type RebuildJobs } from '../../src/rebuild/rebuild-jobs.ts';
import { createProjectorRig, type ProjectorRig } from './projector-rig.ts';

/** A projector's rig with what rebuilds leave behind. */
export interface RebuildRig extends ProjectorRig {
  readonly jobs: RebuildJobs;
  readonly viewOf: (name: string) => OpenView;
  /** The documents of the live generation of the CRM view. */
  readonly liveCards: () => Promise<Collection<StoredCard>>;
  /** Waits until a process has taken a part of the rebuild of a view. */
  readonly untilTaken: (view: string, part: string) => Promise<void>;
  /** Waits until so many partitions of the rebuild of a view are filled. */
  readonly untilFilled: (view: string, count: number) => Promise<void>;
  /** Copies a database, to be put in its place again later. */
  readonly backUp: (name: string) => Promise<{ readonly restore: () => Promise<void> }>;
  /** All that consumers which act, and those that own something, would have left. */
  readonly traces: () => Promise<unknown>;
}

/** A card as Mongo has it. */
export interface StoredCard {
  readonly _id: string;
  readonly [field: string]: unknown;
}

/** Makes a rig on the shared servers and takes it down after the test. */
export async function createRebuildRig(t: ExecutionContext): Promise<RebuildRig> {
  const rig = await createProjectorRig(t);
  const { environment } = rig.log;
  const jobs = openRebuildJobs(rig.databases.db(`${environment}_own_operations`));
  const viewOf = (name: string): OpenView => {
    const view = rig.views.find(({ projection }) => projection.name === name);
    if (view !== undefined) return view;
    throw new PlatformError('invalid-argument', `Expected a view, got ${name}`);
  };
  const leasesOf = async (view: string) => {
    const job = await jobs.find(view);
    return job === null ? [] : await jobs.leasesOf(job.generation).all();
  };
  return {
    ...rig,
    jobs,
    viewOf,
    liveCards: async () => {
      const active = String(await viewOf('order-card').store.active());
      const database = rig.databases.db(`${environment}_view_crm`);
      return database.collection<StoredCard>(`order-card_${active}`);
    },
    untilTaken: async (view, part) => {
      const isTaken = async () =>
        (await leasesOf(view)).some(({ _id }) => _id.endsWith(`/${part}`));
      await eventually(isTaken, { intervalMs: 2 });
    },
    untilFilled: async (view, count) => {
      const isFilled = async () => {
        const done = (await leasesOf(view)).filter(({ doneAt }) => doneAt !== null);
        return done.length >= count;
      };
      await eventually(isFilled, { intervalMs: 2 });
    },
    backUp: (name) => backUp(rig.databases.db(`${environment}_${name}`)),
    traces: () => tracesOf(rig),
  };
}

async function backUp(database: Db) {
  const collections = await database.listCollections().toArray();
  const copies = collections.map(async ({ name }) => {
    const documents = await database.collection(name).find({}, { promoteLongs: false }).toArray();
    return { name, documents };
  });
  const copied = await Promise.all(copies);
  const restore = async (): Promise<void> => {
    await database.dropDatabase();
    for (const { name, documents } of copied) {
      await database.createCollection(name).catch(() => undefined);
      if (documents.length > 0) await database.collection(name).insertMany(documents);
    }
  };
  return { restore };
}

async function tracesOf({ log, databases }: ProjectorRig) {
  const admin = log.kafka.admin();
  await admin.connect();
  try {
    const topics = Object.values(log.topics);
    const ends = await Promise.all(topics.map((topic) => admin.fetchTopicOffsets(topic)));
    const { groups } = await admin.listGroups();
    const { environment } = log;
    const ours = groups.map(({ groupId }) => groupId).filter((id) => id.startsWith(environment));
    const owned = ['own_keys', 'own_sellers', 'own_pricing', 'own_shop'].map(async (name) => {
      const database = databases.db(`${environment}_${name}`);
      const collections = (await database.listCollections().toArray()).map((found) => found.name);
      const counts = collections.map((found) => database.collection(found).countDocuments());
      return { name, collections, counts: await Promise.all(counts) };
    });
    return { ends, groups: ours.sort(), owned: await Promise.all(owned) };
  } finally {
    await admin.disconnect();
  }
}
