import { PlatformError } from '@karat/infra/errors';
import type { Job } from '@karat/infra/job-store';
import { z } from 'zod';

/** Where a job shows. */
export function jobPath(jobId: string): string {
  return `/v1/jobs/${jobId}`;
}

const ANSWER = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), result: z.unknown() }),
  z.object({ ok: z.literal(false), code: z.string(), message: z.string() }),
]);

/** What a job has come to. @throws `undecodable` for what is no answer. */
export function parseAnswer(answer: string | null): z.output<typeof ANSWER> {
  const parsed = ANSWER.safeParse(answer === null ? null : JSON.parse(answer));
  if (parsed.success) return parsed.data;
  throw new PlatformError('undecodable', 'Expected the answer of a job, got something else');
}

/** A job as an administrator sees it. */
export function jobAnswerOf({ _id, kind, by, askedAt, attempts, doneAt, answer }: Job): object {
  return {
    ...{ jobId: _id, kind, by, askedAt, attempts, doneAt },
    answer: answer === null ? null : parseAnswer(answer),
  };
}
