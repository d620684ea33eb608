import { PlatformError } from '@karat/infra/errors';
import { DEFAULT_PARTITIONS } from '@karat/schemas';
import { VIEW_NAMES } from '@karat/projections';
import { Command } from 'commander';
import { addCheckCommand, type CheckArguments } from './add-check-command.ts';
import {
  addEraseCommands,
  type EraseArguments,
  type ErasureArguments,
} from './add-erase-command.ts';
import { addRebuildCommand, type RebuildArguments } from './add-rebuild-command.ts';
import { positiveInteger, viewName } from './parse-arguments.ts';
import { addSchemasCommand, type SchemasCheckArguments } from './add-schemas-command.ts';

/** What the subcommands do; each prints its own result. */
export interface Actions {
  readonly deploy: (options: DeployArguments) => Promise<void>;
  readonly rebuild: (view: string, options: RebuildArguments) => Promise<void>;
  readonly verify: (view: string, options: VerifyArguments) => Promise<void>;
  readonly check: (options: CheckArguments) => Promise<void>;
  readonly checkSchemas: (options: SchemasCheckArguments) => Promise<void>;
  readonly erase: (orderId: string | undefined, options: EraseArguments) => Promise<void>;
  readonly erasure: (orderId: string, options: ErasureArguments) => Promise<void>;
}

/** Options of `karat deploy`. */
export interface DeployArguments {
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly json: boolean;
}

/** Options of `karat verify`. */
export interface VerifyArguments {
  readonly wait: boolean;
  /** Longest wait, in seconds. */
  readonly timeout: number;
  readonly json: boolean;
}

/** The `karat` command; `settings` explains the environment variables at the end of its help. */
export function createProgram(actions: Actions, settings: string): Command {
  const views = VIEW_NAMES.join(', ');
  const program = new Command('karat')
    .description(
      'Prepares an installation, checks its log, rebuilds its views and compares them with the log.',
    )
    .addHelpText('after', `\nEnvironment:\n${settings}`);
  program
    .command('deploy')
    .description('create topics, register schemas, give the log its identity, prepare the views')
    .option('--partitions <n>', 'partitions of the log, final', positiveInteger, DEFAULT_PARTITIONS)
    .option('--replication-factor <n>', 'copies of every topic', positiveInteger, 1)
    .option('--json', 'print one JSON object', false)
    .action(actions.deploy);
  addRebuildCommand(program, actions.rebuild);
  program
    .command('verify')
    .description('fold the log anew and compare every document; exit code 1 when one differs')
    .argument('<view>', `one of ${views}, or all`, viewNameOrAll)
    .option('--wait', 'wait first until the views have reached the end of the log', false)
    .option('--timeout <seconds>', 'longest wait', positiveInteger, 60)
    .option('--json', 'print one JSON object', false)
    .action(actions.verify);
  addCheckCommand(program, actions.check);
  addSchemasCommand(program, actions.checkSchemas);
  addEraseCommands(program, actions);
  return program;
}

/** The names of the views that an argument of `karat verify` means. */
export function viewNamesOf(argument: string): readonly string[] {
  return argument === 'all' ? VIEW_NAMES : [argument];
}

/**
 * The one view of a list.
 * @throws `invariant-violated` when it is empty.
 */
export function onlyOne<T>(items: readonly T[]): T {
  const [item] = items;
  if (item !== undefined) return item;
  throw new PlatformError('invariant-violated', 'Expected a view, got none');
}

function viewNameOrAll(text: string): string {
  return text === 'all' ? text : viewName(text);
}
