import test from 'ava';
import { inForceEntry, type StoredVersion } from '@karat/schemas';
import { seedTariff } from '../../src/pricing/tariff-store/seed-tariff.ts';
import { createTariffReader } from '../../src/pricing/tariff-store/tariff-at.ts';
import type { TariffStore } from '../../src/pricing/tariff-store/tariff-store.ts';
import { LEAD_MS, rehearseUse, useVersion } from '../../src/pricing/tariff-store/use-version.ts';
import { TARIFF_2026_11 } from '../../src/pricing/tariff/tariff-2026-11.ts';
import type { TariffTerms } from '../../src/pricing/tariff/tariff.ts';
import { createTariffRig, metalPricesOf, termsOf } from '../support/tariffs.ts';

const NOW = Date.parse('2026-12-01T08:00:00Z');
const addedAt = new Date(NOW);
const by = 'operator:ada';
const { metalPrices: BUILT_IN_PRICES } = TARIFF_2026_11;

/** No two wishes are of one moment: the same one again would be. */
function nextMoment(): Date {
  wishes += 1;
  return new Date(NOW + wishes);
}

let wishes = 0;

function add(store: TariffStore, content: TariffTerms, askedAt = nextMoment()) {
  return store.tariffs.add({ content, addedAt: askedAt, by });
}

function use(
  store: TariffStore,
  [kind, version]: readonly ['tariff' | 'metal-prices', string],
  at: number | { readonly at: number; readonly askedAt?: Date; readonly now: number },
) {
  const given = typeof at === 'number' ? { at, now: NOW } : at;
  const { askedAt = nextMoment(), now } = given;
  const times = { fromAt: new Date(given.at), addedAt: askedAt, now: new Date(now) };
  return useVersion(store, { kind, version, by, ...times });
}

test('a version that is added twice is there once, and never with other content', async (t) => {
  const { store } = await createTariffRig(t);
  t.is((await add(store, termsOf('t2'))).outcome, 'added');
  const { quantityBreaks, ...rest } = termsOf('t2');
  t.is((await add(store, { quantityBreaks, ...rest })).outcome, 'no-change');
  t.is((await add(store, termsOf('t2', { setupMinor: 1 }))).outcome, 'different');
  t.is((await store.tariffs.find('t2'))?.content.setupMinor, 1_500);
  t.is(await store.tariffs.find('t3'), null);
});

test('of many who add one version at once exactly one does, and its content stays', async (t) => {
  const { store } = await createTariffRig(t);
  const same = await Promise.all(Array.from({ length: 16 }, () => add(store, termsOf('same'))));
  t.is(same.filter(({ outcome }) => outcome === 'added').length, 1);
  t.is(same.filter(({ outcome }) => outcome === 'no-change').length, 15);
  const prices = Array.from({ length: 16 }, (_, setupMinor) => setupMinor);
  const outcomes = await Promise.all(
    prices.map((setupMinor) => add(store, termsOf('other', { setupMinor }))),
  );
  const first = outcomes.findIndex(({ outcome }) => outcome === 'added');
  t.is(outcomes.filter(({ outcome }) => outcome === 'different').length, 15);
  t.is((await store.tariffs.find('other'))?.content.setupMinor, first);
});

test('a version that somebody has changed in place is not used', async (t) => {
  const { store, db } = await createTariffRig(t);
  await add(store, termsOf('t2'));
  const content = JSON.stringify(termsOf('t2', { setupMinor: 1 }));
  await db.collection<StoredVersion>('tariffs').updateOne({ _id: 't2' }, { $set: { content } });
  await t.throwsAsync(store.tariffs.find('t2'), {
    code: 'invariant-violated',
    message: /^Expected version t2 as it was added, with hash [0-9a-f]{64}, got: other content$/,
  });
});

test('where nothing ever was, the built-in tariff holds for every time', async (t) => {
  const { store } = await createTariffRig(t);
  const reader = createTariffReader(store);
  await t.throwsAsync(reader.at(NOW), { code: 'invariant-violated' });
  await Promise.all(Array.from({ length: 8 }, () => seedTariff(store, TARIFF_2026_11, addedAt)));
  t.is((await store.entries()).length, 2);
  t.deepEqual(await reader.at(0), TARIFF_2026_11);
  t.deepEqual(await reader.at(NOW), TARIFF_2026_11);
});

test('a seed that a crash has cut short is completed', async (t) => {
  const { store } = await createTariffRig(t);
  const { metalPrices: _prices, ...terms } = TARIFF_2026_11;
  await add(store, terms);
  const since = { fromAt: new Date(0), addedAt, by };
  await store.putInForce(inForceEntry({ kind: 'tariff', version: terms.version }, since));
  await seedTariff(store, TARIFF_2026_11, addedAt);
  t.deepEqual(await createTariffReader(store).at(NOW), TARIFF_2026_11);
  const other = { ...TARIFF_2026_11, setupMinor: 1 };
  await t.notThrowsAsync(seedTariff(store, other, addedAt));
});

