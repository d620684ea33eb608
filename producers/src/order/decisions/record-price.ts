import type { OrderState, PricedItem, PricingWarning, RecordPrice } from '@karat/schemas';
import { accepted, type Decision, type DecisionContext } from '../decision.ts';
import { basisFaults } from './basis-faults.ts';
import {
  codeFault,
  currencyFault,
  detailFault,
  instantFault,
  integerFault,
  measureFault,
  moneyFault,
  optional,
  quoted,
  textFault,
  unlessFaulty,
  type Fault,
} from '../faults.ts';

/** Warnings of a price: several of each piece, and an order has a hundred at most. */
const MAX_WARNINGS = 500;
const MAX_DETAIL = 500;
/** The largest int of Avro. */
const MAX_INT = 2_147_483_647;

/** The price of the present submission is recorded when it adds up. */
export function recordPrice(price: RecordPrice, { order }: DecisionContext): Decision {
  return unlessFaulty([...headFaults(price), ...sumFaults(price, order)], () =>
    accepted({ type: 'PriceCalculated', data: price }),
  );
}

function headFaults(price: RecordPrice): readonly Fault[] {
  return [
    currencyFault('currency', price.currency),
    textFault('tariffVersion', price.tariffVersion),
    textFault('metalPricesVersion', price.metalPricesVersion),
    moneyFault('totalMinor', price.totalMinor),
    integerFault('estimatedWorkMs', price.estimatedWorkMs, [0, Number.MAX_SAFE_INTEGER]),
    instantFault('validUntil', price.validUntil),
    integerFault('number of warnings', price.warnings.length, [0, MAX_WARNINGS]),
    ...price.warnings.flatMap(warningFaults),
  ];
}

/** Every piece has its price, and all of them together are the total. */
function sumFaults({ items, totalMinor }: RecordPrice, order: OrderState): readonly Fault[] {
  const sumMinor = items.reduce((sum, item) => sum + item.amountMinor, 0);
  const expected = order.items.map(({ itemId }) => itemId);
  const got = items.map(({ itemId }) => itemId);
  const unpriced = expected.filter((id) => !got.includes(id));
  return [
    sumMinor === totalMinor
      ? null
      : `Expected a total of ${String(sumMinor)}, got ${String(totalMinor)}`,
    expected.length === got.length
      ? null
      : `Expected ${String(expected.length)} prices, got ${String(got.length)}`,
    unpriced.length === 0 ? null : `Expected a price for ${unpriced.join(', ')}, got none`,
    ...items.flatMap(itemFaults),
  ];
}

function itemFaults(item: PricedItem): readonly Fault[] {
  const { x, y, z } = item.boundingBoxMm;
  return [
    moneyFault(`amountMinor of ${quoted(item.itemId)}`, item.amountMinor),
    measureFault('volumeMm3', item.volumeMm3),
    optional(item.solidVolumeMm3 ?? null, (volume) => measureFault('solidVolumeMm3', volume)),
    measureFault('areaMm2', item.areaMm2),
    ...[x, y, z].map((extent) => measureFault('boundingBoxMm', extent)),
    integerFault('triangles', item.triangles, [0, MAX_INT]),
    integerFault('quantity', item.quantity, [0, MAX_INT]),
    integerFault('metalMassMg', item.metalMassMg, [0, Number.MAX_SAFE_INTEGER]),
    integerFault('machineTimeMs', item.machineTimeMs, [0, Number.MAX_SAFE_INTEGER]),
    ...item.parts.map(({ code, amountMinor }) => moneyFault(`part ${quoted(code)}`, amountMinor)),
    ...(item.basis === undefined || item.basis === null ? [] : basisFaults(item.basis)),
  ];
}

function warningFaults({ itemId, code, detail }: PricingWarning): readonly Fault[] {
  return [
    optional(itemId, (id) => textFault('itemId', id)),
    codeFault('code', code),
    detailFault('detail', detail, MAX_DETAIL),
  ];
}
