import { PlatformError } from '@karat/infra/errors';
import { open, type RootDatabase } from 'lmdb';
import { beginDiskSession } from './disk-session.ts';
import { lockFolder } from './folder-lock.ts';

/** How far a store has come; in a log of another incarnation it means nothing. This is a format. */
export interface StorePosition {
  readonly incarnation: string;
  readonly evolveVersion: string;
  /** Offset in the states topic up to which the store holds everything; decimal. */
  readonly statesOffset: string;
  /** Offset of the last decided command, decimal; -1 before the first. */
  readonly commandOffset: string;
  /** Number of the writer that decided it. */
  readonly writerEpoch: number;
}

/** The states of one partition on local disk: a cache of the log that may be lost at any time. */
export interface StateStore {
  readonly position: () => StorePosition | null;
  /** The encoded snapshots of these orders; those without one are left out. */
  readonly load: (orderIds: Iterable<string>) => ReadonlyMap<string, Buffer>;
  /** All snapshots with their order, in no order that means anything. */
  readonly snapshots: () => Iterable<readonly [orderId: string, snapshot: Buffer]>;
  /**
   * Stores snapshots and position together.
   * @throws `fenced` when a later writer has stored here: a writer that slept through a take-over
   * must not put its older states over its successor's.
   */
  readonly save: (snapshots: ReadonlyMap<string, Buffer>, position: StorePosition) => void;
  readonly clear: () => void;
  readonly close: () => Promise<void>;
}

/** Files that LMDB keeps in a folder. */
const DATABASE_FILES = ['data.mdb', 'lock.mdb'];

/** Not a UUID, so no order has it. */
const POSITION_KEY = '@position';

/**
 * Opens the store in a folder of its own, making it if it is not there.
 * @throws `folder-in-use`: two that write one store would each believe the other's states.
 */
export function openStateStore(folder: string): StateStore {
  const lock = lockFolder(folder);
  const session = beginDiskSession(folder, DATABASE_FILES);
  const database: RootDatabase<Buffer, string> = open({
    path: folder,
    encoding: 'binary',
    // A commit that waits for the disk takes milliseconds, with nothing else going on meanwhile. What
    // a killed process wrote is the kernel's and stays; what a machine lost is not believed again.
    noSync: true,
  });
  const position = () => readPosition(database.get(POSITION_KEY));
  return {
    position,
    load: (orderIds) => {
      const found = new Map<string, Buffer>();
      for (const orderId of orderIds) {
        const snapshot = database.get(orderId);
        if (snapshot !== undefined) found.set(orderId, snapshot);
      }
      return found;
    },
    snapshots: () =>
      database
        .getRange()
        .filter(({ key }) => key !== POSITION_KEY)
        .map(({ key, value }) => [key, value] as const),
    save: (snapshots, next) => {
      database.transactionSync(() => {
        refuseOlder(position(), next);
        for (const [orderId, snapshot] of snapshots) database.putSync(orderId, snapshot);
        database.putSync(POSITION_KEY, Buffer.from(JSON.stringify(next)));
      });
    },
    clear: () => {
      database.clearSync();
    },
    close: async () => {
      await database.close();
      session.end();
      lock.release();
    },
  };
}

/** Whether two positions are the same, field by field. */
export function isSamePosition(one: StorePosition | null, other: StorePosition): boolean {
  return (
    one !== null &&
    one.incarnation === other.incarnation &&
    one.statesOffset === other.statesOffset &&
    one.commandOffset === other.commandOffset &&
    one.writerEpoch === other.writerEpoch
  );
}

function refuseOlder(stored: StorePosition | null, next: StorePosition): void {
  if (stored === null || stored.incarnation !== next.incarnation) return;
  const older =
    next.writerEpoch < stored.writerEpoch ||
    BigInt(next.commandOffset) < BigInt(stored.commandOffset);
  if (!older) return;
  const message = `Expected states after writer ${String(stored.writerEpoch)}, got ${String(next.writerEpoch)}`;
  throw new PlatformError('fenced', message, { context: { stored, next } });
}

/** A position that cannot be read is none: the store is then filled anew. */
function readPosition(value: Buffer | undefined): StorePosition | null {
  if (value === undefined) return null;
  try {
    const parsed: unknown = JSON.parse(value.toString('utf8'));
    return isPosition(parsed) ? parsed : null;
  } catch {
    return null;
  }
}

function isPosition(value: unknown): value is StorePosition {
  if (typeof value !== 'object' || value === null) return false;
  const position = value as Partial<Record<keyof StorePosition, unknown>>;
  return (
    typeof position.incarnation === 'string' &&
    typeof position.evolveVersion === 'string' &&
    typeof position.statesOffset === 'string' &&
    typeof position.commandOffset === 'string' &&
    typeof position.writerEpoch === 'number'
  );
}
