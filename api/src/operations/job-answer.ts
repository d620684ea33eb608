import { PlatformError } from '@karat/infra/errors';
import type { Job } from '@karat/infra/job-store';
import { z } from 'zod';
import {
  BOOLEAN,
  INSTANT_TEXT,
  INTEGER,
  nullable,
  objectOf,
  TEXT,
  UUID_TEXT,
} from '../openapi/schemas.ts';

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

/** The schema of a job. */
export const JOB = objectOf({
  jobId: UUID_TEXT,
  kind: TEXT,
  by: TEXT,
  askedAt: INSTANT_TEXT,
  attempts: INTEGER,
  doneAt: nullable(INSTANT_TEXT),
  answer: nullable(
    objectOf({ ok: BOOLEAN, result: {}, code: TEXT, message: TEXT }, ['result', 'code', 'message']),
  ),
});

/** The answer of whoever has to wait for a job. */
export const JOB_ASKED = {
  description: 'It will be done: `Location` tells what becomes of it.',
  schema: objectOf({ jobId: UUID_TEXT }),
};

/** A job as an administrator sees it. */
export function jobAnswerOf({ _id, kind, by, askedAt, attempts, doneAt, answer }: Job): object {
  return {
    ...{ jobId: _id, kind, by, askedAt, attempts, doneAt },
    answer: answer === null ? null : parseAnswer(answer),
  };
}
