import type { Command } from 'commander';
import { partitionNumber, positiveInteger } from './parse-arguments.ts';

/** Options of `karat check`. */
export interface CheckArguments {
  readonly json: boolean;
  /** The only partition to check; without it all are. */
  readonly partition?: number;
  /** The order whose story is printed. */
  readonly order?: string;
  /** Findings printed in full. */
  readonly maxFindings: number;
  /** Whether an undecided command is a fault. */
  readonly settled: boolean;
}

const HELP = `
Reads commands, receipts, events and states of the whole log and holds each against the others:
one receipt for every decided command, exactly the events that it names, versions without a gap,
one claim at a time, states that stand where the events do. Safe to run while the log grows.
Exit code 1 when anything is wrong. Commands and receipts older than the first that is kept are
not missed.`;

/** Adds `karat check`. */
export function addCheckCommand(
  program: Command,
  action: (options: CheckArguments) => Promise<void>,
): void {
  program
    .command('check')
    .description('prove that commands, receipts, events and states of the log fit together')
    .option('--partition <n>', 'check this partition only', partitionNumber)
    .option('--order <id>', 'print the story of this order: commands, receipts, events')
    .option('--max-findings <n>', 'findings printed in full', positiveInteger, 20)
    .option('--settled', 'undecided commands are a fault, too', false)
    .option('--json', 'print one JSON object', false)
    .addHelpText('after', HELP)
    .action(action);
}
