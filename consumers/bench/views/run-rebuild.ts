import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { PlatformError } from '@karat/infra/errors';
import { KARAT_NODE_OPTIONS } from '@karat/infra/service-table';
import type { BenchRig } from './bench-rig.ts';

const KARAT = fileURLToPath(new URL('../../src/bin/karat.js', import.meta.url));

/** How often its memory is looked at, in ms. */
const LOOK_INTERVAL_MS = 100;

/** A rebuild that has ended. */
export interface RebuildRun {
  /** From the job to the switch. */
  readonly seconds: number;
  /** Largest memory that no file backs, mebibytes. */
  readonly rssAnonMebibytes: number;
}

/** Rebuilds a view as an operator would, by the command, with so many threads. */
export async function runRebuild(
  { environment }: BenchRig,
  view: string,
  threads: number,
): Promise<RebuildRun> {
  let largest = 0;
  const stdout = await new Promise<string>((resolve, reject) => {
    const wanted = ['--threads', String(threads), '--json'];
    const args = [...KARAT_NODE_OPTIONS, KARAT, 'rebuild', view, ...wanted];
    const options = { env: environment, maxBuffer: 64 * 1_024 * 1_024 };
    const child = execFile(process.execPath, args, options, (error, out, errors) => {
      clearInterval(timer);
      if (error === null) resolve(out);
      else reject(new PlatformError('internal', `Expected a rebuild, got: ${errors}`));
    });
    const timer = setInterval(() => {
      rssAnonOf(child.pid).then(
        (mebibytes) => {
          // One that ends has none, which is no number.
          if (mebibytes > largest) largest = mebibytes;
        },
        // It has just ended.
        () => undefined,
      );
    }, LOOK_INTERVAL_MS);
  });
  const { elapsedMs } = JSON.parse(stdout) as { readonly elapsedMs: number };
  return { seconds: elapsedMs / 1_000, rssAnonMebibytes: largest };
}

/** @see https://man7.org/linux/man-pages/man5/proc_pid_status.5.html */
async function rssAnonOf(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${String(pid)}/status`, 'utf8');
  return Math.round(Number(/^RssAnon:\s+(\d+) kB$/m.exec(status)?.[1]) / 1_024);
}
