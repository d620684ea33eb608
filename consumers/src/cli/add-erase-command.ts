import type { Command } from 'commander';
import { positiveInteger } from './parse-arguments.ts';

/** Options of `karat erase`. */
export interface EraseArguments {
  /** The customer all of whose orders are meant. */
  readonly customer?: string;
  /** Machine-readable reason, lower-case words. */
  readonly reason: string;
  /** Who asks, within the role CRM. */
  readonly as: string;
  readonly dryRun: boolean;
  /** Longest wait for each outcome, in seconds. */
  readonly timeout: number;
  readonly json: boolean;
}

/** Options of `karat erasure`. */
export interface ErasureArguments {
  readonly json: boolean;
}

const HELP = `
The log keeps its records for ever, but what they hold of a person is sealed with a key of the
order. The service \`erasure\` destroys that key, has every other place purged, and writes a proof
that names them all: see \`karat erasure <order>\`. Only orders that are over can be erased; with
--customer nothing is done while one of them is open.`;

/** Adds `karat erase` and `karat erasure`. */
export function addEraseCommands(
  program: Command,
  actions: {
    readonly erase: (orderId: string | undefined, options: EraseArguments) => Promise<void>;
    readonly erasure: (orderId: string, options: ErasureArguments) => Promise<void>;
  },
): void {
  program
    .command('erase')
    .description('erase the personal data of an order, or of all orders of a customer')
    .argument('[order]', 'id of the order')
    .option('--customer <id>', 'all orders of this customer instead')
    .option('--reason <word>', 'machine-readable reason', 'customer-request')
    .option('--as <id>', 'who asks, in the role crm', 'karat')
    .option('--dry-run', 'name the orders only', false)
    .option('--timeout <seconds>', 'longest wait for each outcome', positiveInteger, 20)
    .option('--json', 'print one JSON object', false)
    .addHelpText('after', HELP)
    .action(actions.erase);
  program
    .command('erasure')
    .description('print the proof of an erasure; exit code 1 while it is not complete')
    .argument('<order>', 'id of the order')
    .option('--json', 'print one JSON object', false)
    .action(actions.erasure);
}
