import type { Collection, Db } from 'mongodb';
import type { LeasedTurn, Turn } from './turn.ts';

/** A lease as it is asked for. */
export interface Lease {
  /** Name of the lease, different for each taking. */
  readonly owner: string;
  /** Epoch ms. */
  readonly now: number;
  /** When others may take it over, epoch ms. */
  readonly until: number;
}

/** The turns in `own_sellers`, shared by all processes that work on them. */
export interface TurnStore {
  readonly ensureIndexes: () => Promise<void>;
  /** Makes turns for deliveries that are stored already, or moves those that are there. */
  readonly extend: (turns: readonly Turn[]) => Promise<void>;
  /** Ids of the endpoints for which something is due; `now` in epoch ms. */
  readonly dueEndpoints: (now: number) => Promise<readonly string[]>;
  /** Takes the turn of an endpoint that has been due longest; null when none is. */
  readonly lease: (endpointId: string, lease: Lease) => Promise<LeasedTurn | null>;
  /** Holds it until `until` (epoch ms) and tells how it stands; null when the lease was lost. */
  readonly renew: (held: LeasedTurn, until: number) => Promise<LeasedTurn | null>;
  /** Puts it back until `nextAttemptAt` (epoch ms), unless the lease was lost. */
  readonly release: (held: LeasedTurn, nextAttemptAt: number) => Promise<void>;
  /** Ends it; false when it has been extended meanwhile, or the lease was lost. */
  readonly close: (held: LeasedTurn) => Promise<boolean>;
  /** Ends all turns of an endpoint, held or not. */
  readonly abandon: (endpointId: string) => Promise<void>;
}

/** Opens the turns of a database. */
export function openTurnStore(db: Db): TurnStore {
  const turns = db.collection<Turn>('webhook_turns');
  return {
    ensureIndexes: async () => {
      await turns.createIndexes([{ name: 'due', key: { endpointId: 1, nextAttemptAt: 1 } }]);
    },
    extend: (made) => extend(turns, made),
    // The bound on the endpoint, which all fulfil, lets Mongo skip from endpoint to endpoint in the
    // index; without it, it reads every turn.
    dueEndpoints: (now) =>
      turns.distinct('endpointId', { endpointId: { $gt: '' }, nextAttemptAt: { $lte: now } }),
    lease: async (endpointId, { owner, now, until }) => {
      const taken = await turns.findOneAndUpdate(
        { endpointId, nextAttemptAt: { $lte: now } },
        { $set: { leaseOwner: owner, leasedUntil: until, nextAttemptAt: until } },
        { sort: { nextAttemptAt: 1 }, returnDocument: 'after' },
      );
      return taken === null ? null : { ...taken, leaseOwner: owner, leasedUntil: until };
    },
    renew: async ({ _id, leaseOwner }, until) => {
      const held = await turns.findOneAndUpdate(
        { _id, leaseOwner },
        { $set: { leasedUntil: until, nextAttemptAt: until } },
        { returnDocument: 'after' },
      );
      return held === null ? null : { ...held, leaseOwner, leasedUntil: until };
    },
    release: async ({ _id, leaseOwner }, nextAttemptAt) => {
      const free = { leasedUntil: null, leaseOwner: null, nextAttemptAt };
      await turns.updateOne({ _id, leaseOwner }, { $set: free });
    },
    close: async ({ _id, leaseOwner, upTo }) => {
      const { deletedCount } = await turns.deleteOne({ _id, leaseOwner, upTo });
      return deletedCount === 1;
    },
    abandon: async (endpointId) => {
      await turns.deleteMany({ endpointId });
    },
  };
}

/** A turn that is there keeps its lease and its waiting time: new events do not shorten a pause. */
async function extend(turns: Collection<Turn>, made: readonly Turn[]): Promise<void> {
  if (made.length === 0) return;
  const writes = made.map(({ _id, upTo, ...rest }) => ({
    updateOne: { filter: { _id }, update: { $max: { upTo }, $setOnInsert: rest }, upsert: true },
  }));
  await turns.bulkWrite(writes, { ordered: false });
}
