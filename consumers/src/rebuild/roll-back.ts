import { PlatformError } from '@karat/infra/errors';
import type { LogConnection } from '@karat/infra/log-connection';
import type { OpenView } from '../projector/projector.ts';
import { catchUp } from './catch-up.ts';
import { compareGenerations, type GenerationDifference } from './compare-generations.ts';
import type { RebuildJobs } from './rebuild-jobs.ts';
import { switchOver } from './switch-over.ts';

/** Settings of {@link rollBack}. */
export interface RollBackOptions {
  readonly log: LogConnection;
  readonly view: OpenView;
  readonly jobs: RebuildJobs;
  /** Told how the generation before differs from the live one, before the switch. */
  readonly onCompared: (difference: GenerationDifference) => void;
}

/** What going back has come to. */
export interface RolledBack {
  readonly view: string;
  /** The generation that was gone back to. */
  readonly generation: string;
  /** The one that was live; going back once more leads to it. */
  readonly previous: string | null;
  /** Events that the one gone back to had missed. */
  readonly events: number;
  readonly difference: GenerationDifference | null;
}

/**
 * Goes back to the generation before the live one. It was not folded on while it was out of use,
 * which would cost every write twice for ever; so what it has missed is folded first.
 * @throws `invalid-argument` when there is none, or while a rebuild is under way.
 */
export async function rollBack(options: RollBackOptions): Promise<RolledBack> {
  const { view, jobs, onCompared } = options;
  const { store, projection } = view;
  const { name } = projection;
  const job = await jobs.find(name);
  if (job?.state === 'under way') {
    const message = `Expected no rebuild of ${name} under way, got one since ${job.startedAt.toISOString()}`;
    throw new PlatformError('invalid-argument', message);
  }
  const [id, live] = await Promise.all([store.previous(), store.active()]);
  if (id === null) {
    throw new PlatformError('invalid-argument', `Expected a generation before, ${name} has none`);
  }
  const generation = store.generation(id);
  const catching = { ...options, generation, signal: new AbortController().signal };
  let events = await catchUp(catching);
  const difference =
    live === null
      ? null
      : await compareGenerations({
          fresh: generation,
          live: store.generation(live),
          catchUp: async () => {
            events += await catchUp(catching);
          },
        });
  if (difference !== null) onCompared(difference);
  events += await switchOver(catching);
  return { view: name, generation: id, previous: live, events, difference };
}
