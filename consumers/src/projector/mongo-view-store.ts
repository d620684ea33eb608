import { DUPLICATE_KEY } from '@karat/infra/mongo';
import type { Versioned } from '@karat/projections';
import { MongoServerError, type Collection, type Db } from 'mongodb';
import { newGenerationId } from './generation-id.ts';
import { createMongoGeneration, type MongoGenerationOptions } from './mongo-generation.ts';
import { notHeld, type ViewStore } from './view-store.ts';

/** Which generation of a view readers read. This is a format. */
interface GenerationDocument {
  /** Name of the view. */
  readonly _id: string;
  /** Null after it was withdrawn. */
  readonly active: string | null;
  /** The generation before, kept to go back to, and for readers in the middle of it. */
  readonly previous: string | null;
  /** Incarnation of the log that both are folded from. */
  readonly incarnation: string;
  /** The generation that is about to be switched to; nobody writes to the active one until then. */
  readonly next?: { readonly id: string; readonly until: Date } | null;
}

/** A view in a Mongo database, with its generations listed in the collection `generations`. */
export function createMongoViewStore<View extends Versioned>(
  options: MongoGenerationOptions<View>,
): ViewStore<View> {
  const { db, incarnation } = options;
  const view = options.projection.name;
  const generations = db.collection<GenerationDocument>('generations');
  const mine = { _id: view, incarnation };

  const active = async () => (await generations.findOne(mine))?.active ?? null;
  return {
    active,
    live: async () => {
      const projection = { active: 1, isHeld: IS_HELD };
      const found = await generations.findOne<Live>(mine, { projection });
      return { id: found?.active ?? null, isHeld: found?.isHeld ?? false };
    },
    previous: async () => (await generations.findOne(mine))?.previous ?? null,
    begin: async () => {
      const id = newGenerationId();
      await createMongoGeneration(id, options).prepare();
      await beginWith(generations, { _id: view, active: id, previous: null, incarnation });
      return (await active()) ?? id;
    },
    holdFor: async (id, holdMs) => {
      const free = { $or: [{ $eq: ['$next.id', id] }, { $not: [IS_HELD] }] };
      const next = { id, until: { $add: ['$$NOW', holdMs] } };
      const held = await generations.updateOne({ ...mine, $expr: free }, [{ $set: { next } }]);
      return held.matchedCount === 1;
    },
    activate: async (id) => {
      const change = [{ $replaceWith: switchedTo(id, incarnation) }];
      const after = { upsert: true, returnDocument: 'after' } as const;
      const switched = await generations.findOneAndUpdate({ _id: view }, change, after);
      if (switched?.active !== id) throw notHeld(view, id);
      const { previous } = switched;
      await dropAllExcept(db, view, [id, ...(previous === null ? [] : [previous])]);
    },
    withdraw: async (id) => {
      await generations.updateOne({ _id: view, active: id }, { $set: { active: null } });
    },
    drop: async (id) => {
      const names = await collectionsOf(db, view);
      const own = names.filter((name) => generationOf(view, name) === id);
      await Promise.all(own.map((name) => db.dropCollection(name)));
    },
    generation: (id) => createMongoGeneration(id, options),
  };
}

/** Names a first generation, unless somebody else was faster. */
async function beginWith(
  generations: Collection<GenerationDocument>,
  { _id, incarnation, ...first }: GenerationDocument,
): Promise<void> {
  const absent = { _id, $or: [{ incarnation: { $ne: incarnation } }, { active: null }] };
  try {
    await generations.updateOne(absent, { $set: { ...first, incarnation } }, { upsert: true });
  } catch (error) {
    if (!(error instanceof MongoServerError && error.code === DUPLICATE_KEY)) throw error;
  }
}

interface Live {
  readonly active: string | null;
  readonly isHeld: boolean;
}

/** By the clock of the server, which is the same for all who ask. */
const IS_HELD = { $gt: ['$next.until', '$$NOW'] };

/** The document after a switch, or as it was where the switch is not allowed. */
function switchedTo(id: string, incarnation: string) {
  const isOfThisLog = { $eq: ['$incarnation', incarnation] };
  const isFree = { $or: [{ $not: [isOfThisLog] }, { $eq: [{ $type: '$active' }, 'null'] }] };
  const isHeldForIt = { $and: [{ $eq: ['$next.id', id] }, IS_HELD] };
  const before = { $cond: [{ $eq: ['$active', id] }, '$previous', '$active'] };
  const previous = { $cond: [isOfThisLog, before, null] };
  const after = { $mergeObjects: ['$$ROOT', { active: id, previous, incarnation, next: null }] };
  return { $cond: [{ $or: [isFree, isHeldForIt] }, after, '$$ROOT'] };
}

async function dropAllExcept(db: Db, view: string, kept: readonly string[]): Promise<void> {
  const names = await collectionsOf(db, view);
  const superseded = names.filter((name) => !kept.includes(generationOf(view, name)));
  await Promise.all(superseded.map((name) => db.dropCollection(name)));
}

async function collectionsOf(db: Db, view: string): Promise<readonly string[]> {
  const found = await db.listCollections({}, { nameOnly: true }).toArray();
  return found.map(({ name }) => name).filter((name) => name.startsWith(`${view}_`));
}

function generationOf(view: string, collection: string): string {
  return collection.slice(view.length + 1).replace(/_positions$/, '');
}
