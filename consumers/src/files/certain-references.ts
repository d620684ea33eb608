import { setTimeout as delay } from 'node:timers/promises';
import type { ClientSession, Db, MongoClient } from 'mongodb';
import { logEnds } from '../rebuild/log-ends.ts';
import type { PositionStore } from '../subscription.ts';
import type { FileOrderBook } from './file-order-book.ts';
import type { HoldBack } from './sweep-report.ts';
import { undecidedFiles, type UndecidedLog } from './undecided-files.ts';

/** What it takes to be certain that no order refers to a file. */
export interface CertaintyOptions {
  readonly log: UndecidedLog;
  readonly client: MongoClient;
  /** `view_files`. */
  readonly db: Db;
  readonly orders: Pick<FileOrderBook, 'wantedTier'>;
  readonly positions: Pick<PositionStore, 'load'>;
  /** Longest wait for the positions to reach the ends of the log, in ms. */
  readonly patienceMs: number;
  /** Whether records that were stepped over, which may have named a file, are no obstacle. */
  readonly despiteSkipped: boolean;
  readonly signal?: AbortSignal;
}

/** The files that no order refers to for certain, or why that cannot be told now. */
export type Certainty =
  | { readonly heldBackFor: null; readonly unreferenced: readonly string[] }
  | { readonly heldBackFor: HoldBack };

/** Name of the collection of positions, and of what is parked beside them. */
export const FILE_POSITIONS = 'positions';
const LOOK_EVERY_MS = 200;

/**
 * Tells which of these files no order refers to, after they were seen in the store. A file is safe
 * in whatever stage of being attached it is:
 * - its command is not decided: it is among the undecided ones, which are read first;
 * - it was decided before that: its event lies before the ends, which are read second, and the
 *   positions have to reach them;
 * - all that is read at one instant, positions and orders alike, so that a store that is lost and
 *   filled again meanwhile is not taken for one that knows of no order;
 * - an order that is parked may refer to anything, so nothing is certain while there is one.
 * A file whose command is not even in the log is protected by how short a time ago it was stored.
 */
export async function certainReferences(
  options: CertaintyOptions,
  fileIds: readonly string[],
): Promise<Certainty> {
  const { log, client, orders, despiteSkipped } = options;
  const asked = await undecidedFiles(log);
  if (asked === null) return { heldBackFor: 'too-many-undecided-commands' };
  const ends = await logEnds(log);
  if (!(await haveReached(options, ends))) return { heldBackFor: 'behind' };
  return client.withSession({ snapshot: true }, async (session): Promise<Certainty> => {
    const stored = await storedBeside(options, session);
    if (!areAt(stored.positions, ends)) return { heldBackFor: 'behind' };
    if (stored.parked > 0) return { heldBackFor: 'orders-parked' };
    if (stored.skipped > 0 && !despiteSkipped) return { heldBackFor: 'records-skipped' };
    const unreferenced: string[] = [];
    for (const fileId of fileIds) {
      if (asked.has(fileId)) continue;
      if ((await orders.wantedTier(fileId, session)) === null) unreferenced.push(fileId);
    }
    return { heldBackFor: null, unreferenced };
  });
}

async function haveReached(
  { positions, patienceMs, signal }: CertaintyOptions,
  ends: readonly number[],
): Promise<boolean> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    if (areAt(await positions.load(), ends)) return true;
    if (performance.now() > deadline || signal?.aborted === true) return false;
    await delay(LOOK_EVERY_MS);
  }
}

function areAt(positions: ReadonlyMap<number, bigint>, ends: readonly number[]): boolean {
  return ends.every((end, partition) => (positions.get(partition) ?? 0n) >= BigInt(end));
}

interface StoredBeside {
  readonly positions: ReadonlyMap<number, bigint>;
  readonly parked: number;
  readonly skipped: number;
}

/** A document of the collection of positions, whichever kind it is. */
interface AnyPlace {
  readonly _id: number | string;
  readonly incarnation: string;
  readonly offset?: { readonly toString: () => string };
  readonly order?: unknown;
  readonly skipped?: unknown;
}

async function storedBeside(
  { db, log }: CertaintyOptions,
  session: ClientSession,
): Promise<StoredBeside> {
  const { incarnation } = log.identity;
  const places = db.collection<AnyPlace>(FILE_POSITIONS);
  const found = await places.find({ incarnation }, { session }).toArray();
  return {
    positions: new Map(
      found.flatMap(({ _id, offset }) => {
        return typeof _id === 'number' && offset !== undefined
          ? [[_id, BigInt(offset.toString())] as const]
          : [];
      }),
    ),
    parked: found.filter(({ order }) => order !== undefined).length,
    skipped: found.filter(({ skipped }) => skipped !== undefined).length,
  };
}
