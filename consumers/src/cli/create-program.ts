import { PlatformError } from '@karat/infra/errors';
import { DEFAULT_PARTITIONS } from '@karat/schemas';
import { Command } from 'commander';
import { addCheckCommand, type CheckArguments } from './add-check-command.ts';
import {
  addEraseCommands,
  type EraseArguments,
  type ErasureArguments,
} from './add-erase-command.ts';
import { addFilesCommand, type FilesActions } from './add-files-command.ts';
import { addParkedCommand, type ParkedActions } from './add-parked-command.ts';
import { addQuoteCommands, type QuoteActions } from './add-quote-commands.ts';
import { addRebuildCommand, type RebuildArguments } from './add-rebuild-command.ts';
import { addTariffCommands, type TariffActions } from './add-tariff-commands.ts';
import { addVerifyCommand, type VerifyArguments } from './add-verify-command.ts';
import { positiveInteger } from './parse-arguments.ts';
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
  readonly parked: ParkedActions;
  readonly tariffs: TariffActions;
  readonly quotes: QuoteActions;
  readonly files: FilesActions;
}

/** Options of `karat deploy`. */
export interface DeployArguments {
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly json: boolean;
}

/** The `karat` command; `settings` explains the environment variables at the end of its help. */
export function createProgram(actions: Actions, settings: string): Command {
  const program = new Command('karat')
    .description(
      'Prepares an installation, checks its log, rebuilds its views, looks after tariffs and quotes.',
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
  addVerifyCommand(program, actions.verify);
  addCheckCommand(program, actions.check);
  addSchemasCommand(program, actions.checkSchemas);
  addEraseCommands(program, actions);
  addParkedCommand(program, actions.parked);
  addTariffCommands(program, actions.tariffs);
  addQuoteCommands(program, actions.quotes);
  addFilesCommand(program, actions.files);
  return program;
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
