import { viewKeyOf } from '@karat/projections';

/** Orders that have to be looked at one by one, with the keys of their entries that were found. */
export interface Suspects {
  /** Adds what is under a key; false when there are too many already, and it was left out. */
  readonly add: (key: string) => boolean;
  /** All of them, some at a time. */
  readonly batches: () => Generator<SuspectBatch, void, undefined>;
}

/** Some of the suspects. */
export interface SuspectBatch {
  readonly orderIds: readonly string[];
  readonly entryKeys: readonly string[];
}

/** Orders whose histories are held in memory at once, some 70 MB of them. */
const ORDERS_AT_ONCE = 5_000;
/** Each five thousand cost a pass over the log; beyond so many a rebuild is what helps. */
const MAX_ORDERS = 50_000;

/** No suspects yet. */
export function createSuspects(): Suspects {
  const orders = new Map<string, string[]>();
  return {
    add: (key) => {
      const orderId = viewKeyOf(key);
      const known = orders.get(orderId);
      if (known === undefined && orders.size >= MAX_ORDERS) return false;
      const entries = known ?? [];
      if (key !== orderId) entries.push(key);
      orders.set(orderId, entries);
      return true;
    },
    batches: function* () {
      const all = [...orders];
      for (let start = 0; start < all.length; start += ORDERS_AT_ONCE) {
        const some = all.slice(start, start + ORDERS_AT_ONCE);
        const orderIds = some.map(([orderId]) => orderId);
        yield { orderIds, entryKeys: some.flatMap(([, entries]) => entries) };
      }
    },
  };
}
