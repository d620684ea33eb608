import fc from 'fast-check';
import test from 'ava';
import { priceOrder } from '../../../src/pricing/tariff/price-order.ts';
import { TARIFF_2026_11 } from '../../../src/pricing/tariff/tariff-2026-11.ts';
import { measuredItem, type PieceFacts } from '../../support/measured-items.ts';
import { piece, price, SUBMISSION } from '../../support/priced-items.ts';

test('the price of a polished silver cube can be reckoned by hand', (t) => {
  t.deepEqual(price([measuredItem()]), {
    submissionNo: 1,
    items: [
      {
        itemId: 'i1',
        modelSha256: 'ab'.repeat(32),
        volumeMm3: 1000,
        areaMm2: 600,
        boundingBoxMm: { x: 10, y: 10, z: 10 },
        triangles: 12,
        material: 'silver-925',
        finish: 'polished',
        quantity: 1,
        // 1 cm³ × 10.40 g/cm³ × 1.08
        metalMassMg: 11_232,
        // 200 layers × 9 s
        machineTimeMs: 1_800_000,
        parts: [
          // 11.232 g × 1.42 €/g = 15.949 €
          { code: 'metal', amountMinor: 1_595 },
          // half an hour × 4.50 €/h + 1 cm³ × 0.60 €/cm³
          { code: 'pattern', amountMinor: 285 },
          { code: 'casting', amountMinor: 1_200 },
          // 6 cm² × 2.60 €/cm²
          { code: 'finishing', amountMinor: 1_560 },
          { code: 'setup', amountMinor: 1_500 },
        ],
        amountMinor: 6_140,
        solidVolumeMm3: 1_000,
        basis: {
          densityKgPerM3: 10_400,
          castingLossBasisPoints: 800,
          metalMinorPerGram: 142,
          layerMm: 0.05,
          layerMs: 9_000,
          plateXMm: 120,
          plateYMm: 68,
          gapMm: 3,
          printerMinorPerHour: 450,
          resinMinorPerCm3: 60,
          castingMinor: 1_200,
          castingWorkMs: 240 * 60_000,
          finishMinorPerCm2: 260,
          finishWorkMsPerCm2: 4 * 60_000,
          setupMinor: 1_500,
          setupWorkMs: 20 * 60_000,
          stones: 0,
          stoneMinor: 900,
          stoneWorkMs: 600_000,
          engravedLetters: 0,
          letterMinor: 150,
          letterWorkMs: 60_000,
          quantityBreaks: TARIFF_2026_11.quantityBreaks,
          minimumMinor: 4_900,
          rushBasisPoints: 0,
          markupBasisPoints: 0,
        },
      },
    ],
    totalMinor: 6_140,
    currency: 'EUR',
    tariffVersion: 'tariff-2026-11',
    metalPricesVersion: 'metal-prices-2026-11-20',
    // 20 min set-up + 30 min printing + 4 h casting + 6 cm² × 4 min
    estimatedWorkMs: (20 + 30 + 240 + 24) * 60_000,
    validUntil: 1_795_000_000_000 + 14 * 86_400_000,
    warnings: [],
  });
});

test('a tiny piece costs the minimum charge', (t) => {
  const { items } = price([measuredItem({ volumeMm3: 1, areaMm2: 6, heightMm: 1, finish: 'raw' })]);
  t.is(items[0]?.amountMinor, TARIFF_2026_11.minimumMinor);
  t.true(items[0]?.parts.some(({ code }) => code === 'minimum'));
});

test('rush adds its share of the whole, the minimum charge included', (t) => {
  const tiny = measuredItem({ volumeMm3: 1, areaMm2: 6, heightMm: 1, finish: 'raw' });
  t.is(price([tiny], true).totalMinor, 6_125);
});

