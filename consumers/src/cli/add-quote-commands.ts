import { Option, type Command } from 'commander';
import { MODEL_UNITS, type ModelUnit } from '../pricing/mesh/model-unit.ts';
import { count, positiveInteger } from './parse-arguments.ts';

/** Options of `karat quote`. */
export interface QuoteArguments {
  readonly material: string;
  readonly finish: string;
  readonly quantity: number;
  readonly rush: boolean;
  readonly stones: number;
  readonly engravedLetters: number;
  /** Whose mark-up applies. */
  readonly seller?: string;
  /** Versions to price with; those in force without it. */
  readonly tariff?: string;
  readonly metalPrices?: string;
  /** Unit of a file that does not say one. */
  readonly unit?: ModelUnit;
  readonly json: boolean;
}

/** Options of `karat mesh`. */
export interface MeshArguments {
  /** Unit of a file that does not say one. */
  readonly unit?: ModelUnit;
  /** Where a preview is written to. */
  readonly preview?: string;
  readonly json: boolean;
}

/** Options of `karat quote explain`. */
export interface ExplainArguments {
  readonly json: boolean;
}

/** What `karat quote`, its subcommand and `karat mesh` do. */
export interface QuoteActions {
  readonly quote: (file: string, options: QuoteArguments) => Promise<void>;
  readonly explain: (orderId: string, options: ExplainArguments) => Promise<void>;
  readonly mesh: (file: string, options: MeshArguments) => Promise<void>;
}

const QUOTE_HELP = `
Prices a file the way an order is priced and writes nothing. The tariff is the one in force now, or
the built-in one where MONGO_OWN_PRICING_URL is not set. Exit code 1: the model cannot be made, with
every reason.`;

const EXPLAIN_HELP = `
Reads the order's events from the log, makes each of its prices again from the figures that stand with
it, and prints all of them. Exit code 1: a price comes out otherwise, or there is none.`;

/** Adds `karat quote`, `karat quote explain` and `karat mesh`. */
export function addQuoteCommands(program: Command, actions: QuoteActions): void {
  const quote = program
    .command('quote')
    .description('price a model file, or explain the price of an order');
  // The default: `karat quote ring.stl` is meant to be enough.
  withJson(quote.command('file', { isDefault: true }))
    .description('price a model file; may be left out: karat quote ring.stl …')
    .argument('<file>', 'the model')
    .requiredOption('--material <code>', 'of the tariff, e.g. silver-925')
    .requiredOption('--finish <code>', 'of the tariff, e.g. polished')
    .option('--quantity <n>', 'how many of it', positiveInteger, 1)
    .option('--rush', 'with the shorter promise', false)
    .option('--stones <n>', 'stones of each piece', count, 0)
    .option('--engraved-letters <n>', 'letters on each piece', count, 0)
    .option('--seller <id>', 'with the mark-up of this seller')
    .option('--tariff <version>', 'a version other than the one in force')
    .option('--metal-prices <version>', 'a version other than the one in force')
    .addOption(unitOption())
    .addHelpText('after', QUOTE_HELP)
    .action(actions.quote);
  withJson(quote.command('explain'))
    .description('make the prices of an order again, with every figure and formula')
    .argument('<order>', 'id of the order')
    .addHelpText('after', EXPLAIN_HELP)
    .action(actions.explain);
  withJson(program.command('mesh'))
    .description('measure a model file; exit code 1 when it is no mesh')
    .argument('<file>', 'the model: STL, OBJ, 3MF or GLB, whatever its name')
    .addOption(unitOption())
    .option('--preview <file>', 'write a GLB of few faces there')
    .action(actions.mesh);
}

function unitOption(): Option {
  return new Option('--unit <unit>', 'of a file that does not say it').choices(MODEL_UNITS);
}

function withJson(command: Command): Command {
  return command.option('--json', 'print one JSON object', false);
}
