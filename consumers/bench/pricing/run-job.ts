import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { PlatformError } from '@karat/infra/errors';
import type { Job, JobFigures } from './measured-job.ts';

const PROCESS = fileURLToPath(new URL('./job-process.js', import.meta.url));

/** Does a job in a process of its own, so that no other job has warmed or filled it. */
export async function runJob(job: Job): Promise<JobFigures> {
  const child = fork(PROCESS, { execArgv: ['--enable-source-maps'] });
  const ended = once(child, 'exit');
  const answered = new Promise<JobFigures | null>((resolve) => {
    child.once('message', (figures) => {
      resolve(figures as JobFigures);
    });
    child.once('exit', () => {
      resolve(null);
    });
  });
  child.send(job);
  const figures = await answered;
  await ended;
  if (figures === null)
    throw new PlatformError('internal', `Expected figures of the ${job.kind}, got none`);
  return figures;
}
