import { DUPLICATE_KEY } from '@karat/infra/mongo';
import type { Versioned } from '@karat/projections';
import { MongoServerError, type Db } from 'mongodb';
import { newGenerationId } from './generation-id.ts';
import { createMongoGeneration, type MongoGenerationOptions } from './mongo-generation.ts';
import type { ViewStore } from './view-store.ts';

/** Which generation of a view readers read. This is a format. */
interface GenerationDocument {
  /** Name of the view. */
  readonly _id: string;
  readonly active: string;
  /** The generation before, kept for readers in the middle of it. */
  readonly previous: string | null;
  /** Incarnation of the log that the active one is folded from. */
  readonly incarnation: string;
}

/** A view in a Mongo database, with its generations listed in the collection `generations`. */
export function createMongoViewStore<View extends Versioned>(
  options: MongoGenerationOptions<View>,
): ViewStore<View> {
  const { db, incarnation } = options;
  const view = options.projection.name;
  const generations = db.collection<GenerationDocument>('generations');

  const active = async (): Promise<string | null> => {
    const found = await generations.findOne({ _id: view, incarnation });
    return found?.active ?? null;
  };
  return {
    active,
    begin: async () => {
      const id = newGenerationId();
      await createMongoGeneration(id, options).prepare();
      const change = { $set: { active: id, previous: null, incarnation } };
      try {
        const absent = { _id: view, incarnation: { $ne: incarnation } };
        await generations.updateOne(absent, change, { upsert: true });
      } catch (error) {
        if (!(error instanceof MongoServerError && error.code === DUPLICATE_KEY)) throw error;
      }
      return (await active()) ?? id;
    },
    activate: async (id) => {
      const previous = await active();
      const change = { $set: { active: id, previous, incarnation } };
      await generations.updateOne({ _id: view }, change, { upsert: true });
      await dropAllExcept(db, view, [id, ...(previous === null ? [] : [previous])]);
    },
    drop: async (id) => {
      const names = await collectionsOf(db, view);
      const own = names.filter((name) => generationOf(view, name) === id);
      await Promise.all(own.map((name) => db.dropCollection(name)));
    },
    generation: (id) => createMongoGeneration(id, options),
  };
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
