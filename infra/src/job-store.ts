import { randomUUID } from 'node:crypto';
import { MongoServerError, type Collection, type Db } from 'mongodb';
import { DUPLICATE_KEY } from './mongo.ts';

/**
 * Work that somebody asks for and somebody else can do: an API writes it, and the consumer that
 * owns what it is about takes it. A document of `own_operations.jobs`; this is a format.
 */
export interface Job {
  /** Derived from who asks and the key of the request, so that a request sent twice is one job. */
  readonly _id: string;
  /** What is to be done, e.g. `tariff.add`. */
  readonly kind: string;
  /** JSON text: a database that orders fields or forbids names must not change what was asked. */
  readonly request: string;
  /** SHA-256 in hex of what the caller sent, so that a key with another request is told. */
  readonly requestHash: string;
  /** Who asks, as role:id. */
  readonly by: string;
  readonly askedAt: Date;
  /** W3C trace context of the request. */
  readonly traceparent: string;
  /** Nobody else takes it before; in the past while nobody has it. */
  readonly leaseUntil: Date;
  /** Of this very taking; null before the first. */
  readonly owner: string | null;
  /** How often it was taken. */
  readonly attempts: number;
  /** Null until it is done. */
  readonly doneAt: Date | null;
  /** What it has come to, as JSON text; null until it is done. */
  readonly answer: string | null;
}

/** What is written when a job is asked for. */
export type AskedJob = Pick<
  Job,
  '_id' | 'kind' | 'request' | 'requestHash' | 'by' | 'askedAt' | 'traceparent'
>;

/** A job in the hands of a process, which does it repeatably: a process that dies hands it on. */
export interface TakenJob {
  readonly job: Job;
  /** Says what it has come to; nothing when somebody else has taken it meanwhile. */
  readonly done: (answer: unknown) => Promise<void>;
  /** Gives it back, to be taken again after so many ms. */
  readonly giveBack: (afterMs: number) => Promise<void>;
}

/** The jobs of an installation. */
export interface JobStore {
  /** Writes a job unless its id is there already; gives the one that is there then. */
  readonly ask: (job: AskedJob) => Promise<{ readonly job: Job; readonly isNew: boolean }>;
  readonly find: (id: string) => Promise<Job | null>;
  /** Takes the oldest job of these kinds that nobody has; null where there is none. */
  readonly take: (kinds: readonly string[]) => Promise<TakenJob | null>;
}

/** A process that has not done a job after so long has died, in ms. */
export const JOB_LEASE_MS = 30_000;

/** Jobs that are done are forgotten after so long, in seconds: 90 days. The audit log stays. */
const KEPT_SECONDS = 7_776_000;

/** What was answered to has to survive a crash. */
const DURABLE = { writeConcern: { w: 'majority', journal: true } } as const;

/** Opens the jobs in `own_operations`. */
export async function openJobStore(db: Db): Promise<JobStore> {
  const jobs = db.collection<Job>('jobs');
  await jobs.createIndexes([
    { key: { doneAt: 1 }, expireAfterSeconds: KEPT_SECONDS },
    { key: { kind: 1, doneAt: 1, askedAt: 1 } },
  ]);
  return {
    ask: async (asked) => {
      const free = { leaseUntil: new Date(0), owner: null, attempts: 0 };
      const job = { ...asked, ...free, doneAt: null, answer: null };
      try {
        await jobs.insertOne(job, DURABLE);
        return { job, isNew: true };
      } catch (error) {
        if (!(error instanceof MongoServerError && error.code === DUPLICATE_KEY)) throw error;
        return { job: (await jobs.findOne({ _id: asked._id })) ?? job, isNew: false };
      }
    },
    find: (_id) => jobs.findOne({ _id }),
    take: (kinds) => takeFrom(jobs, kinds),
  };
}

/** Times are those of the server's clock, so that no two processes differ on who has a job. */
async function takeFrom(jobs: Collection<Job>, kinds: readonly string[]): Promise<TakenJob | null> {
  const owner = randomUUID();
  const isFree = { $lte: ['$leaseUntil', '$$NOW'] };
  const job = await jobs.findOneAndUpdate(
    { kind: { $in: [...kinds] }, doneAt: null, $expr: isFree },
    [
      {
        $set: {
          owner,
          leaseUntil: { $add: ['$$NOW', JOB_LEASE_MS] },
          attempts: { $add: ['$attempts', 1] },
        },
      },
    ],
    { sort: { askedAt: 1 }, returnDocument: 'after', ...DURABLE },
  );
  if (job === null) return null;
  const mine = { _id: job._id, owner };
  return {
    job,
    done: async (answer) => {
      const isDone = { doneAt: '$$NOW', answer: { $literal: JSON.stringify(answer) } };
      await jobs.updateOne(mine, [{ $set: isDone }], DURABLE);
    },
    giveBack: async (afterMs) => {
      const later = { $add: ['$$NOW', afterMs] };
      await jobs.updateOne(mine, [{ $set: { leaseUntil: later } }], DURABLE);
    },
  };
}
