import type { JobStore } from '@karat/infra/job-store';
import { UUID, type ApiContext, type Route } from '../http/context.ts';
import { ProblemError } from '../http/problem-error.ts';
import { JOB, jobAnswerOf, jobPath } from './job-answer.ts';

/** `GET /v1/jobs/{jobId}`: who has asked for what, and what it has come to. */
export function jobRoute(jobs: JobStore): Route {
  const handle = async (ctx: ApiContext): Promise<void> => {
    const jobId = (ctx.params['jobId'] ?? '').toLowerCase();
    const job = UUID.test(jobId) ? await jobs.find(jobId) : null;
    if (job === null) {
      const detail = 'Expected the id of a job of the last 90 days, got another';
      throw new ProblemError({ slug: 'not-found', detail });
    }
    ctx.body = jobAnswerOf(job);
  };
  const doc = {
    summary: 'Tells who has asked for what, and what it has come to',
    answers: { 200: { description: 'The job.', schema: JOB } },
    problems: ['not-found'],
  } as const;
  return { method: 'GET', path: jobPath(':jobId'), doc, handle };
}
