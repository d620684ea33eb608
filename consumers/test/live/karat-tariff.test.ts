import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mongoUrlFor, testServers } from '@karat/infra/testing';
import test, { type ExecutionContext } from 'ava';
import type { TariffAudit } from '../../src/pricing/tariff-store/tariff-audit.ts';
import { LEAD_MS } from '../../src/pricing/tariff-store/use-version.ts';
import { TARIFF_2026_11 } from '../../src/pricing/tariff/tariff-2026-11.ts';
import { boxStl } from '../support/meshes.ts';
import { createProjectorRig } from '../support/projector-rig.ts';
import { printed, runKarat } from '../support/run-karat.ts';
import { metalPricesOf, termsOf } from '../support/tariffs.ts';

test.serial('a tariff is added, listed, shown and put in force by command', async (t) => {
  const rig = await createRig(t);
  const file = await rig.write('t2.json', JSON.stringify(termsOf('t2', { setupMinor: 2_000 })));
  const add = ['tariff', 'add', file, '--as', 'ada', '--json'];
  t.like(printed(await rig.karat(...add, '--dry-run')), { outcome: 'added', version: 't2' });
  t.like(printed(await rig.karat('tariff', 'list', '--json')), { versions: { length: 0 } });
  t.like(printed(await rig.karat(...add)), { outcome: 'added', version: 't2' });
  t.like(printed(await rig.karat(...add)), { outcome: 'no-change', version: 't2' });
  t.like(printed(await rig.karat('tariff', 'show', 't2', '--json')), {
    by: 'operator:ada',
    content: { setupMinor: 2_000 },
  });
  const before = Date.now();
  const used = await rig.karat('tariff', 'use', 't2', '--as', 'ada', '--json');
  t.is(used.code, 0, used.stderr);
  t.like(printed(used), { outcome: 'in-force', version: 't2', warnings: { length: 0 } });
  const { fromAt } = printed(used) as { readonly fromAt: string };
  t.true(Date.parse(fromAt) >= before + LEAD_MS);
  const listed = await rig.karat('tariff', 'list');
  t.regex(listed.stdout, new RegExp(`^t2 .* used from ${fromAt}$`, 'm'));
  t.regex(listed.stdout, /^In force now: tariff-2026-11 with metal-prices-2026-11-20$/m);
  const audit = rig.databases
    .db(`${rig.log.environment}_own_operations`)
    .collection<TariffAudit>('audit');
  const noted = await audit.find().sort({ at: 1 }).toArray();
  t.deepEqual(
    noted.map(({ action, by, version, outcome }) => [action, by, version, outcome]),
    [
      ['tariff.add', 'operator:ada', 't2', 'added'],
      ['tariff.add', 'operator:ada', 't2', 'no-change'],
      ['tariff.use', 'operator:ada', 't2', 'in-force'],
    ],
  );
});

test.serial('what cannot be added or put in force is refused with every reason', async (t) => {
  const rig = await createRig(t);
  const wrong = await rig.write(
    'm.json',
    JSON.stringify({ version: 'm1', minorPerGram: { a: -1 } }),
  );
  const refused = await rig.karat('metal-prices', 'add', wrong, '--json');
  t.is(refused.code, 1);
  t.deepEqual((printed(refused) as { readonly reasons: unknown }).reasons, [
    'Expected currency as an ISO 4217 code, got nothing',
    'Expected minorPerGram.a as a whole number from 0 to 1000000000, got -1',
  ]);
  const first = await rig.write('m2.json', JSON.stringify(metalPricesOf('m2')));
  await rig.karat('metal-prices', 'add', first);
  const other = metalPricesOf('m2', { minorPerGram: { 'silver-925': 1 } });
  const second = await rig.write('m2-other.json', JSON.stringify(other));
  const different = await rig.karat('metal-prices', 'add', second);
  t.is(different.code, 1);
  t.regex(
    different.stdout,
    /^Not added:\n {2}Expected m2 with the content .* take a new version$/m,
  );
  const early = ['metal-prices', 'use', 'm2', '--from', '2026-01-01T00:00:00Z'];
  t.like(await rig.karat(...early, '--dry-run'), { code: 1 });
  const unread = await rig.karat('metal-prices', 'use', 'm2', '--from', 'tomorrow');
  t.regex(unread.stderr, /Expected a time like 2026-12-01T00:00:00Z, got tomorrow/);
  const noFile = await rig.karat('tariff', 'add', 'nowhere.json');
  t.regex(noFile.stderr, /^invalid-argument: Expected a file that can be read, got ENOENT/);
});

test.serial('a file is quoted with what is in force, or with any version by name', async (t) => {
  const rig = await createRig(t);
  const model = await rig.write('box.stl', boxStl([10, 10, 10]));
  const quote = ['quote', model, '--material', 'silver-925', '--finish', 'polished', '--json'];
  t.like(printed(await rig.karat(...quote)), {
    priced: true,
    price: { totalMinor: 6_140, tariffVersion: TARIFF_2026_11.version },
  });
  const terms = termsOf('t2', { sellerMarkupBasisPoints: { jewels: 1_000 } });
  const file = await rig.write('t2.json', JSON.stringify(terms));
  await rig.karat('tariff', 'add', file);
  const dearer = await rig.karat(...quote, '--tariff', 't2', '--seller', 'jewels');
  t.like(printed(dearer), { price: { totalMinor: 6_754, tariffVersion: 't2', equal: true } });
  const unknown = await rig.karat(...quote, '--tariff', 't9');
  t.regex(unknown.stderr, /^invalid-argument: Expected versions that were added, got t9 with/);
});

async function createRig(t: ExecutionContext) {
  const rig = await createProjectorRig(t);
  const folder = await mkdtemp(join(tmpdir(), 'karat-tariff-'));
  const database = `${rig.log.environment}_own_pricing`;
  const { mongoUrl } = testServers(process.env);
  const environmentVariables = {
    ...rig.environmentVariables,
    MONGO_OWN_PRICING_URL: mongoUrlFor(mongoUrl, database),
  };
  t.teardown(async () => {
    await rig.databases.db(database).dropDatabase();
    await rm(folder, { recursive: true });
  });
  return {
    ...rig,
    karat: (...args: readonly string[]) => runKarat({ environmentVariables }, ...args),
    write: async (name: string, content: string | Buffer) => {
      const path = join(folder, name);
      await writeFile(path, content);
      return path;
    },
  };
}
