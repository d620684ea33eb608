import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { lockFolder } from './folder-lock.ts';
import { openStateStore, type StateStore } from './state-store.ts';

/** The stores of all partitions that a process has owned so far. */
export interface StateStores {
  readonly of: (partition: number) => StateStore;
  /** Partitions that have a store, of an earlier process in the same folder too. */
  readonly warm: () => readonly number[];
  readonly close: () => Promise<void>;
}

/**
 * Stores below a folder, one per partition, each opened once and kept open until the process
 * stops: LMDB must not be opened twice in one process, and a partition may leave and come back.
 *
 * @throws `folder-in-use` when another process has the folder: told at the start of a process, not
 * when it is first given a partition.
 */
export function openStateStores(folder: string): StateStores {
  const lock = lockFolder(folder);
  const stores = new Map<number, StateStore>();
  return {
    of: (partition) => {
      const store = stores.get(partition) ?? openStateStore(join(folder, String(partition)));
      stores.set(partition, store);
      return store;
    },
    warm: () =>
      readdirSync(folder)
        .filter((name) => /^\d+$/.test(name))
        .map(Number),
    close: async () => {
      await Promise.all([...stores.values()].map((store) => store.close()));
      lock.release();
    },
  };
}
