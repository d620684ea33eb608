import { readConfig, url } from '@karat/infra/config';
import { connectMongo } from '@karat/infra/mongo';
import type { PriceListKind } from '@karat/schemas';
import { openTariffAudit } from '../pricing/tariff-store/tariff-audit.ts';
import { openTariffStore, type TariffStore } from '../pricing/tariff-store/tariff-store.ts';
import { OPERATIONS_CONFIG } from '../rebuild/rebuild-jobs.ts';
import type { TariffActions } from './add-tariff-commands.ts';
import type { CommandProgram, OnStop } from './command-program.ts';
import { reportAddition, reportUse, reportVersion, reportVersions } from './report-tariff.ts';
import {
  addFromFile,
  listVersions,
  showVersion,
  useFrom,
  type AuditedContext,
  type TariffContext,
} from './tariff-command.ts';

/** Where tariffs are kept: settings for the table of a bin. */
export const TARIFF_CONFIG = {
  pricingUrl: url('MONGO_OWN_PRICING_URL', { doc: 'Database of pricing.', secret: true }),
};

/** The subcommands of `karat tariff` and `karat metal-prices`. */
export function tariffActions(program: CommandProgram): TariffActions {
  const { withConnections, print, setExitCode } = program;
  return {
    list: (kind, { json }) =>
      withConnections(async (onStop) => {
        const listed = await listVersions(await open(program, kind, onStop));
        print(listed, { json, words: reportVersions(listed) });
      }),
    show: (kind, version, { json }) =>
      withConnections(async (onStop) => {
        const shown = await showVersion(await open(program, kind, onStop), version);
        print(shown, { json, words: reportVersion(shown) });
      }),
    add: (kind, file, options) =>
      withConnections(async (onStop) => {
        const context = await openAudited(program, kind, onStop);
        const added = await addFromFile(context, file, options);
        print(added, { json: options.json, words: reportAddition(added) });
        if (added.reasons.length > 0) setExitCode(1);
      }),
    use: (kind, version, options) =>
      withConnections(async (onStop) => {
        const context = await openAudited(program, kind, onStop);
        const used = await useFrom(context, version, options);
        print(used, { json: options.json, words: reportUse(used) });
        if (used.outcome === 'refused') setExitCode(1);
      }),
  };
}

/** Connects to the store of tariffs. */
export async function connectTariffs(
  { env, logger }: Pick<CommandProgram, 'env' | 'logger'>,
  onStop: OnStop,
): Promise<TariffStore> {
  const { pricingUrl } = readConfig(TARIFF_CONFIG, env);
  const { db, close } = await connectMongo(pricingUrl, { name: 'karat tariffs', logger });
  onStop('mongo pricing', close);
  return openTariffStore(db);
}

async function open(
  program: CommandProgram,
  kind: PriceListKind,
  onStop: OnStop,
): Promise<TariffContext> {
  return { kind, store: await connectTariffs(program, onStop), now: Date.now() };
}

async function openAudited(
  program: CommandProgram,
  kind: PriceListKind,
  onStop: OnStop,
): Promise<AuditedContext> {
  const { env, logger } = program;
  const context = await open(program, kind, onStop);
  const { operationsUrl } = readConfig(OPERATIONS_CONFIG, env);
  const { db, close } = await connectMongo(operationsUrl, { name: 'karat audit', logger });
  onStop('mongo audit', close);
  return { ...context, audit: openTariffAudit(db) };
}
