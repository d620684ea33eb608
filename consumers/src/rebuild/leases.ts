import { randomUUID } from 'node:crypto';
import type { Collection } from 'mongodb';

/** Who works on one part of a rebuild, and how far it is. This is a format. */
export interface LeaseDocument {
  /** `<generation>/<partition>`, or `<generation>/end` for what comes after all of them. */
  readonly _id: string;
  readonly generation: string;
  /** Of this very taking: a process that lost a lease and wakes up has another. */
  readonly owner: string;
  readonly leaseUntil: Date;
  readonly doneAt: Date | null;
  /** Events folded so far. */
  readonly events: number;
  /** The same share of the offsets of the partition. */
  readonly offset: number;
}

/** How far work on a part is. */
export interface LeaseProgress {
  readonly events: number;
  readonly offset: number;
}

/** A part that this process works on until it says that it is done, or stays silent for too long. */
export interface Lease {
  /** How far the process before was when it told last. */
  readonly known: LeaseProgress;
  /** Tells how far the work is, and that it goes on. */
  readonly tell: (progress: LeaseProgress) => void;
  /** Aborted when somebody else has taken the part over. */
  readonly lost: AbortSignal;
  readonly done: (progress: LeaseProgress) => Promise<void>;
  /** Gives the part back, so that nobody has to wait for it. */
  readonly release: () => Promise<void>;
}

/** The parts of one rebuild. */
export interface Leases {
  /** Takes a part that nobody works on; null where somebody does, or it is done. */
  readonly take: (part: string) => Promise<Lease | null>;
  readonly all: () => Promise<readonly LeaseDocument[]>;
  /** Offers a part again whose work is gone though it was done. */
  readonly reopen: (part: string) => Promise<void>;
  /** Parts that somebody works on now. */
  readonly atWork: () => Promise<number>;
}

/** A process that says nothing for so long has died; what it was at is taken over. */
export const LEASE_MS = 5_000;
const RENEW_MS = 1_000;

/** The leases of a generation; their times are those of the server's clock. */
export function leasesIn(documents: Collection<LeaseDocument>, generation: string): Leases {
  return {
    all: () => documents.find({ generation }).toArray(),
    reopen: async (part) => {
      const isDone = { _id: `${generation}/${part}`, doneAt: { $ne: null } };
      await documents.updateOne(isDone, { $set: { doneAt: null, leaseUntil: new Date(0) } });
    },
    atWork: () => {
      const isHeld = { doneAt: null, $expr: { $gt: ['$leaseUntil', '$$NOW'] } };
      return documents.countDocuments({ generation, ...isHeld });
    },
    take: async (part) => {
      const _id = `${generation}/${part}`;
      const owner = randomUUID();
      const isFree = { $lt: [{ $ifNull: ['$leaseUntil', new Date(0)] }, '$$NOW'] };
      const isDone = { $ne: [{ $ifNull: ['$doneAt', null] }, null] };
      const known = { events: orZero('$events'), offset: orZero('$offset') };
      const mine = { _id, generation, owner, leaseUntil: LATER, doneAt: null, ...known };
      const change = { $cond: [{ $and: [isFree, { $not: [isDone] }] }, mine, '$$ROOT'] };
      const found = await documents.findOneAndUpdate({ _id }, [{ $replaceWith: change }], {
        upsert: true,
        returnDocument: 'after',
      });
      return found?.owner === owner ? keep(documents, found) : null;
    },
  };
}

const orZero = (field: string) => ({ $ifNull: [field, 0] });

const LATER = { $add: ['$$NOW', LEASE_MS] };

/** Renews a lease as long as the process lives. */
function keep(documents: Collection<LeaseDocument>, taken: LeaseDocument): Lease {
  const { _id, owner, events, offset } = taken;
  const mine = { _id, owner };
  const losing = new AbortController();
  let last: LeaseProgress = { events, offset };
  const renew = async (): Promise<void> => {
    const renewed = await documents.updateOne(mine, [{ $set: { ...last, leaseUntil: LATER } }]);
    if (renewed.matchedCount === 0) losing.abort();
  };
  const timer = setInterval(() => {
    // A server that is away for a moment shows at the next renewal, or in what the lease is for.
    renew().catch(() => undefined);
  }, RENEW_MS);
  return {
    known: { events, offset },
    lost: losing.signal,
    tell: (progress: LeaseProgress) => {
      last = progress;
    },
    done: async (progress: LeaseProgress) => {
      clearInterval(timer);
      await documents.updateOne(mine, [{ $set: { ...progress, doneAt: '$$NOW' } }]);
    },
    release: async () => {
      clearInterval(timer);
      await documents.updateOne(mine, { $set: { leaseUntil: new Date(0) } });
    },
  };
}
