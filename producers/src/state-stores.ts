import { join } from 'node:path';
import { openStateStore, type StateStore } from './state-store.ts';

/** The stores of all partitions that a process has owned so far. */
export interface StateStores {
  readonly of: (partition: number) => StateStore;
  readonly close: () => Promise<void>;
}

/**
 * Stores below a folder, one per partition, each opened once and kept open until the process
 * stops: LMDB must not be opened twice in one process, and a partition may leave and come back.
 */
export function openStateStores(folder: string): StateStores {
  const stores = new Map<number, StateStore>();
  return {
    of: (partition) => {
      const store = stores.get(partition) ?? openStateStore(join(folder, String(partition)));
      stores.set(partition, store);
      return store;
    },
    close: async () => {
      await Promise.all([...stores.values()].map((store) => store.close()));
    },
  };
}
