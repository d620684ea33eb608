import { createLogger } from '@karat/infra/logger';
import { connectMongo } from '@karat/infra/mongo';
import { mongoUrlFor, testServers, uniqueEnv } from '@karat/infra/testing';
import { indexSpecOf, type Projection, type Versioned } from '@karat/projections';
import type { ExecutionContext } from 'ava';
import type { Db } from 'mongodb';

/** A database of views of a test's own. */
export interface ViewDatabase {
  readonly db: Db;
  /** Stores documents in a generation of a view, made with the view's indexes where it is new. */
  readonly store: (
    view: Projection<Versioned>,
    generation: string,
    documents: readonly StoredDocument[],
  ) => Promise<void>;
  /** Says how far a generation is, by partition. */
  readonly advance: (
    view: Projection<Versioned>,
    generation: string,
    positions: ReadonlyMap<number, number>,
  ) => Promise<void>;
  /** Makes a generation the live one. */
  readonly activate: (view: Projection<Versioned>, generation: string) => Promise<void>;
}

/** A document with its key. */
export type StoredDocument = { readonly _id: string } & Versioned;

/** The log that all generations of these databases are folded from. */
export const INCARNATION = 'aaaaaaaa-0000-4000-8000-000000000001';

/** Connects to a database that goes away with the test. */
export async function createViewDatabase(t: ExecutionContext): Promise<ViewDatabase> {
  const { mongoUrl } = testServers(process.env);
  const logger = createLogger({ service: 'test', level: 'fatal' });
  const url = mongoUrlFor(mongoUrl, `${uniqueEnv()}_view_test`);
  const { db, close } = await connectMongo(url, { name: 'test', logger });
  t.teardown(async () => {
    await db.dropDatabase();
    await close();
  });
  return {
    db,
    store: async ({ name, indexes }, generation, documents) => {
      const collection = db.collection<StoredDocument>(`${name}_${generation}`);
      if (indexes.length > 0) {
        await collection.createIndexes(indexes.map(indexSpecOf));
      }
      if (documents.length > 0) await collection.insertMany([...documents]);
    },
    advance: async ({ name }, generation, positions) => {
      const collection = db.collection<{ _id: number }>(`${name}_${generation}_positions`);
      for (const [partition, offset] of positions) {
        const change = { $set: { incarnation: INCARNATION, offset } };
        await collection.updateOne({ _id: partition }, change, { upsert: true });
      }
    },
    activate: async ({ name }, generation) => {
      const change = { $set: { active: generation, previous: null, incarnation: INCARNATION } };
      const generations = db.collection<{ _id: string }>('generations');
      await generations.updateOne({ _id: name }, change, { upsert: true });
    },
  };
}
