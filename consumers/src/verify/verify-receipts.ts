import { RECEIPTS, storedReceipt, type StoredReceipt } from '@karat/projections';
import { decodeReceipts } from '@karat/schemas/codec';
import type { Collection, Db } from 'mongodb';
import { createFingerprintMap, type FingerprintMap } from '../check/fingerprint-map.ts';
import { createMongoPositions, type PositionDocument } from '../subscription.ts';
import { compareReceipts, extraReceipt, type ComparedReceipts } from './compare-receipts.ts';
import type { HistoryLog } from './read-histories.ts';
import { createTally, type RepairMode, type Tally } from './tally.ts';
import type { Verified } from './verify-view.ts';

/** How outcomes are compared. */
export interface VerifyReceiptsOptions {
  readonly log: HistoryLog;
  /** `view_operations`. */
  readonly db: Db;
  readonly repair: RepairMode;
}

/** Which part of a partition of the receipts is in the collection. */
interface Part {
  readonly partition: number;
  /** Oldest offset that the topic has still. */
  readonly begin: bigint;
  readonly end: bigint;
}

/**
 * Compares the outcomes of commands with the topic of receipts, reading it twice: first which receipt
 * of each command is to be kept, then whether it is. What the topic has forgotten is not judged.
 */
export async function verifyReceipts(options: VerifyReceiptsOptions): Promise<Verified> {
  const { log, db, repair } = options;
  const { incarnation, partitions } = log.identity;
  const receipts = db.collection<StoredReceipt>(RECEIPTS.collection);
  const numbered = db.collection<PositionDocument>(RECEIPTS.collection);
  const positions = await createMongoPositions(numbered, incarnation).load();
  const tally = createTally(repair);
  const known = createFingerprintMap();
  const parts: Part[] = [];
  for (let partition = 0; partition < partitions; partition += 1) {
    const begin = await log.reader.beginOf(log.topics.receipts, partition);
    const part = { partition, begin, end: positions.get(partition) ?? 0n };
    parts.push(part);
    await verifyPart({ log, receipts, known, tally }, part);
  }
  const documents = await findExtras(receipts, { known, parts, tally });
  const result = tally.result();
  const { collection } = RECEIPTS;
  const equal = result.differing === 0;
  return { view: collection, generation: collection, documents, sampled: null, equal, ...result };
}

interface Verifying {
  readonly log: HistoryLog;
  readonly receipts: Collection<StoredReceipt>;
  /** Place of what is to be kept, by id. */
  readonly known: FingerprintMap;
  readonly tally: Tally;
}

async function verifyPart(verifying: Verifying, part: Part): Promise<void> {
  const { receipts, known, tally } = verifying;
  for await (const batch of readPart(verifying.log, part)) {
    for (const receipt of batch) {
      const place = placeOf(receipt, part);
      const kept = known.get(receipt._id);
      if (kept === null || place < kept) known.set(receipt._id, place);
    }
  }
  for await (const batch of readPart(verifying.log, part)) {
    const expected = batch.filter((receipt) => known.get(receipt._id) === placeOf(receipt, part));
    const ids = expected.map(({ _id }) => _id);
    const stored = await receipts.find({ _id: { $in: ids } }).toArray();
    await settle(compareReceipts({ receipts, expected, stored, end: part.end }), tally);
  }
}

async function* readPart(
  { reader, codec, topics }: HistoryLog,
  { partition, begin, end }: Part,
): AsyncGenerator<readonly StoredReceipt[], void, undefined> {
  if (begin >= end) return;
  const from = { topic: topics.receipts, partition, fromOffset: begin };
  for await (const records of reader.read(from)) {
    const wanted = records.filter(({ offset }) => BigInt(offset) < end);
    if (wanted.length > 0) yield (await decodeReceipts(codec, wanted)).map(storedReceipt);
    if (wanted.length < records.length) return;
  }
}

/** Bits for the offset behind the oldest one; above them stands the class, the first digit of a rank. */
const OFFSET_BITS = 30;

/** The rank of a receipt as a number of 32 bits that sorts as the rank does. */
function placeOf({ rank, offset }: StoredReceipt, { begin }: Part): number {
  return Number(rank.slice(0, 1)) * 2 ** OFFSET_BITS + Number(BigInt(offset) - begin);
}

interface Extras {
  readonly known: FingerprintMap;
  readonly parts: readonly Part[];
  readonly tally: Tally;
}

async function findExtras(
  receipts: Collection<StoredReceipt>,
  { known, parts, tally }: Extras,
): Promise<number> {
  let documents = 0;
  for await (const stored of receipts.find({ commandId: { $exists: true } })) {
    documents += 1;
    const part = parts[stored.partition];
    const offset = BigInt(stored.offset);
    const isRead = part !== undefined && offset >= part.begin && offset < part.end;
    if (isRead && known.get(stored._id) === null) {
      await settle(extraReceipt(receipts, stored), tally);
    }
  }
  return documents;
}

async function settle(compared: ComparedReceipts, tally: Tally): Promise<void> {
  for (const { difference, repair } of compared) await tally.found(difference, repair);
}
