import fc from 'fast-check';
import test from 'ava';
import { explainPrice } from '../../../src/pricing/tariff/explain-price.ts';
import { priceOrder } from '../../../src/pricing/tariff/price-order.ts';
import { TARIFF_2026_11 } from '../../../src/pricing/tariff/tariff-2026-11.ts';
import { measuredItem } from '../../support/measured-items.ts';
import { piece, price, SUBMISSION } from '../../support/priced-items.ts';

test("a seller's mark-up is on all else, and of that seller's orders only", (t) => {
  const tariff = { ...TARIFF_2026_11, sellerMarkupBasisPoints: { jewels: 1_000, rings: 5_000 } };
  const [item] = price([measuredItem()], true, tariff).items;
  // 61.40 € + 25 % rush = 76.75 €, and a tenth of that
  t.deepEqual(item?.parts.slice(-2), [
    { code: 'rush', amountMinor: 1_535 },
    { code: 'markup', amountMinor: 768 },
  ]);
  const withoutSeller = priceOrder([measuredItem()], SUBMISSION, tariff);
  t.is(withoutSeller.ok && withoutSeller.price.totalMinor, 6_140);
});

test('stones are bought for each piece, and letters engraved by the piece', (t) => {
  const parts = price([measuredItem({ stones: 2, engravedLetters: 3, quantity: 5 })]).items[0]
    ?.parts;
  t.deepEqual(parts?.slice(-2), [
    // 2 × 9 € × 5
    { code: 'stones', amountMinor: 9_000 },
    // 3 × 1.50 € × 4.9, for the fifth piece costs a tenth less work
    { code: 'engraving', amountMinor: 2_205 },
  ]);
});

test('metal is charged for bodies that overlap only once', (t) => {
  const { item, modelSha256, analysis } = measuredItem();
  const solid = price([{ item, modelSha256, analysis: { ...analysis, solidVolumeMm3: 500 } }]);
  t.is(solid.items[0]?.metalMassMg, 5_616);
  t.is(solid.items[0]?.solidVolumeMm3, 500);
  t.is(solid.items[0]?.volumeMm3, 1_000);
});

test('the same inputs give the same price to the byte', (t) => {
  fc.assert(
    fc.property(piece, fc.boolean(), (facts, rush) => {
      const [one, other] = [0, 1].map(() => JSON.stringify(price([measuredItem(facts)], rush)));
      return one === other;
    }),
  );
  t.pass();
});

test('every price is made again from its event alone, with the formula of each part', (t) => {
  const markups = { ...TARIFF_2026_11, sellerMarkupBasisPoints: { jewels: 333 } };
  const pieces = fc.array(piece, { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(pieces, fc.boolean(), (facts, rush) => {
      const recorded = price(facts.map(measuredItem), rush, markups);
      const terms = { rush, sellerId: 'jewels' };
      const explained = explainPrice({ price: recorded, items: [], terms, tariff: null });
      t.deepEqual(explained.differences, []);
      t.true(explained.equal);
      t.is(explained.totalMinor, recorded.totalMinor);
      for (const { parts } of explained.items) {
        t.true(parts.every(({ formula, figures }) => formula !== '' && figures !== ''));
      }
    }),
  );
});
