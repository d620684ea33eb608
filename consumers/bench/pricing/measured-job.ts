import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createLogger } from '@karat/infra/logger';
import NodeStl from 'node-stl';
import { createMeshAnalyser } from '../../src/pricing/mesh-analyser.ts';
import { measureMesh } from '../../src/pricing/mesh/measure-mesh.ts';
import { readStl } from '../../src/pricing/mesh/read-stl.ts';

/** What is done in a process of its own, with a file. */
export interface Job {
  readonly kind: 'analysis' | 'analysis with walls' | 'size' | 'size by node-stl';
  readonly path: string;
}

/** What a job took. */
export interface JobFigures {
  readonly elapsedMs: number;
  readonly volumeMm3: number;
  /** Largest memory of the process that no file backs, while it did it, mebibytes. */
  readonly rssAnonMebibytes: number;
}

const MM3_PER_CM3 = 1_000;
/** How often its memory is looked at, in ms. */
const LOOK_INTERVAL_MS = 5;

/** Does a job twice, to be warm, and tells the second. */
export async function doJob(job: Job): Promise<JobFigures> {
  switch (job.kind) {
    case 'analysis':
      return await analyse(job, false);
    case 'analysis with walls':
      return await analyse(job, true);
    case 'size':
      return await timed(job, (file) => {
        const soup = readStl(file);
        return soup.ok ? measureMesh(soup.value).volumeMm3 : NaN;
      });
    case 'size by node-stl':
      return await timed(job, (file) => new NodeStl(file).volume * MM3_PER_CM3);
  }
}

async function analyse(job: Job, thickness: boolean): Promise<JobFigures> {
  const logger = createLogger({ service: 'bench', level: 'silent' });
  const analyser = createMeshAnalyser({ logger, threads: 1 });
  try {
    return await timed(job, async (file) => {
      const outcome = await analyser.analyse(file, { thickness });
      return outcome.ok ? outcome.value.volumeMm3 : NaN;
    });
  } finally {
    await analyser.close();
  }
}

async function timed(
  { path }: Job,
  measure: (file: Buffer) => number | Promise<number>,
): Promise<JobFigures> {
  let rssAnonMebibytes = 0;
  const timer = setInterval(() => {
    rssAnonMebibytes = Math.max(rssAnonMebibytes, ownMebibytes());
  }, LOOK_INTERVAL_MS);
  try {
    await measure(await readFile(path));
    const file = await readFile(path);
    const startedAt = performance.now();
    const volumeMm3 = await measure(file);
    return { elapsedMs: performance.now() - startedAt, volumeMm3, rssAnonMebibytes };
  } finally {
    clearInterval(timer);
  }
}

/** @see https://man7.org/linux/man-pages/man5/proc_pid_status.5.html */
function ownMebibytes(): number {
  const status = readFileSync('/proc/self/status', 'latin1');
  return Math.round(Number(/^RssAnon:\s+(\d+) kB$/m.exec(status)?.[1]) / 1_024);
}
