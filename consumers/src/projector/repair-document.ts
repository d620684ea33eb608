import { DUPLICATE_KEY } from '@karat/infra/mongo';
import type { Versioned } from '@karat/projections';
import { MongoServerError, type Collection } from 'mongodb';
import type { Repair } from './view-store.ts';

type StoredDocument = { readonly _id: string } & Versioned;

/**
 * Puts a document right, if it has the version still that it was found with: what a projector has
 * written since is newer, and is looked at another time. False when it has not.
 */
export async function repairDocument(
  documents: Collection<StoredDocument>,
  { key, stored, expected }: Repair<Versioned>,
): Promise<boolean> {
  if (stored === null) return expected !== null && insert(documents, { _id: key, ...expected });
  // A document that says no version is found as such: an absent field equals null.
  const asFound = { _id: key, version: stored.version };
  if (expected === null) return (await documents.deleteOne(asFound)).deletedCount === 1;
  return (await documents.replaceOne(asFound, expected)).matchedCount === 1;
}

async function insert(
  documents: Collection<StoredDocument>,
  document: StoredDocument,
): Promise<boolean> {
  try {
    await documents.insertOne(document);
    return true;
  } catch (error) {
    if (error instanceof MongoServerError && error.code === DUPLICATE_KEY) return false;
    throw error;
  }
}
