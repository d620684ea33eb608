import { PlatformError } from '@karat/infra/errors';
import type { Tariff } from '../tariff/tariff.ts';
import { inForceEntry } from '@karat/schemas';
import type { TariffStore } from './tariff-store.ts';
import type { AddOutcome } from './versions.ts';

const BY = 'system:built-in';
/** In force since ever, so that every past moment has its tariff. */
const SINCE_EVER = new Date(0);

/**
 * Puts the built-in tariff in force where nothing ever was; safe for several processes at once, and
 * after a crash half-way.
 * @throws `invariant-violated` when its version is stored with other content.
 */
export async function seedTariff(
  store: TariffStore,
  { metalPrices, ...terms }: Tariff,
  addedAt: Date,
): Promise<void> {
  const entries = [
    inForceEntry({ kind: 'tariff', version: terms.version }, at(addedAt)),
    inForceEntry({ kind: 'metal-prices', version: metalPrices.version }, at(addedAt)),
  ];
  const found = await Promise.all(entries.map(({ _id }) => store.findEntry(_id)));
  if (found.every((entry) => entry !== null)) return;
  await store.ensureIndexes();
  unlessDifferent(await store.tariffs.add({ content: terms, addedAt, by: BY }));
  unlessDifferent(await store.metalPrices.add({ content: metalPrices, addedAt, by: BY }));
  for (const entry of entries) await store.putInForce(entry);
}

function at(addedAt: Date) {
  return { fromAt: SINCE_EVER, addedAt, by: BY };
}

function unlessDifferent({ outcome, version, contentHash }: AddOutcome): void {
  if (outcome !== 'different') return;
  const message = `Expected the built-in ${version} with hash ${contentHash}, got other content in the store`;
  throw new PlatformError('invariant-violated', message, { context: { version } });
}
