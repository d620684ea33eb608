import { RECEIPTS, VIEW_NAMES } from '@karat/projections';
import type { Command } from 'commander';
import { positiveInteger, viewName } from './parse-arguments.ts';

/** Options of `karat verify`. */
export interface VerifyArguments {
  readonly wait: boolean;
  /** Longest wait, in seconds. */
  readonly timeout: number;
  /** Orders drawn at random; absent looks at all. */
  readonly sample?: number;
  readonly repair: boolean;
  readonly dryRun: boolean;
  readonly json: boolean;
}

/** What can be compared with the log: every view, and the outcomes of commands. */
const VERIFIABLE: readonly string[] = [...VIEW_NAMES, RECEIPTS.collection];

const HELP = `
Each document is compared at the version that it has, so projectors may go on. What is repaired is
written only where it is still as it was found; what a projector was faster with is told as overtaken.
Where much differs, rebuild the view instead.
`;

/** Adds `karat verify <view>`. */
export function addVerifyCommand(
  program: Command,
  action: (view: string, options: VerifyArguments) => Promise<void>,
): void {
  program
    .command('verify')
    .description('fold the log anew and compare every document; exit code 1 when one differs')
    .argument('<view>', `one of ${VERIFIABLE.join(', ')}, or all`, verifiable)
    .option('--sample <n>', 'compare so many orders of a view, drawn at random', positiveInteger)
    .option('--repair', 'put right what differs', false)
    .option('--dry-run', 'with --repair: only say what would be put right', false)
    .option('--wait', 'wait first until the views have reached the end of the log', false)
    .option('--timeout <seconds>', 'longest wait', positiveInteger, 60)
    .option('--json', 'print one JSON object', false)
    .addHelpText('after', HELP)
    .action(action);
}

/** The names that an argument of `karat verify` means. */
export function verifiedNamesOf(argument: string): readonly string[] {
  return argument === 'all' ? VERIFIABLE : [argument];
}

function verifiable(text: string): string {
  return text === 'all' || text === RECEIPTS.collection ? text : viewName(text);
}
