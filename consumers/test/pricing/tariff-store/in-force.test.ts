import test from 'ava';
import fc from 'fast-check';
import { mismatchOf, pairAt, pairsFrom } from '../../../src/pricing/tariff-store/in-force.ts';
import { inForceEntry, type InForceEntry } from '@karat/schemas';
import { metalPricesOf, termsOf } from '../../support/tariffs.ts';

function entry(kind: InForceEntry['kind'], version: string, fromAt: number): InForceEntry {
  const since = { fromAt: new Date(fromAt), addedAt: new Date(0), by: 'operator:ada' };
  return inForceEntry({ kind, version }, since);
}

const entries = fc.uniqueArray(
  fc.record({
    kind: fc.constantFrom('tariff' as const, 'metal-prices' as const),
    fromAt: fc.nat({ max: 20 }),
    version: fc.string({ minLength: 1, maxLength: 3 }),
  }),
  { selector: ({ kind, fromAt }) => `${kind}${String(fromAt)}`, maxLength: 10 },
);

test('what is added for later never changes what held before', (t) => {
  fc.assert(
    fc.property(entries, fc.nat({ max: 20 }), (drawn, at) => {
      const all = drawn.map(({ kind, version, fromAt }) => entry(kind, version, fromAt));
      const known = all.filter(({ fromAt }) => fromAt.getTime() <= at);
      t.deepEqual(pairAt(all, at), pairAt(known, at));
      t.deepEqual(pairAt(all.toReversed(), at), pairAt(all, at));
    }),
  );
});

test('a tariff for later goes on with the metal prices that come before it', (t) => {
  const all = [
    entry('tariff', 't1', 0),
    entry('metal-prices', 'm1', 0),
    entry('tariff', 't2', 20),
    entry('metal-prices', 'm2', 10),
  ];
  const pair = (tariffVersion: string, metalPricesVersion: string) => {
    return { tariffVersion, metalPricesVersion };
  };
  t.deepEqual(
    [0, 9, 10, 19, 20].map((at) => pairAt(all, at)),
    [pair('t1', 'm1'), pair('t1', 'm1'), pair('t1', 'm2'), pair('t1', 'm2'), pair('t2', 'm2')],
  );
  t.deepEqual(pairsFrom(all, 10), [pair('t1', 'm2'), pair('t2', 'm2')]);
  t.is(pairAt(all.slice(2), 30)?.tariffVersion, 't2');
  t.is(pairAt([], 30), null);
});

test('amounts in two currencies are not added up', (t) => {
  t.is(mismatchOf(termsOf('t'), metalPricesOf('m')), null);
  t.is(
    mismatchOf(termsOf('t'), metalPricesOf('m', { currency: 'CHF' })),
    'Expected metal prices in the currency of t, EUR, got m in CHF',
  );
});
