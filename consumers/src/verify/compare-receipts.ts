import type { StoredReceipt } from '@karat/projections';
import type { Collection } from 'mongodb';
import { replaceGuarded } from '../projector/replace-guarded.ts';
import { differenceOf, type Difference } from './difference.ts';

/** Outcomes that are not as the topic says, each with what puts it right. */
export type ComparedReceipts = readonly {
  readonly difference: Difference;
  readonly repair: () => Promise<boolean>;
}[];

/** Outcomes to compare. */
export interface CompareReceiptsOptions {
  readonly receipts: Collection<StoredReceipt>;
  readonly expected: readonly StoredReceipt[];
  readonly stored: readonly StoredReceipt[];
  /** Offset up to which receipts were read. */
  readonly end: bigint;
}

/** Mongo drops what has expired once a minute. */
const EXPIRY_MS = 120_000;

/** Compares outcomes with what is stored of them; one that was replaced since is left alone. */
export function compareReceipts(options: CompareReceiptsOptions): ComparedReceipts {
  const { receipts, expected, stored, end } = options;
  const byId = new Map(stored.map((receipt) => [receipt._id, receipt]));
  return expected.flatMap((wanted) => {
    const found = byId.get(wanted._id) ?? null;
    if (found === null && wanted.expiresAt.getTime() < Date.now() + EXPIRY_MS) return [];
    if (found !== null && BigInt(found.offset) >= end) return [];
    const difference = differenceOf(wanted._id, wanted, found);
    return difference === null ? [] : [{ difference, repair: () => put(receipts, wanted, found) }];
  });
}

/** An outcome that no receipt tells of. */
export function extraReceipt(
  receipts: Collection<StoredReceipt>,
  stored: StoredReceipt,
): ComparedReceipts {
  const difference = differenceOf(stored._id, null, stored);
  if (difference === null) return [];
  const asFound = { _id: stored._id, rank: stored.rank };
  const repair = async () => (await receipts.deleteOne(asFound)).deletedCount === 1;
  return [{ difference, repair }];
}

async function put(
  receipts: Collection<StoredReceipt>,
  wanted: StoredReceipt,
  found: StoredReceipt | null,
): Promise<boolean> {
  if (found !== null) {
    const asFound = { _id: found._id, rank: found.rank };
    return (await receipts.replaceOne(asFound, wanted)).matchedCount === 1;
  }
  // Guarded as the projector does it, so that an outcome that came meanwhile ranks as ever.
  const filter = { _id: wanted._id, rank: { $gt: wanted.rank } };
  await replaceGuarded(receipts, [{ replaceOne: { filter, replacement: wanted, upsert: true } }]);
  return true;
}
