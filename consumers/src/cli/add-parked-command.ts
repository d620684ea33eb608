import { userInfo } from 'node:os';
import { InvalidArgumentError, type Command } from 'commander';
import { PARKING_NAMES } from '../parked/parking-group.ts';
import { positiveInteger } from './parse-arguments.ts';

/** Options of `karat parked list`. */
export interface ParkedListArguments {
  /** The consumer whose orders are meant; all are without it. */
  readonly group?: string;
  readonly order?: string;
  /** Code of the reason that they are parked for. */
  readonly reason?: string;
  readonly json: boolean;
}

/** Options of `karat parked show`. */
export interface ParkedShowArguments {
  readonly group?: string;
  readonly json: boolean;
}

/** Options of `karat parked retry`. */
export interface ParkedRetryArguments extends ParkedListArguments {
  readonly all: boolean;
  readonly dryRun: boolean;
  /** Longest wait for the consumer, in seconds. */
  readonly timeout: number;
}

/** Options of `karat parked skip`. */
export interface ParkedSkipArguments extends ParkedShowArguments {
  /** Why, in words, for the audit log. */
  readonly reason: string;
  /** Who asks. */
  readonly as: string;
  readonly dryRun: boolean;
  /** Longest wait for the consumer, in seconds. */
  readonly timeout: number;
}

/** What the subcommands of `karat parked` do. */
export interface ParkedActions {
  readonly list: (options: ParkedListArguments) => Promise<void>;
  readonly show: (orderId: string, options: ParkedShowArguments) => Promise<void>;
  readonly retry: (options: ParkedRetryArguments) => Promise<void>;
  readonly skip: (orderId: string, options: ParkedSkipArguments) => Promise<void>;
}

const HELP = `
A record that a consumer can never handle parks its order: the records behind it wait, all other
orders go on. Repair the cause (a release, a schema, a view), then retry: the running consumer reads
the records again, in order. A skip gives up exactly one record; the rest of the order is handled.
Groups: ${PARKING_NAMES.join(', ')}.

Exit code 0: nothing is parked (list), it is shown (show), done (retry, skip), or would be (dry run).
Exit code 1: something is parked (list), nothing fits, it was parked again, or the consumer has not
carried it out in time; it will when it runs.`;

/** Adds `karat parked` with its subcommands. */
export function addParkedCommand(program: Command, actions: ParkedActions): void {
  const parked = program
    .command('parked')
    .description('look after orders that wait because one of their records cannot be handled')
    .addHelpText('after', HELP);
  withGroup(parked.command('list'))
    .description('list parked orders, the oldest first; exit code 1 when there are any')
    .option('--order <id>', 'this order only')
    .option('--reason <code>', 'orders parked for this reason only, e.g. undecodable')
    .action(actions.list);
  withGroup(parked.command('show'))
    .description('show why an order is parked and what waits, read from the log now')
    .argument('<order>', 'id of the order')
    .action(actions.show);
  withRequest(withGroup(parked.command('retry')))
    .description('have parked orders tried again, from the record that they are parked on')
    .option('--order <id>', 'this order')
    .option('--reason <code>', 'orders parked for this reason')
    .option('--all', 'all that are parked', false)
    .action(actions.retry);
  withRequest(withGroup(parked.command('skip')))
    .description('step over the one record that an order is parked on, and handle the rest')
    .argument('<order>', 'id of the order')
    .requiredOption('--reason <words>', 'why, for the audit log')
    .option('--as <id>', 'who asks', userInfo().username)
    .action(actions.skip);
}

function withGroup(command: Command): Command {
  return command
    .option('--group <name>', 'a view or another consumer', groupName)
    .option('--json', 'print one JSON object', false);
}

function withRequest(command: Command): Command {
  return command
    .option('--dry-run', 'name the orders only, and whether they can be read now', false)
    .option('--timeout <seconds>', 'longest wait for the consumer', positiveInteger, 30);
}

function groupName(text: string): string {
  if (PARKING_NAMES.includes(text)) return text;
  throw new InvalidArgumentError(`Expected one of ${PARKING_NAMES.join(', ')}, got ${text}.`);
}