test('every time has the tariff and the metal prices that held then, whatever came later', async (t) => {
  const { store } = await createTariffRig(t);
  await seedTariff(store, TARIFF_2026_11, addedAt);
  await add(store, termsOf('t2'));
  await store.metalPrices.add({ content: metalPricesOf('m2'), addedAt, by });
  const [later, latest] = [NOW + LEAD_MS, NOW + 2 * LEAD_MS];
  t.is((await use(store, ['tariff', 't2'], latest)).outcome, 'in-force');
  t.is((await use(store, ['metal-prices', 'm2'], later)).outcome, 'in-force');
  const versions = async (at: number) => {
    const pair = await store.pairAt(at);
    return [pair?.tariffVersion, pair?.metalPricesVersion];
  };
  t.deepEqual(await versions(later - 1), [TARIFF_2026_11.version, BUILT_IN_PRICES.version]);
  t.deepEqual(await versions(later), [TARIFF_2026_11.version, 'm2']);
  t.deepEqual(await versions(latest), ['t2', 'm2']);
  t.is((await createTariffReader(store).at(latest)).metalPrices.version, 'm2');
});

test('a version comes into force neither in the past nor at once', async (t) => {
  const { store } = await createTariffRig(t);
  await seedTariff(store, TARIFF_2026_11, addedAt);
  await add(store, termsOf('t2'));
  const tooSoon = await use(store, ['tariff', 't2'], NOW + LEAD_MS - 1);
  t.is(tooSoon.outcome, 'refused');
  t.regex(tooSoon.reasons[0] ?? '', /^Expected a time from 2026-12-01T08:01:00.000Z, /);
  t.is((await store.entries()).length, 2);
});

test('a version that nobody has added, or in another currency, does not come into force', async (t) => {
  const { store } = await createTariffRig(t);
  await seedTariff(store, TARIFF_2026_11, addedAt);
  const at = NOW + LEAD_MS;
  t.deepEqual((await use(store, ['tariff', 't9'], at)).reasons, [
    'Expected a version of tariff that was added, got t9',
  ]);
  await add(store, termsOf('dollars', { currency: 'USD' }));
  t.deepEqual((await use(store, ['tariff', 'dollars'], at)).reasons, [
    'Expected metal prices in the currency of dollars, USD, got metal-prices-2026-11-20 in EUR',
  ]);
  const silver = metalPricesOf('silver', { minorPerGram: { 'silver-925': 150 } });
  await store.metalPrices.add({ content: silver, addedAt, by });
  const { outcome, warnings } = await use(store, ['metal-prices', 'silver'], at);
  t.is(outcome, 'in-force');
  t.is(warnings[0], 'silver has no price of gold-585, orders of it are refused');
});

test('of two versions for one moment the first is kept, and a rehearsal keeps none', async (t) => {
  const { store } = await createTariffRig(t);
  await seedTariff(store, TARIFF_2026_11, addedAt);
  const versions = ['t2', 't3', 't4', 't5'];
  for (const version of versions) await add(store, termsOf(version));
  const at = NOW + LEAD_MS;
  const times = { fromAt: new Date(at), addedAt, now: addedAt };
  const request = { kind: 'tariff', version: 't2', by, ...times } as const;
  t.is((await rehearseUse(store, request)).outcome, 'in-force');
  t.is((await store.entries()).length, 2);
  const used = await Promise.all(versions.map((version) => use(store, ['tariff', version], at)));
  t.is(used.filter(({ outcome }) => outcome === 'in-force').length, 1);
  t.is(used.filter(({ outcome }) => outcome === 'refused').length, 3);
  const winner = versions[used.findIndex(({ outcome }) => outcome === 'in-force')] ?? '';
  t.is((await store.pairAt(at))?.tariffVersion, winner);
  t.is((await use(store, ['tariff', winner], at)).outcome, 'no-change');
});

test('what is asked for again after a crash comes to what it came to', async (t) => {
  const { store } = await createTariffRig(t);
  await seedTariff(store, TARIFF_2026_11, addedAt);
  const askedAt = nextMoment();
  const at = NOW + LEAD_MS;
  for (const now of [NOW, NOW + LEAD_MS]) {
    t.is((await add(store, termsOf('t2'), askedAt)).outcome, 'added');
    t.is((await use(store, ['tariff', 't2'], { at, askedAt, now })).outcome, 'in-force');
  }
  t.is((await store.entries()).length, 3);
});

test('what had to wait until it would change the past is refused', async (t) => {
  const { store } = await createTariffRig(t);
  await seedTariff(store, TARIFF_2026_11, addedAt);
  await add(store, termsOf('t2'));
  const late = await use(store, ['tariff', 't2'], { at: NOW + LEAD_MS, now: NOW + 1 });
  t.is(late.outcome, 'refused');
  t.regex(late.reasons[0] ?? '', /^Expected a time from 2026-12-01T08:01:00.001Z, /);
});
