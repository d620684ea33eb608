import type { ExplainedItem } from '../pricing/tariff/explain-item.ts';
import type { ExplainedPrice } from '../pricing/tariff/explain-price.ts';
import type { ExplainedOrder } from './explain-command.ts';
import type { Quote } from './quote-command.ts';

/** The price of a file in words. */
export function reportQuote(quote: Quote): string {
  if (!quote.priced) {
    return quote.reasons.map(({ code, detail }) => `${code}: ${detail}`).join('\n');
  }
  const warnings = quote.warnings.map(({ code, detail }) => `Mind: ${code}: ${detail}`);
  return [...priceLines(quote.price), ...warnings].join('\n');
}

/** The prices of an order in words. */
export function reportExplained({ orderId, prices }: ExplainedOrder): string {
  if (prices.length === 0) return `Expected a price of the order ${orderId}, got none`;
  return prices
    .flatMap((price) => [
      `Order ${orderId}, event ${String(price.version)} of ${isoTime(price.pricedAt)}`,
      ...priceLines(price),
      ...(price.equal
        ? ['Made again from these figures it is the same, to the cent.']
        : ['Made again it is another:', ...price.differences.map((one) => `  ${one}`)]),
    ])
    .join('\n');
}

function priceLines(price: ExplainedPrice): readonly string[] {
  const { currency, totalMinor, tariffVersion, metalPricesVersion, rush, sellerId } = price;
  return [
    `Submission ${String(price.submissionNo)}: ${String(totalMinor)} ${currency} in minor units, valid until ${isoTime(price.validUntil)}`,
    `  tariff ${tariffVersion}, metal prices ${metalPricesVersion}, rush ${String(rush)}, seller ${sellerId ?? 'none'}`,
    ...price.items.flatMap(itemLines),
    `  estimated work ${String(price.estimatedWorkMs)} ms`,
  ];
}

function itemLines(item: ExplainedItem): readonly string[] {
  const { itemId, material, finish, measured, metalMassMg, machineTimeMs, amountMinor } = item;
  return [
    `  ${itemId}: ${material}, ${finish}, ${inputs(measured)}`,
    `    ${inputs(item.basis)}`,
    `    metalMassMg ${String(metalMassMg)}, machineTimeMs ${String(machineTimeMs)}`,
    ...item.parts.map(({ code, amountMinor: minor, formula, figures }) => {
      return `    ${code.padEnd(10)}${String(minor).padStart(10)}  = ${formula}: ${figures}`;
    }),
    `    ${'sum'.padEnd(10)}${String(amountMinor).padStart(10)}`,
  ];
}

function inputs(figures: object): string {
  return Object.entries(figures)
    .map(([name, figure]: [string, unknown]) => {
      return `${name} ${typeof figure === 'number' ? String(figure) : JSON.stringify(figure)}`;
    })
    .join(', ');
}

function isoTime(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
