import { url } from '@karat/infra/config';
import { PlatformError } from '@karat/infra/errors';
import type { Collection, Db } from 'mongodb';
import { leasesIn, type LeaseDocument, type Leases } from './leases.ts';
import type { Rebuilt } from './rebuilt.ts';

/** Where jobs are: settings for the table of a bin that works on them. */
export const OPERATIONS_CONFIG = {
  operationsUrl: url('MONGO_OWN_OPERATIONS_URL', {
    doc: 'Database of jobs, and of the proofs of erasures.',
    secret: true,
  }),
};

/** A rebuild of a view that processes share. This is a format. */
export interface RebuildJob {
  /** Name of the view. */
  readonly _id: string;
  /** The generation that is being filled. */
  readonly generation: string;
  /** Incarnation of the log that it is folded from. */
  readonly incarnation: string;
  /** Fingerprint of the projections: what other code has filled is not gone on with. */
  readonly code: string;
  readonly state: 'under way' | 'done';
  /** Whether it is only folded and compared. */
  readonly isDryRun: boolean;
  readonly startedAt: Date;
  readonly startedBy: string;
  /** What it has come to; null while it is under way. */
  readonly result: Rebuilt | null;
}

/** A rebuild to start, or to join where one of the same kind is under way. */
export interface RebuildRequest {
  readonly view: string;
  /** Name of the generation to fill, should it be a new rebuild. */
  readonly generation: string;
  readonly incarnation: string;
  readonly code: string;
  readonly isDryRun: boolean;
  readonly startedBy: string;
}

/** The rebuilds under way, which processes share by leases. */
export interface RebuildJobs {
  /**
   * The rebuild to work on: the one under way, or a new one. What was begun for a rehearsal is gone
   * on with in earnest when that is asked for.
   */
  readonly join: (request: RebuildRequest) => Promise<RebuildJob>;
  readonly find: (view: string) => Promise<RebuildJob | null>;
  /** Says what a rebuild has come to, once. */
  readonly complete: (job: RebuildJob, result: Rebuilt) => Promise<void>;
  /** Who works on what of a generation. */
  readonly leasesOf: (generation: string) => Leases;
}

/** The rebuilds in `own_operations`; those of the view in Redis are here as well. */
export function openRebuildJobs(db: Db): RebuildJobs {
  const jobs = db.collection<RebuildJob>('rebuilds');
  const leases = db.collection<LeaseDocument>('rebuild_partitions');
  return {
    join: async (request) => {
      await requireNoOtherCode(jobs, leases, request);
      return join(jobs, request);
    },
    find: (view) => jobs.findOne({ _id: view }),
    complete: async ({ _id, generation }, result) => {
      const mine = { _id, generation, state: 'under way' } as const;
      await jobs.updateOne(mine, { $set: { state: 'done', result } });
      await leases.deleteMany({ generation });
    },
    leasesOf: (generation) => leasesIn(leases, generation),
  };
}

/** During a release old and new processes would each throw away what the others have begun. */
async function requireNoOtherCode(
  jobs: Collection<RebuildJob>,
  leases: Collection<LeaseDocument>,
  { view, code, incarnation }: RebuildRequest,
): Promise<void> {
  const others = { _id: view, state: 'under way', incarnation, code: { $ne: code } } as const;
  const other = await jobs.findOne(others);
  if (other === null) return;
  const isHeld = { doneAt: null, $expr: { $gt: ['$leaseUntil', '$$NOW'] } };
  const lease = await leases.findOne({ generation: other.generation, ...isHeld });
  if (lease === null) return;
  const message = `Expected ${view} to be rebuilt by this version only, another one is at work`;
  throw new PlatformError('fenced', message, { retryable: true, context: { view } });
}

async function join(
  jobs: Collection<RebuildJob>,
  { view, ...request }: RebuildRequest,
): Promise<RebuildJob> {
  const fresh = { _id: view, ...request, state: 'under way', result: null };
  const isOver = {
    $or: [
      { $ne: ['$state', 'under way'] },
      { $ne: ['$incarnation', request.incarnation] },
      { $ne: ['$code', request.code] },
    ],
  };
  const isDryRun = { $and: ['$isDryRun', request.isDryRun] };
  const joined = { $mergeObjects: ['$$ROOT', { isDryRun }] };
  const begun = { $mergeObjects: [{ $literal: fresh }, { startedAt: '$$NOW' }] };
  const job = await jobs.findOneAndUpdate(
    { _id: view },
    [{ $replaceWith: { $cond: [isOver, begun, joined] } }],
    { upsert: true, returnDocument: 'after' },
  );
  if (job?.isDryRun === request.isDryRun) return job;
  const message = `Expected no rebuild of ${view} under way, got one that is no rehearsal`;
  throw new PlatformError('invalid-argument', message);
}
