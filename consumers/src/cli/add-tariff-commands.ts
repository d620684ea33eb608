import { userInfo } from 'node:os';
import type { Command } from 'commander';
import type { PriceListKind } from '@karat/schemas';
import { instant } from './parse-arguments.ts';

/** Options of `karat tariff list` and `show`, and of the same of metal prices. */
export interface TariffReadArguments {
  readonly json: boolean;
}

/** Options of `karat tariff add`, and of the same of metal prices. */
export interface TariffAddArguments extends TariffReadArguments {
  /** Who asks. */
  readonly as: string;
  readonly dryRun: boolean;
}

/** Options of `karat tariff use`, and of the same of metal prices. */
export interface TariffUseArguments extends TariffAddArguments {
  /** Since when, epoch milliseconds; as soon as possible without it. */
  readonly from?: number;
}

/** What the subcommands of `karat tariff` and `karat metal-prices` do. */
export interface TariffActions {
  readonly list: (kind: PriceListKind, options: TariffReadArguments) => Promise<void>;
  readonly show: (
    kind: PriceListKind,
    version: string,
    options: TariffReadArguments,
  ) => Promise<void>;
  readonly add: (kind: PriceListKind, file: string, options: TariffAddArguments) => Promise<void>;
  readonly use: (
    kind: PriceListKind,
    version: string,
    options: TariffUseArguments,
  ) => Promise<void>;
}

const HELP = `
A version is added once and never changed, and so is the note from when on it is used: a price of any
past day can be made again. Orders are priced with what was in force when they were submitted. Adding
the same content again changes nothing; other content under the same version is refused. A version is
put in force at least a minute ahead. Additions and uses are written to own_operations.audit.

Exit code 0: done, unchanged, or it would be (dry run). Exit code 1: refused, with every reason.`;

const WORDS: Readonly<Record<PriceListKind, readonly [what: string, file: string]>> = {
  tariff: ['tariffs', 'JSON file with the terms'],
  'metal-prices': ['snapshots of metal prices', 'JSON file with version, currency, minorPerGram'],
};

/** Adds `karat tariff` and `karat metal-prices` with their subcommands. */
export function addTariffCommands(program: Command, actions: TariffActions): void {
  addKind(program, 'tariff', actions);
  addKind(program, 'metal-prices', actions);
}

function addKind(program: Command, kind: PriceListKind, actions: TariffActions): void {
  const [what, file] = WORDS[kind];
  const group = program
    .command(kind)
    .description(`look after ${what}: versions, and which is used from when on`)
    .addHelpText('after', HELP);
  withJson(group.command('list'))
    .description('list the versions, and from when on each is used')
    .action((options: TariffReadArguments) => actions.list(kind, options));
  withJson(group.command('show'))
    .description('show a version with its content')
    .argument('<version>', 'the version')
    .action((version: string, options: TariffReadArguments) =>
      actions.show(kind, version, options),
    );
  withChange(group.command('add'))
    .description('add a version, which nothing uses yet')
    .argument('<file>', file)
    .action((path: string, options: TariffAddArguments) => actions.add(kind, path, options));
  withChange(group.command('use'))
    .description('use a version for orders submitted from a time on')
    .argument('<version>', 'a version that was added')
    .option('--from <time>', 'since when, RFC 3339; default: in a minute', instant)
    .action((version: string, options: TariffUseArguments) => actions.use(kind, version, options));
}

function withChange(command: Command): Command {
  return withJson(command)
    .option('--as <id>', 'who asks, for the audit log', userInfo().username)
    .option('--dry-run', 'say what would become of it only', false);
}

function withJson(command: Command): Command {
  return command.option('--json', 'print one JSON object', false);
}
