import { randomUUID } from 'node:crypto';
import type { Collection, Db } from 'mongodb';

/** Who has what, a document of a collection of leases. This is a format. */
export interface LeaseDocument {
  /** What it is about. */
  readonly _id: string;
  /** Of this very taking. */
  readonly owner: string;
  /** By the clock of the database. */
  readonly leaseUntil: Date;
  /** Whether somebody waits for it. */
  readonly isWanted: boolean;
}

/** Times of {@link openLeases}, in ms. */
export interface LeaseTimes {
  /** How long a lease holds whose process has died. Default: 10,000. */
  readonly leaseMs?: number;
  /** Pause between two renewals, which also tell whether it is wanted. Default: 1,000. */
  readonly renewIntervalMs?: number;
}

/** A right that one request or process has at a time. */
export interface Lease {
  /** Aborts when somebody else waits for it, or it is lost: its holder was away for too long. */
  readonly wanted: AbortSignal;
  /** Gives it up; has to be called. */
  readonly release: () => Promise<void>;
}

/** The leases of a collection. */
export interface Leases {
  /** Takes one and keeps it until it is released; null, and it is wanted, where another has it. */
  readonly take: (id: string) => Promise<Lease | null>;
}

/** What a process that has died leaves is removed after so long. */
const KEPT_SECONDS = 3_600;

/**
 * Opens leases, which save work and keep others out while all goes well. One that sleeps through the
 * end of its lease goes on until it notices: what it does must do no harm then.
 */
export async function openLeases(
  db: Db,
  collection: string,
  times: LeaseTimes = {},
): Promise<Leases> {
  const leases = db.collection<LeaseDocument>(collection);
  await leases.createIndexes([{ key: { leaseUntil: 1 }, expireAfterSeconds: KEPT_SECONDS }]);
  const every = { leaseMs: 10_000, renewIntervalMs: 1_000, ...times };
  return {
    take: async (_id) => {
      const mine = { _id, owner: randomUUID() };
      return (await take(leases, mine, every.leaseMs)) ? hold(leases, mine, every) : null;
    },
  };
}

type Mine = Pick<LeaseDocument, '_id' | 'owner'>;

/** Whether nobody else has it; else says to who has it that it is wanted. */
async function take(
  leases: Collection<LeaseDocument>,
  { _id, owner }: Mine,
  leaseMs: number,
): Promise<boolean> {
  // One that does not exist has no time, which is before every time.
  const isFree = { $lt: ['$leaseUntil', '$$NOW'] };
  const change = {
    owner: { $cond: [isFree, { $literal: owner }, '$owner'] },
    leaseUntil: { $cond: [isFree, { $add: ['$$NOW', leaseMs] }, '$leaseUntil'] },
    isWanted: { $not: [isFree] },
  };
  const lease = await leases.findOneAndUpdate({ _id }, [{ $set: change }], {
    upsert: true,
    returnDocument: 'after',
  });
  return lease?.owner === owner;
}

function hold(
  leases: Collection<LeaseDocument>,
  mine: Mine,
  { leaseMs, renewIntervalMs }: Required<LeaseTimes>,
): Lease {
  const wanting = new AbortController();
  let heldUntilMs = performance.now() + leaseMs;
  let renewing: Promise<void> | null = null;
  const renew = async (): Promise<void> => {
    // Counted from before the question, so that it never ends later here than in the database.
    const askedAtMs = performance.now();
    const later = [{ $set: { leaseUntil: { $add: ['$$NOW', leaseMs] } } }];
    const lease = await leases.findOneAndUpdate(mine, later).catch(() => undefined);
    if (lease) heldUntilMs = askedAtMs + leaseMs;
    const isLost = lease === null || performance.now() > heldUntilMs;
    if (isLost || lease?.isWanted === true) wanting.abort();
  };
  const timer = setInterval(() => {
    renewing ??= renew().finally(() => {
      renewing = null;
    });
  }, renewIntervalMs);
  return {
    wanted: wanting.signal,
    release: async () => {
      clearInterval(timer);
      await renewing;
      await leases.deleteOne(mine);
    },
  };
}
