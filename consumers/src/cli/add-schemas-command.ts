import type { Command } from 'commander';

/** Options of `karat schemas check`. */
export interface SchemasCheckArguments {
  readonly json: boolean;
}

/** Adds `karat schemas` with its subcommands. */
export function addSchemasCommand(
  program: Command,
  check: (options: SchemasCheckArguments) => Promise<void>,
): void {
  const schemas = program.command('schemas').description('look after the schemas of the log');
  schemas
    .command('check')
    .description(
      'read every record of commands, events, receipts and states as this version does, decoded ' +
        'and upcast; exit code 1 when one cannot be read',
    )
    .option('--json', 'print one JSON object', false)
    .action(check);
}
