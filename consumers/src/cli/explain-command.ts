import type { OrderItem, PriceCalculated, ReadEvent } from '@karat/schemas';
import type { PairInForce } from '../pricing/tariff-store/in-force.ts';
import { explainPrice, type ExplainedPrice } from '../pricing/tariff/explain-price.ts';
import type { OrderTerms } from '../pricing/tariff/price-basis.ts';
import type { Tariff } from '../pricing/tariff/tariff.ts';
import type { OpenView } from '../projector/projector.ts';
import {
  findIndexed,
  readHistories,
  readIndexed,
  type HistoryLog,
} from '../verify/read-histories.ts';

/** The prices of an order made again; `--json` prints it, so this is a format. */
export interface ExplainedOrder {
  readonly orderId: string;
  readonly prices: readonly (ExplainedPrice & {
    readonly version: number;
    /** When it was recorded, epoch milliseconds. */
    readonly pricedAt: number;
  })[];
  /** Whether there is a price and every one comes out as recorded. */
  readonly equal: boolean;
}

/** Where tariffs of old are found; null for one that nobody has. */
export type FindTariff = (pair: PairInForce) => Promise<Tariff | null>;

/** The events of an order: by the index of events, or by its whole partition where that has a gap. */
export async function readOrder(
  log: HistoryLog,
  index: OpenView,
  orderId: string,
): Promise<readonly ReadEvent[]> {
  const indexed = await findIndexed(index, [orderId]);
  const known = indexed.has(orderId) ? await readIndexed(log, indexed) : null;
  const histories = known ?? (await readHistories(log, new Set([orderId])));
  return histories.get(orderId) ?? [];
}

/** Makes every price of an order again from its events. */
export async function explainOrder(
  orderId: string,
  events: readonly ReadEvent[],
  findTariff: FindTariff,
): Promise<ExplainedOrder> {
  const prices: ExplainedOrder['prices'][number][] = [];
  for (const { event, version, occurredAt } of events) {
    if (event.type !== 'PriceCalculated') continue;
    const submitted = submittedFor(event.data, events);
    const tariff = await tariffIfNeeded(event.data, findTariff);
    const explained = explainPrice({ price: event.data, ...submitted, tariff });
    prices.push({ ...explained, version, pricedAt: occurredAt });
  }
  return { orderId, prices, equal: prices.length > 0 && prices.every(({ equal }) => equal) };
}

function submittedFor(
  { submissionNo }: PriceCalculated,
  events: readonly ReadEvent[],
): { readonly items: readonly OrderItem[]; readonly terms: OrderTerms } {
  const submissions = events.flatMap(({ event }) =>
    event.type === 'OrderSubmitted' && event.data.submissionNo === submissionNo ? [event.data] : [],
  );
  const submission = submissions.at(-1);
  const { items = [], rush = false, sellerId = null } = submission ?? {};
  return { items, terms: { rush, sellerId } };
}

/** The event says it all by itself unless it is from before figures were recorded. */
async function tariffIfNeeded(
  { items, tariffVersion, metalPricesVersion }: PriceCalculated,
  findTariff: FindTariff,
): Promise<Tariff | null> {
  if (items.every(({ basis = null }) => basis !== null)) return null;
  return findTariff({ tariffVersion, metalPricesVersion });
}
