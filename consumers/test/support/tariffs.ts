import { randomUUID } from 'node:crypto';
import { createLogger } from '@karat/infra/logger';
import { connectMongo } from '@karat/infra/mongo';
import { mongoUrlFor, testServers } from '@karat/infra/testing';
import type { ExecutionContext } from 'ava';
import type { Db } from 'mongodb';
import { openTariffStore, type TariffStore } from '../../src/pricing/tariff-store/tariff-store.ts';
import { TARIFF_2026_11 } from '../../src/pricing/tariff/tariff-2026-11.ts';
import type { MetalPrices, TariffTerms } from '../../src/pricing/tariff/tariff.ts';

const { metalPrices, ...terms } = TARIFF_2026_11;

/** The built-in terms under another version, dearer by what is given. */
export function termsOf(version: string, changes: Partial<TariffTerms> = {}): TariffTerms {
  return { ...terms, ...changes, version };
}

/** The built-in metal prices under another version. */
export function metalPricesOf(version: string, changes: Partial<MetalPrices> = {}): MetalPrices {
  return { ...metalPrices, ...changes, version };
}

/** A store of a test's own, dropped after it. */
export async function createTariffRig(
  t: ExecutionContext,
): Promise<{ readonly store: TariffStore; readonly db: Db }> {
  const { mongoUrl } = testServers(process.env);
  const logger = createLogger({ service: 'test', level: 'error' });
  const url = mongoUrlFor(mongoUrl, `t${randomUUID().slice(0, 8)}_own_pricing`);
  const { db, close } = await connectMongo(url, { name: 'test', logger });
  t.teardown(async () => {
    await db.dropDatabase();
    await close();
  });
  return { store: openTariffStore(db), db };
}
