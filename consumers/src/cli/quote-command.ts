import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { PlatformError } from '@karat/infra/errors';
import type { Logger } from '@karat/infra/logger';
import type { OrderItem, PricingReason, PricingWarning } from '@karat/schemas';
import { examineItem } from '../pricing/examine-item.ts';
import { analyseFile } from '../pricing/mesh/analyse-file.ts';
import { priceSubmission } from '../pricing/price-submission.ts';
import { mismatchOf, type PairInForce } from '../pricing/tariff-store/in-force.ts';
import type { TariffStore } from '../pricing/tariff-store/tariff-store.ts';
import { explainPrice, type ExplainedPrice } from '../pricing/tariff/explain-price.ts';
import { TARIFF_2026_11 } from '../pricing/tariff/tariff-2026-11.ts';
import type { MetalPrices, Tariff, TariffTerms } from '../pricing/tariff/tariff.ts';
import type { QuoteArguments } from './add-quote-commands.ts';
import { readInput } from './read-input.ts';

/** The price of a model file, or every reason against it; `--json` prints it, so this is a format. */
export type Quote =
  | {
      readonly priced: true;
      readonly price: ExplainedPrice;
      readonly warnings: readonly PricingWarning[];
    }
  | { readonly priced: false; readonly reasons: readonly PricingReason[] };

/** What a quote is made with. */
export interface QuoteOptions {
  readonly file: string;
  readonly tariff: Tariff;
  readonly arguments: QuoteArguments;
  readonly logger: Logger;
  /** Epoch milliseconds; the price is valid from then on. */
  readonly now: number;
}

const BUILT_IN: PairInForce = {
  tariffVersion: TARIFF_2026_11.version,
  metalPricesVersion: TARIFF_2026_11.metalPrices.version,
};

/** Prices a model file the way a submission of it would be. */
export async function quoteCommand(options: QuoteOptions): Promise<Quote> {
  const { file, tariff, logger, now } = options;
  const { rush, seller: sellerId = null } = options.arguments;
  const bytes = await readInput(file);
  const item = itemOf(file, bytes, options.arguments);
  const submission = { submissionNo: 1, rush, dueAt: now, policyVersion: 'quote', sellerId };
  const examine = (one: OrderItem) =>
    examineItem(one, { analysisOf: ({ unit }) => analyseFile(bytes, { unit }), logger });
  const command = await priceSubmission({ ...submission, items: [item] }, now, {
    ...{ tariff, examine, logger },
  });
  if (command.type === 'RejectModel') return { priced: false, reasons: command.data.reasons };
  const terms = { rush, sellerId };
  const price = explainPrice({ price: command.data, items: [item], terms, tariff });
  return { priced: true, price, warnings: command.data.warnings };
}

/**
 * The tariff to quote with: of the store, or the built-in one where there is no store.
 * @throws `invalid-argument` when a version that is asked for is not there.
 */
export async function tariffToQuote(
  store: TariffStore | null,
  { tariff, metalPrices }: Pick<QuoteArguments, 'tariff' | 'metalPrices'>,
  now: number,
): Promise<Tariff> {
  const inForce = (await store?.pairAt(now)) ?? BUILT_IN;
  const pair = {
    tariffVersion: tariff ?? inForce.tariffVersion,
    metalPricesVersion: metalPrices ?? inForce.metalPricesVersion,
  };
  const found = await tariffOf(store, pair);
  if (found !== null) return found;
  const message = `Expected versions that were added, got ${pair.tariffVersion} with ${pair.metalPricesVersion}`;
  throw new PlatformError('invalid-argument', message);
}

/**
 * A tariff by its versions, each of the store or built in; null when one of them is neither.
 * @throws `invalid-argument` when they are in two currencies.
 */
export async function tariffOf(
  store: TariffStore | null,
  { tariffVersion, metalPricesVersion }: PairInForce,
): Promise<Tariff | null> {
  const terms = (await store?.tariffs.find(tariffVersion))?.content ?? builtInTerms(tariffVersion);
  const prices =
    (await store?.metalPrices.find(metalPricesVersion))?.content ??
    builtInPrices(metalPricesVersion);
  if (terms === null || prices === null) return null;
  const mismatch = mismatchOf(terms, prices);
  if (mismatch !== null) throw new PlatformError('invalid-argument', mismatch);
  return { ...terms, metalPrices: prices };
}

function builtInTerms(version: string): TariffTerms | null {
  const { metalPrices: _prices, ...terms } = TARIFF_2026_11;
  return version === terms.version ? terms : null;
}

function builtInPrices(version: string): MetalPrices | null {
  const { metalPrices } = TARIFF_2026_11;
  return version === metalPrices.version ? metalPrices : null;
}

function itemOf(
  file: string,
  bytes: Buffer,
  { material, finish, quantity, stones, engravedLetters, unit }: QuoteArguments,
): OrderItem {
  return {
    itemId: basename(file),
    quantity,
    material,
    finish,
    modelSha256: createHash('sha256').update(bytes).digest('hex'),
    modelFormat: null,
    modelBytes: bytes.length,
    modelOwner: null,
    modelUnit: unit ?? null,
    stones,
    engravedLetters,
  };
}
