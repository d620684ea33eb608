import type { Job, JobStore } from '@karat/infra/job-store';
import { bodyHashOf } from '@karat/producers/gateway';
import { commandIdFor, formatActor } from '@karat/schemas';
import { actorOf, type ApiContext } from '../http/context.ts';
import { idempotencyKeyOf } from '../http/idempotency-key.ts';
import { ProblemError } from '../http/problem-error.ts';
import { waitLeftMs } from '../http/wait-left.ts';
import { awaitVersion } from '../queries/await-version.ts';
import { jobPath, parseAnswer } from './job-answer.ts';

/** What jobs are asked with. */
export interface JobDesk {
  readonly jobs: JobStore;
  /** Epoch milliseconds UTC. */
  readonly clock: () => number;
}

/** What is asked for. */
export interface JobWish {
  readonly kind: string;
  readonly request: object;
  /** What the caller sent, and would send again under the same key. */
  readonly sent: object;
}

/** Longest wait for a job where the caller has no wish, ms: most take a tenth of it. */
const WAIT_MS = 5_000;

/**
 * Asks whoever can do it for a job, once for each Idempotency-Key, and waits for what it comes to;
 * null when that takes longer, and the answer then says where it will show (202).
 * @throws ProblemError `idempotency-key-reused` for a key with another request; `internal` for a job
 * that has failed for good.
 */
export async function askJob(
  ctx: ApiContext,
  { jobs, clock }: JobDesk,
  { kind, request, sent }: JobWish,
): Promise<unknown> {
  const by = formatActor(actorOf(ctx));
  const _id = commandIdFor(by, idempotencyKeyOf(ctx));
  const requestHash = bodyHashOf({ kind, sent });
  const text = JSON.stringify(request);
  const { traceparent } = ctx.state;
  const askedAt = new Date(clock());
  const asked = { _id, kind, request: text, requestHash, by, askedAt, traceparent };
  const { job, isNew } = await jobs.ask(asked);
  if (job.requestHash !== requestHash) throw keyReused(kind);
  if (!isNew) ctx.set('idempotent-replayed', 'true');
  const done = await untilDone(ctx, jobs, job);
  if (done === null) {
    ctx.set('location', jobPath(_id));
    ctx.status = 202;
    ctx.body = { jobId: _id };
    return null;
  }
  const answer = parseAnswer(done.answer);
  if (answer.ok) return answer.result;
  const detail = `Expected the job to be done, got ${answer.code}: ${answer.message}`;
  throw new ProblemError({ slug: 'internal', detail });
}

async function untilDone(ctx: ApiContext, jobs: JobStore, asked: Job): Promise<Job | null> {
  const look = async () => {
    const job = (await jobs.find(asked._id)) ?? asked;
    return { version: job.doneAt === null ? 0 : 1, job };
  };
  const seen = await awaitVersion(look, { minVersion: 1, waitMs: waitLeftMs(ctx, WAIT_MS) });
  return seen?.version === 1 ? seen.job : null;
}

function keyReused(kind: string): ProblemError {
  const detail = `Expected the request that this key belongs to, got another for ${kind}`;
  return new ProblemError({ slug: 'idempotency-key-reused', detail });
}
