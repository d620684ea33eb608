import { toPlatformError, type PlatformError } from '@karat/infra/errors';
import type { Logger } from '@karat/infra/logger';
import type { Collection, Db } from 'mongodb';

/** Who publishes, in the collection `leases`. This is a format. */
interface Lease {
  readonly _id: string;
  readonly owner: string;
  /** By the clock of the database. */
  readonly until: Date;
}

/** The right to publish, so that of several relays one works and the others stand by. */
export interface RelayLease {
  /** Whether this process may believe that it is the one. */
  readonly isHeld: () => boolean;
  /** Why the database could not be asked last time, or null when it could. */
  readonly trouble: () => PlatformError | null;
  /** Gives it up, so that another need not wait for its end. */
  readonly close: () => Promise<void>;
}

/** What a lease is made of. */
export interface RelayLeaseOptions {
  /** The shop's own database. */
  readonly db: Db;
  /** Name of this relay, different for each; one that starts again under its name goes on at once. */
  readonly owner: string;
  /** How long it holds without being renewed, ms, at least 100. Default: 5,000. */
  readonly leaseMs?: number;
  /** Called when it is gained. */
  readonly onGained: () => void;
  readonly logger: Logger;
}

const LEASE = 'outbox-relay';
const DEFAULT_LEASE_MS = 5_000;
/** A lease is asked for this often within its time, so that one lost answer loses nothing. */
const ATTEMPTS_PER_LEASE = 4;

/**
 * Asks for the lease now and goes on asking. It saves work and no more: a relay that sleeps through
 * the end of its lease only publishes what its successor publishes too (see `relay.ts`).
 */
export async function holdRelayLease(options: RelayLeaseOptions): Promise<RelayLease> {
  const { db, owner, leaseMs = DEFAULT_LEASE_MS, onGained, logger } = options;
  const leases = db.collection<Lease>('leases');
  let heldUntilMs = Number.NEGATIVE_INFINITY;
  let trouble: PlatformError | null = null;
  const isHeld = (): boolean => performance.now() < heldUntilMs;

  const ask = async (): Promise<void> => {
    // Counted from before the question, so that it never ends later here than in the database.
    const askedAtMs = performance.now();
    const wasHeld = isHeld();
    try {
      const isOwner = await acquire(leases, owner, leaseMs);
      trouble = null;
      if (!isOwner) return;
      heldUntilMs = askedAtMs + leaseMs;
      if (wasHeld) return;
      logger.info({ owner }, 'outbox relay publishes');
      onGained();
    } catch (error) {
      trouble = toPlatformError(error);
    }
  };

  let asking = ask();
  const timer = setInterval(() => {
    asking = asking.then(ask);
  }, leaseMs / ATTEMPTS_PER_LEASE);
  await asking;
  return {
    isHeld,
    trouble: () => trouble,
    close: async () => {
      clearInterval(timer);
      await asking;
      if (!isHeld()) return;
      heldUntilMs = Number.NEGATIVE_INFINITY;
      await leases.deleteOne({ _id: LEASE, owner });
    },
  };
}

/** Takes a lease that is this owner's, has ended or does not exist yet; a missing `until` is in the past. */
async function acquire(
  leases: Collection<Lease>,
  owner: string,
  leaseMs: number,
): Promise<boolean> {
  const mayTake = { $or: [{ $eq: ['$owner', owner] }, { $lt: ['$until', '$$NOW'] }] };
  const change = {
    owner: { $cond: [mayTake, { $literal: owner }, '$owner'] },
    until: { $cond: [mayTake, { $add: ['$$NOW', leaseMs] }, '$until'] },
  };
  const lease = await leases.findOneAndUpdate({ _id: LEASE }, [{ $set: change }], {
    upsert: true,
    returnDocument: 'after',
    writeConcern: { w: 'majority' },
  });
  return lease?.owner === owner;
}
