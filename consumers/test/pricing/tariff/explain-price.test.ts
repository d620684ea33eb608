import type { PriceCalculated } from '@karat/schemas';
import test from 'ava';
import { explainPrice } from '../../../src/pricing/tariff/explain-price.ts';
import { priceOrder } from '../../../src/pricing/tariff/price-order.ts';
import { TARIFF_2026_11 } from '../../../src/pricing/tariff/tariff-2026-11.ts';
import { measuredItem } from '../../support/measured-items.ts';

const TERMS = { rush: true, sellerId: null };
const MEASURED = measuredItem({ quantity: 6, stones: 1, engravedLetters: 2 });

function recorded(): PriceCalculated {
  const submission = { ...TERMS, submissionNo: 1, submittedAt: 1_795_000_000_000 };
  const pricing = priceOrder([MEASURED], submission, TARIFF_2026_11);
  if (!pricing.ok) throw new TypeError('Expected a price');
  return pricing.price;
}

function explain(price: PriceCalculated, tariff: typeof TARIFF_2026_11 | null = null) {
  return explainPrice({ price, items: [MEASURED.item], terms: TERMS, tariff });
}

test('each part of a price is told with its formula and its figures', (t) => {
  const { items, equal } = explain(recorded());
  t.true(equal);
  t.deepEqual(
    items[0]?.parts.map(({ code, figures, amountMinor }) => [code, figures, amountMinor]),
    [
      ['metal', '11232 × 6 × 142 ÷ 1000', 9_570],
      ['pattern', '1800000 × 450 ÷ 3600000 = 225, 1000 × 6 × 60 ÷ 1000 = 360', 585],
      ['casting', '1200 × 5.8', 6_960],
      ['finishing', '600 × 260 × 5.8 ÷ 100', 9_048],
      ['setup', '1500', 1_500],
      ['stones', '1 × 900 × 6', 5_400],
      ['engraving', '2 × 150 × 5.8', 1_740],
      ['rush', '34803 × 2500 ÷ 10000', 8_701],
    ],
  );
});

test('a price that was changed by a cent is found out, with the part', (t) => {
  const price = recorded();
  const items = price.items.map((item) => ({
    ...item,
    parts: item.parts.map((part) =>
      part.code === 'casting' ? { ...part, amountMinor: part.amountMinor + 1 } : part,
    ),
    amountMinor: item.amountMinor + 1,
  }));
  const { equal, differences } = explain({ ...price, items, totalMinor: price.totalMinor + 1 });
  t.false(equal);
  t.deepEqual(differences, [
    'i1: Expected part casting 6961 as recorded, got 6960',
    'i1: Expected amountMinor 43505 as recorded, got 43504',
    'Expected totalMinor 43505 as recorded, got 43504',
  ]);
});

test('a price from before figures were recorded is made again from the tariff that it names', (t) => {
  const price = recorded();
  const items = price.items.map((item) => ({ ...item, basis: null }));
  t.true(explain({ ...price, items }, TARIFF_2026_11).equal);
  const { equal, differences } = explain({ ...price, items });
  t.false(equal);
  t.is(differences[0], 'Expected the figures that i1 was priced with, got none');
});
