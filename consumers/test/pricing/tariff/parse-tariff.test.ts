import test from 'ava';
import fc from 'fast-check';
import { parseMetalPrices, parseTariff } from '../../../src/pricing/tariff/parse-tariff.ts';
import { TARIFF_2026_11 } from '../../../src/pricing/tariff/tariff-2026-11.ts';

const { metalPrices, ...terms } = TARIFF_2026_11;

test('the built-in tariff and metal prices pass their own door unchanged', (t) => {
  t.deepEqual(parseTariff(JSON.parse(JSON.stringify(terms))), { ok: true, value: terms });
  t.deepEqual(parseMetalPrices(JSON.parse(JSON.stringify(metalPrices))), {
    ok: true,
    value: metalPrices,
  });
});

test('everything that is wrong with a tariff is said at once', (t) => {
  const { stone: _stone, ...rest } = terms;
  const wrong = {
    ...rest,
    version: 'Tariff 1',
    currency: 'euro',
    metals: { 'gold-585': { densityKgPerM3: '13', castingLossBasisPoints: 0.5 } },
    quantityBreaks: [
      { fromPiece: 20, discountBasisPoints: 10_001 },
      { fromPiece: 5, discountBasisPoints: 0 },
    ],
    minimumMinor: -1,
    discount: 5,
  };
  const parsed = parseTariff(wrong);
  t.deepEqual(parsed.ok ? [] : parsed.faults, [
    'Expected no field discount, got one',
    'Expected version as a name of up to 64 of a-z 0-9 . -, got "Tariff 1"',
    'Expected currency as an ISO 4217 code, got "euro"',
    'Expected metals.gold-585.densityKgPerM3 as a number from 100 to 23000, got "13"',
    'Expected metals.gold-585.castingLossBasisPoints as a whole number from 0 to 10000, got 0.5',
    'Expected stone as an object, got nothing',
    'Expected stone.minorEach as a whole number from 0 to 1000000000, got nothing',
    'Expected stone.workMsEach as a whole number from 0 to 2592000000, got nothing',
    'Expected minimumMinor as a whole number from 0 to 1000000000, got -1',
    'Expected quantityBreaks[0].discountBasisPoints as a whole number from 0 to 10000, got 10001',
    'Expected quantityBreaks in ascending order of fromPiece, got 20, 5',
  ]);
});

test('whatever is given as a tariff or as metal prices is refused with words, and never thrown at', (t) => {
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), fc.object({ key: fc.string() })), (given) => {
      for (const parsed of [parseTariff(given), parseMetalPrices(given)]) {
        t.false(parsed.ok);
        t.true(!parsed.ok && parsed.faults.length > 0);
      }
    }),
  );
});

test('a metal that is called like a part of every object is no metal', (t) => {
  const given: unknown = JSON.parse(
    '{"version":"m1","currency":"EUR","minorPerGram":{"__proto__":1,"constructor":2}}',
  );
  const parsed = parseMetalPrices(given);
  t.deepEqual(parsed.ok ? [] : parsed.faults, [
    'Expected each name in minorPerGram as a code like silver-925, got "__proto__"',
  ]);
});
