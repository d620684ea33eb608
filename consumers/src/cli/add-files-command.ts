import type { Command } from 'commander';

/** Options of `karat files sweep`. */
export interface FilesSweepArguments {
  readonly dryRun: boolean;
  readonly despiteSkipped: boolean;
  readonly json: boolean;
}

/** Options of `karat files where`. */
export interface FilesWhereArguments {
  readonly json: boolean;
}

/** What the subcommands of `karat files` do. */
export interface FilesActions {
  readonly sweep: (options: FilesSweepArguments) => Promise<void>;
  readonly where: (orderId: string, options: FilesWhereArguments) => Promise<void>;
}

const HELP = `
A file that no order refers to is removed once it is older than FILES_GRACE_MINUTES, and only when
the service \`files\` has read all that the log holds. While an order is parked with it, nothing is
removed; after a record was skipped, nothing without --despite-skipped, since that record may have
attached a model.

Exit code 0: all is in its place, or was brought there. Exit code 1: something was held back (sweep),
or a file is missing or in a wrong tier (where).`;

/** Adds `karat files` with its subcommands. */
export function addFilesCommand(program: Command, actions: FilesActions): void {
  const files = program
    .command('files')
    .description('look after the files of models')
    .addHelpText('after', HELP);
  files
    .command('sweep')
    .description('compare all stored files with the log: move what is misplaced, remove orphans')
    .option('--dry-run', 'count only', false)
    .option('--despite-skipped', 'although records were skipped that may name a file', false)
    .option('--json', 'print one JSON object', false)
    .action(actions.sweep);
  files
    .command('where')
    .description('show where the files of an order are, and where they belong')
    .argument('<order>', 'id of the order')
    .option('--json', 'print one JSON object', false)
    .action(actions.where);
}
