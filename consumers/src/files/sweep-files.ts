import type { Tier, ListedObject, ObjectStore } from '@karat/infra/object-store';
import { TIERS } from '@karat/infra/object-store';
import { eachAtOnce } from '../each-at-once.ts';
import { fileIdOf } from './file-id.ts';
import type { MoveQueue } from './move-queue.ts';
import { sweepOrphans, type SweepOrphansOptions } from './sweep-orphans.ts';
import {
  NOTHING_SWEPT,
  sumOfOrphans,
  type HoldBack,
  type SweepReport,
  type SweptOrphans,
  type SweptTier,
} from './sweep-report.ts';

/** What a sweep is made with. */
export interface SweepOptions extends Omit<SweepOrphansOptions, 'storedBefore'> {
  readonly objects: Pick<ObjectStore, 'list' | 'remove' | 'sweepIncoming'>;
  readonly moves: MoveQueue;
  /** Looks after the files that were found in a wrong tier. */
  readonly settle: () => Promise<void>;
  /** How long a file that no order refers to is left alone, in ms. */
  readonly graceMs: number;
  /** How old an upload that has not ended may become, in ms. */
  readonly uploadRetentionMs: number;
}

/** Files that are compared at a time, which bounds the memory. */
const PIECE = 500;
/** Questions to Mongo at once. */
const AT_ONCE = 16;

/**
 * Compares the store, tier by tier and piece by piece, with what the log says of orders: what lies in
 * a wrong tier is brought where it belongs, what no order refers to is removed after its grace.
 */
export async function sweepFiles(options: SweepOptions): Promise<SweepReport> {
  const { objects, isDryRun, graceMs, uploadRetentionMs, signal } = options;
  const storedBefore = Date.now() - graceMs;
  const tiers: SweptTier[] = [];
  let orphans: SweptOrphans = NOTHING_SWEPT;
  let heldBackFor: HoldBack | null = null;
  for (const tier of TIERS) {
    let sum: SweptTier = { tier, files: 0, bytes: 0, inPlace: 0, misplaced: 0, unreferenced: 0 };
    for await (const piece of inPieces(objects.list(tier))) {
      if (signal?.aborted === true) break;
      const { found, unreferenced } = await comparePiece(options, tier, piece);
      sum = sumOfTiers(sum, found);
      const swept = await sweepOrphans({ ...options, storedBefore }, unreferenced);
      orphans = sumOfOrphans(orphans, swept.orphans);
      heldBackFor = swept.heldBackFor ?? heldBackFor;
    }
    tiers.push(sum);
  }
  const uploadsSwept = isDryRun ? 0 : await objects.sweepIncoming(uploadRetentionMs);
  return { isDryRun, heldBackFor, tiers, orphans, uploadsSwept };
}

interface Compared {
  readonly found: SweptTier;
  readonly unreferenced: readonly ListedObject[];
}

async function comparePiece(
  { orders, moves, settle, isDryRun }: SweepOptions,
  tier: Tier,
  piece: readonly ListedObject[],
): Promise<Compared> {
  const wanted = new Map<ListedObject, Tier | null>();
  await eachAtOnce(piece, AT_ONCE, async (object) => {
    wanted.set(object, await orders.wantedTier(fileIdOf(object.key)));
  });
  const unreferenced = piece.filter((object) => wanted.get(object) === null);
  const inPlace = piece.filter((object) => wanted.get(object) === tier);
  const misplaced = piece.filter(
    (object) => !unreferenced.includes(object) && !inPlace.includes(object),
  );
  if (!isDryRun && misplaced.length > 0) {
    await moves.mark(misplaced.map(({ key }) => fileIdOf(key)));
    await settle();
  }
  const found = {
    tier,
    files: piece.length,
    bytes: piece.reduce((sum, { bytes }) => sum + bytes, 0),
    inPlace: inPlace.length,
    misplaced: misplaced.length,
    unreferenced: unreferenced.length,
  };
  return { found, unreferenced };
}

function sumOfTiers(a: SweptTier, b: SweptTier): SweptTier {
  return {
    tier: a.tier,
    files: a.files + b.files,
    bytes: a.bytes + b.bytes,
    inPlace: a.inPlace + b.inPlace,
    misplaced: a.misplaced + b.misplaced,
    unreferenced: a.unreferenced + b.unreferenced,
  };
}

async function* inPieces(
  listed: AsyncIterable<ListedObject>,
): AsyncGenerator<readonly ListedObject[]> {
  let piece: ListedObject[] = [];
  for await (const object of listed) {
    piece.push(object);
    if (piece.length < PIECE) continue;
    yield piece;
    piece = [];
  }
  if (piece.length > 0) yield piece;
}