test('the parts of every item sum to its amount and the items to the total', (t) => {
  const pieces = fc.array(piece, { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(pieces, fc.boolean(), (facts, rush) => {
      const { items, totalMinor } = price(facts.map(measuredItem), rush);
      const sums = items.map(({ parts }) => parts.reduce((sum, part) => sum + part.amountMinor, 0));
      const total = sums.reduce((sum, amountMinor) => sum + amountMinor, 0);
      return items.every((item, i) => item.amountMinor === sums[i]) && total === totalMinor;
    }),
  );
  t.pass();
});

test('no part is negative and every figure is a whole number', (t) => {
  fc.assert(
    fc.property(piece, fc.boolean(), (facts, rush) => {
      const { items, estimatedWorkMs } = price([measuredItem(facts)], rush);
      return items.every(({ parts, metalMassMg, machineTimeMs }) =>
        [
          ...parts.map(({ amountMinor }) => amountMinor),
          metalMassMg,
          machineTimeMs,
          estimatedWorkMs,
        ].every((figure) => Number.isSafeInteger(figure) && figure >= 0),
      );
    }),
  );
  t.pass();
});

for (const [what, grow] of [
  ['metal', (facts: Required<PieceFacts>) => ({ ...facts, volumeMm3: facts.volumeMm3 * 1.01 })],
  ['surface', (facts: Required<PieceFacts>) => ({ ...facts, areaMm2: facts.areaMm2 * 1.01 })],
  ['height', (facts: Required<PieceFacts>) => ({ ...facts, heightMm: facts.heightMm + 0.3 })],
  ['pieces', (facts: Required<PieceFacts>) => ({ ...facts, quantity: facts.quantity + 1 })],
  ['stones', (facts: Required<PieceFacts>) => ({ ...facts, stones: facts.stones + 1 })],
  [
    'letters',
    (facts: Required<PieceFacts>) => ({ ...facts, engravedLetters: facts.engravedLetters + 1 }),
  ],
] as const) {
  test(`more ${what} never costs less`, (t) => {
    fc.assert(
      fc.property(piece, fc.boolean(), (facts, rush) => {
        const less = price([measuredItem(facts)], rush);
        const more = price([measuredItem(grow(facts))], rush);
        return more.totalMinor >= less.totalMinor && more.estimatedWorkMs >= less.estimatedWorkMs;
      }),
    );
    t.pass();
  });
}

test('rush, a dearer metal and a mark-up never make an order cheaper', (t) => {
  const grams = fc.nat({ max: 100_000 });
  fc.assert(
    fc.property(piece, grams, fc.nat({ max: 20_000 }), (facts, minorPerGram, basisPoints) => {
      const item = [measuredItem(facts)];
      const priced = (more: number, markup: number): number =>
        price(item, false, {
          ...TARIFF_2026_11,
          metalPrices: {
            ...TARIFF_2026_11.metalPrices,
            minorPerGram: { [facts.material]: minorPerGram + more },
          },
          sellerMarkupBasisPoints: { jewels: markup },
        }).totalMinor;
      return (
        price(item, true).totalMinor >= price(item).totalMinor &&
        priced(1, basisPoints) >= priced(0, basisPoints) &&
        priced(0, basisPoints + 1) >= priced(0, basisPoints)
      );
    }),
  );
  t.pass();
});

test('the hundredth piece costs less work than the first', (t) => {
  const silver = measuredItem().item;
  const casting = (quantity: number): number =>
    price([{ ...measuredItem(), item: { ...silver, quantity } }]).items[0]?.parts.find(
      ({ code }) => code === 'casting',
    )?.amountMinor ?? NaN;
  t.is(casting(1), 1_200);
  t.is(casting(5) - casting(4), 1_080);
  t.is(casting(20) - casting(19), 960);
  t.is(casting(100) - casting(99), 840);
});

test('pieces that fit on the plate together print in the time of one', (t) => {
  const timeMs = (quantity: number): number =>
    price([measuredItem({ quantity })]).items[0]?.machineTimeMs ?? NaN;
  t.is(timeMs(45), timeMs(1));
  t.is(timeMs(46), 2 * timeMs(1));
});

test('everything that the tariff does not know is named at once', (t) => {
  const items = [
    measuredItem({ material: 'constructor', finish: 'shiny' }),
    measuredItem({ material: 'tin' }),
  ];
  const pricing = priceOrder(items, SUBMISSION, TARIFF_2026_11);
  t.deepEqual(pricing.ok ? [] : pricing.reasons.map(({ code, retriable }) => [code, retriable]), [
    ['unknown-material', false],
    ['unknown-finish', false],
    ['unknown-material', false],
  ]);
});

test('a model in micrometres is refused and not priced beyond all numbers', (t) => {
  const huge = measuredItem({ volumeMm3: 1e18, areaMm2: 1e12, heightMm: 1e6 });
  const pricing = priceOrder([huge], SUBMISSION, TARIFF_2026_11);
  t.deepEqual(pricing.ok ? [] : pricing.reasons.map(({ code }) => code), ['price-out-of-range']);
});
