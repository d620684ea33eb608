import { indexSpecOf, type Projection, type Versioned } from '@karat/projections';
import { MongoServerError, type Collection, type Db } from 'mongodb';
import {
  confirmMongoPositions,
  createMongoParking,
  createMongoPositions,
  type ParkingDocument,
  type PositionDocument,
} from '../subscription.ts';
import { createMongoScan } from './mongo-scan.ts';
import { DocumentsRefused, writeUnlessRefused } from './refused-documents.ts';
import { repairDocument } from './repair-document.ts';
import { isAlreadyApplied, replaceGuarded } from './replace-guarded.ts';
import type { ViewDocument } from './view-document.ts';
import type { Generation, StoredView, StoredViews, ViewChange } from './view-store.ts';

/** Settings of {@link createMongoGeneration}. */
export interface MongoGenerationOptions<View extends Versioned> {
  readonly db: Db;
  readonly projection: Projection<View>;
  /** Incarnation of the log. */
  readonly incarnation: string;
}

/** The collections `<view>_<id>` and `<view>_<id>_positions`. */
export function createMongoGeneration<View extends Versioned>(
  id: string,
  { db, projection, incarnation }: MongoGenerationOptions<View>,
): Generation<View> {
  const documents = db.collection<ViewDocument>(`${projection.name}_${id}`);
  const positionsName = `${projection.name}_${id}_positions`;
  const stored = db.collection<PositionDocument>(positionsName);
  const positions = createMongoPositions(stored, incarnation);
  const parked = db.collection<ParkingDocument>(positionsName);
  // The document was written by this very projection; a new shape gets a new generation.
  const toView = ({ _id, ...view }: ViewDocument) => view as unknown as View;
  return {
    ...createMongoScan(documents, toView),
    id,
    parking: createMongoParking(parked, incarnation, id),
    positions: positions.load,
    begin: positions.begin,
    confirm: (confirmations) => confirmMongoPositions(stored, incarnation, confirmations),
    read: async (partition, keys): Promise<StoredViews<View>> => {
      const [position, found] = await Promise.all([
        positions.at(partition),
        documents.find({ _id: { $in: [...keys] } }).toArray(),
      ]);
      return {
        position,
        views: new Map(found.map((document) => [document._id, toView(document)])),
      };
    },
    write: async (move, changes) => {
      // Views first: a crash in between repeats harmless writes, the other order would lose them.
      await writeUnlessRefused(changes, (some) => writeAll(documents, some));
      await positions.save(move);
    },
    fill: async (views) => {
      await fillAll(documents, [...views]);
    },
    repair: (repair) => repairDocument(documents, repair),
    faults: () => Promise.resolve([]),
    isPresent: () => hasCollection(db, documents.collectionName),
    prepare: async () => {
      await createIfAbsent(db, documents.collectionName);
      const indexes = projection.indexes.map(indexSpecOf);
      if (indexes.length > 0) await documents.createIndexes(indexes);
    },
  };
}

function hasCollection(db: Db, name: string): Promise<boolean> {
  return db.listCollections({ name }, { nameOnly: true }).hasNext();
}

/** Made before its first document: readers tell by it that it was not dropped. */
async function createIfAbsent(db: Db, name: string): Promise<void> {
  try {
    await db.createCollection(name);
  } catch (error) {
    if (!(error instanceof MongoServerError && error.code === COLLECTION_EXISTS)) throw error;
  }
}

/**
 * Code of the server's refusal to make a collection that is there.
 * @see https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml
 */
const COLLECTION_EXISTS = 48;

/** Entries before views: they are made when a view moves on, and at no later time. */
async function writeAll(
  documents: Collection<ViewDocument>,
  changes: readonly ViewChange<Versioned>[],
): Promise<void> {
  await writeGuarded(documents, changes.flatMap(entriesOf));
  await writeGuarded(
    documents,
    changes.map(({ key, after }) => [key, after] as const),
  );
}

function entriesOf({ entries }: ViewChange<Versioned>): readonly StoredView<Versioned>[] {
  return entries.map(({ key, entry }) => [key, entry] as const);
}

/** Documents of one command to the server: more of them only take memory. */
const FILLED_AT_ONCE = 2_000;

/**
 * Fills views in, some at a time.
 * @throws DocumentsRefused with those that Mongo will never take, when all others are there.
 */
async function fillAll(
  documents: Collection<ViewDocument>,
  views: readonly StoredView<Versioned>[],
): Promise<void> {
  const causes = new Map<string, unknown>();
  for (let start = 0; start < views.length; start += FILLED_AT_ONCE) {
    const some = views.slice(start, start + FILLED_AT_ONCE).map((view) => ({ key: view[0], view }));
    try {
      await writeUnlessRefused(some, (few) => {
        return insertOrReplace(
          documents,
          few.map(({ view }) => view),
        );
      });
    } catch (error) {
      if (!(error instanceof DocumentsRefused)) throw error;
      for (const [key, cause] of error.causes) causes.set(key, cause);
    }
  }
  if (causes.size > 0) throw new DocumentsRefused(causes);
}

/**
 * Inserts all that is not there, which is most often everything, and replaces what is there and
 * older: somebody was at work here before and has died.
 */
async function insertOrReplace(
  documents: Collection<ViewDocument>,
  views: readonly StoredView<Versioned>[],
): Promise<void> {
  const filled = views.map(([key, view]) => ({ _id: key, ...view }));
  try {
    await documents.insertMany(filled, { ordered: false });
  } catch (error) {
    if (!isAlreadyApplied(error)) throw error;
    await writeGuarded(documents, views);
  }
}

/** Replaces each document whose version is older. */
async function writeGuarded(
  documents: Collection<ViewDocument>,
  views: readonly StoredView<Versioned>[],
): Promise<void> {
  const operations = views.map(([key, view]) => ({
    replaceOne: {
      filter: { _id: key, version: { $lt: view.version } },
      replacement: view,
      upsert: true,
    },
  }));
  await replaceGuarded(documents, operations);
}
