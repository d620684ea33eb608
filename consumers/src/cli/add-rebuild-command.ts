import { availableParallelism } from 'node:os';
import { VIEW_NAMES } from '@karat/projections';
import { Option, type Command } from 'commander';
import { positiveInteger, rebuiltName } from './parse-arguments.ts';

/** Options of `karat rebuild`. */
export interface RebuildArguments {
  readonly dryRun: boolean;
  readonly status: boolean;
  readonly rollback: boolean;
  /** Threads at most, at least 1. */
  readonly threads: number;
  readonly json: boolean;
}

const HELP = `
The view is folded from the first event into a generation beside the live one. How the two differ is
printed, and then the new one goes live at one stroke; services go on all the while. A large log is
shared by threads, of which each takes up to 1 GiB of memory; run it on several machines to share the
work still further. When it was killed, run it again: it goes on where it was.
The outcomes of commands (receipts) are filled again by the projectors when their collection is dropped.
`;

/** Adds `karat rebuild <view>`. */
export function addRebuildCommand(
  program: Command,
  action: (view: string, options: RebuildArguments) => Promise<void>,
): void {
  program
    .command('rebuild')
    .description('fold a view anew from the first event and make it live at one stroke')
    .argument('<view>', `one of ${VIEW_NAMES.join(', ')}`, rebuiltName)
    .addOption(
      new Option('--dry-run', 'fold and compare only').default(false).conflicts('rollback'),
    )
    .addOption(
      new Option('--status', 'only tell where the view and its rebuild stand')
        .default(false)
        .conflicts(['dryRun', 'rollback']),
    )
    .option('--threads <n>', 'threads at work at most', positiveInteger, availableParallelism())
    .option('--rollback', 'go back to the generation before the live one', false)
    .option('--json', 'print one JSON object', false)
    .addHelpText('after', HELP)
    .action(action);
}
