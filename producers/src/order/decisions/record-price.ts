import type { RecordPrice } from '@karat/schemas';
import { accepted, refused, type Decision, type DecisionContext } from '../decision.ts';

/** The price of the present submission is recorded when it adds up. */
export function recordPrice(price: RecordPrice, { order }: DecisionContext): Decision {
  const sumMinor = price.items.reduce((sum, item) => sum + item.amountMinor, 0);
  if (sumMinor !== price.totalMinor) {
    const detail = `Expected a total of ${String(sumMinor)}, got ${String(price.totalMinor)}`;
    return refused('validation', detail);
  }
  if (price.items.length !== order.items.length) {
    const detail = `Expected ${String(order.items.length)} prices, got ${String(price.items.length)}`;
    return refused('validation', detail);
  }
  if (Number.isNaN(new Date(price.validUntil).getTime())) {
    const detail = `Expected validUntil in epoch milliseconds, got ${String(price.validUntil)}`;
    return refused('validation', detail);
  }
  return accepted({ type: 'PriceCalculated', data: price });
}
