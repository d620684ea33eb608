import { DUPLICATE_KEY } from '@karat/infra/mongo';
import {
  MongoBulkWriteError,
  type AnyBulkWriteOperation,
  type Collection,
  type Document,
} from 'mongodb';

/**
 * Replaces documents under filters that name the id and what has to be stored still. Where
 * something else is there already the filter misses and the insertion meets the id: that is no
 * failure, somebody else was here with as much or more.
 */
export async function replaceGuarded<T extends Document>(
  documents: Collection<T>,
  operations: readonly AnyBulkWriteOperation<T>[],
): Promise<void> {
  if (operations.length === 0) return;
  try {
    await documents.bulkWrite([...operations], { ordered: false });
  } catch (error) {
    if (!isAlreadyApplied(error)) throw error;
  }
}

/** Whether nothing failed but insertions of keys that are taken. */
export function isAlreadyApplied(error: unknown): boolean {
  if (!(error instanceof MongoBulkWriteError)) return false;
  const errors = Array.isArray(error.writeErrors) ? error.writeErrors : [error.writeErrors];
  return errors.length > 0 && errors.every(({ code }) => code === DUPLICATE_KEY);
}
