import type { Collection } from 'mongodb';
import { readCopies, type ToView } from './mongo-copies.ts';
import type { ViewDocument } from './view-document.ts';
import type { StoredCopy } from './stored-copy.ts';
import type { GenerationScan } from './view-store.ts';

const DOCUMENTS_AT_ONCE = 1_000;

/** All documents of a generation. */
export function createMongoScan<View>(
  documents: Collection<ViewDocument>,
  toView: ToView<View>,
): GenerationScan<View> {
  return {
    all: async function* () {
      for await (const batch of inBatches(documents.find())) {
        yield batch.map((document) => [document._id, toView(document)] as const);
      }
    },
    copies: () => inBatches(readCopies(documents, { toView })),
    copiesOf: async (keys) => {
      const found = new Map<string, StoredCopy<View>>();
      for await (const copy of readCopies(documents, { keys, toView })) found.set(copy.key, copy);
      return found;
    },
    keys: async function* () {
      const named = documents.find({}, { projection: { _id: 1 } });
      for await (const batch of inBatches(named)) yield batch.map(({ _id }) => _id);
    },
    sample: async (count) => {
      const pipeline = [{ $sample: { size: count } }, { $project: { _id: 1 } }];
      const drawn = await documents.aggregate<{ readonly _id: string }>(pipeline).toArray();
      return drawn.map(({ _id }) => _id);
    },
    count: () => documents.countDocuments(),
  };
}

async function* inBatches<T>(items: AsyncIterable<T>) {
  let batch: T[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < DOCUMENTS_AT_ONCE) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
