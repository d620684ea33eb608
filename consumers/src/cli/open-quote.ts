import type { TariffStore } from '../pricing/tariff-store/tariff-store.ts';
import { connectViews } from '../rebuild/connect-rebuild.ts';
import { INDEX_NAME } from '../verify/read-histories.ts';
import type { QuoteActions } from './add-quote-commands.ts';
import type { CommandProgram, OnStop } from './command-program.ts';
import { onlyOne } from './create-program.ts';
import { explainOrder, readOrder } from './explain-command.ts';
import { meshCommand, reportMesh } from './mesh-command.ts';
import { connectTariffs } from './open-tariffs.ts';
import { quoteCommand, tariffOf, tariffToQuote } from './quote-command.ts';
import { reportExplained, reportQuote } from './report-quote.ts';

/** `karat quote`, `karat quote explain` and `karat mesh`. */
export function quoteActions(program: CommandProgram): QuoteActions {
  const { withConnections, print, setExitCode, logger } = program;
  return {
    quote: (file, options) =>
      withConnections(async (onStop) => {
        const now = Date.now();
        const tariff = await tariffToQuote(await storeIfSet(program, onStop), options, now);
        const quote = await quoteCommand({ file, tariff, arguments: options, logger, now });
        print(quote, { json: options.json, words: reportQuote(quote) });
        if (!quote.priced) setExitCode(1);
      }),
    explain: (orderId, { json }) =>
      withConnections(async (onStop) => {
        const { log, index } = await openLog(program, onStop);
        const store = await storeIfSet(program, onStop);
        const events = await readOrder(log, index, orderId);
        const explained = await explainOrder(orderId, events, (pair) => tariffOf(store, pair));
        print(explained, { json, words: reportExplained(explained) });
        if (!explained.equal) setExitCode(1);
      }),
    mesh: (file, options) =>
      withConnections(async () => {
        const measured = await meshCommand(file, options);
        print(measured, { json: options.json, words: reportMesh(measured) });
        if (!measured.readable) setExitCode(1);
      }),
  };
}

/** A price can be quoted, and explained, where nobody has a database. */
async function storeIfSet(program: CommandProgram, onStop: OnStop): Promise<TariffStore | null> {
  if ((program.env['MONGO_OWN_PRICING_URL'] ?? '') === '') return null;
  return connectTariffs(program, onStop);
}

async function openLog({ env, logger }: CommandProgram, onStop: OnStop) {
  const connecting = { env, logger, onStop, clientId: 'karat-quote' };
  const { log, views } = await connectViews([INDEX_NAME], connecting);
  return { log, index: onlyOne(views) };
}
