import { hostname } from 'node:os';
import { toPlatformError } from '@karat/infra/errors';
import type { LogConnection } from '@karat/infra/log-connection';
import type { OpenView } from '../projector/projector.ts';
import type { GenerationDifference } from '../rebuild/compare-generations.ts';
import type { RebuildJobs } from '../rebuild/rebuild-jobs.ts';
import { rebuildStatus } from '../rebuild/rebuild-status.ts';
import { rebuildView } from '../rebuild/rebuild-view.ts';
import { rollBack } from '../rebuild/roll-back.ts';
import type { RebuildArguments } from './add-rebuild-command.ts';
import { reportDifference, reportRebuild, reportRolledBack } from './report-rebuild.ts';
import { reportStatus } from './report-status.ts';
import { createProgressBar } from './progress-bar.ts';

/** What `karat rebuild` works with. */
export interface RebuildCommandOptions {
  readonly log: LogConnection;
  readonly view: OpenView;
  readonly jobs: RebuildJobs;
  readonly options: RebuildArguments;
  /** Where the bar goes. */
  readonly stream: NodeJS.WriteStream;
  /** Prints a part of the result. */
  readonly print: (words: string) => void;
}

/** What was done, to be printed as JSON, and the last words on it. */
export interface RebuildAnswer {
  readonly result: unknown;
  readonly words: string;
}

/** Rebuilds a view, goes back to the generation before, or only tells where it stands. */
export async function rebuildCommand(request: RebuildCommandOptions): Promise<RebuildAnswer> {
  const { log, view, jobs, options, stream, print } = request;
  const { name } = view.projection;
  if (options.status) {
    const status = await rebuildStatus(log, view, jobs);
    return { result: status, words: reportStatus(status) };
  }
  const onCompared = (difference: GenerationDifference): void => {
    // Before the switch, so that whoever watches can still stop it.
    if (!options.json) print(reportDifference(name, difference));
  };
  if (options.rollback) {
    const rolledBack = await rollBack({ log, view, jobs, onCompared });
    return { result: rolledBack, words: reportRolledBack(rolledBack) };
  }
  const rebuilt = await rebuildView({
    ...{ log, view, jobs, onCompared, isDryRun: options.dryRun },
    startedBy: `karat on ${hostname()}, process ${String(process.pid)}`,
    maxThreads: options.threads,
    onProgress: createProgressBar(stream, name),
    onThreadFailed: (error) => {
      const { code, message } = toPlatformError(error);
      stream.write(`A thread ended early, the others did its work: ${code}: ${message}\n`);
    },
  });
  return { result: rebuilt, words: reportRebuild(rebuilt) };
}
