import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@karat/infra/logger';
import test, { type ExecutionContext } from 'ava';
import { meshCommand, reportMesh } from '../../src/cli/mesh-command.ts';
import { quoteCommand, tariffToQuote } from '../../src/cli/quote-command.ts';
import { reportQuote } from '../../src/cli/report-quote.ts';
import { boxStl } from '../support/meshes.ts';

const NOW = Date.parse('2026-12-01T00:00:00Z');
const SILVER = {
  ...{ material: 'silver-925', finish: 'polished', quantity: 1, rush: false },
  ...{ stones: 0, engravedLetters: 0, json: true },
};

async function fileOf(t: ExecutionContext, content: string | Buffer): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'karat-quote-'));
  t.teardown(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'piece.stl'), content);
  return join(folder, 'piece.stl');
}

async function quote(file: string, changes: Partial<typeof SILVER> = {}) {
  const logger = createLogger({ service: 'test', level: 'silent' });
  const tariff = await tariffToQuote(null, {}, NOW);
  return quoteCommand({ file, tariff, arguments: { ...SILVER, ...changes }, logger, now: NOW });
}

test('a file costs what an order of it would, with every part and without any server', async (t) => {
  const quoted = await quote(await fileOf(t, boxStl([10, 10, 10])), { stones: 2 });
  t.like(quoted, { priced: true, price: { totalMinor: 7_940, equal: true } });
  t.regex(
    reportQuote(quoted),
    /^ {4}stones +1800 {2}= stones × stoneMinor × quantity: 2 × 900 × 1$/m,
  );
});

test('a file that cannot be made is quoted with every reason', async (t) => {
  const quoted = await quote(await fileOf(t, 'no mesh'), { material: 'tin', finish: 'shiny' });
  t.deepEqual(quoted.priced ? [] : quoted.reasons.map(({ code }) => code), [
    'not-a-mesh',
    'unknown-material',
    'unknown-finish',
  ]);
  t.regex(reportQuote(quoted), /^not-a-mesh: .*\nunknown-material: /);
});

test('a version that is not built in needs a store', async (t) => {
  await t.throwsAsync(tariffToQuote(null, { tariff: 't9' }, NOW), {
    code: 'invalid-argument',
    message: 'Expected versions that were added, got t9 with metal-prices-2026-11-20',
  });
});

test('a file is measured, or said to be no mesh', async (t) => {
  const measured = await meshCommand(await fileOf(t, boxStl([10, 20, 30])), {});
  t.like(measured, { readable: true, volumeMm3: 6_000, areaMm2: 2_200, watertight: true });
  t.regex(reportMesh(measured), /^volumeMm3 6000$/m);
  const no = await meshCommand(await fileOf(t, 'no mesh'), {});
  t.like(no, { readable: false, code: 'not-a-mesh' });
  t.regex(reportMesh(no), /^not-a-mesh: Expected /);
  await t.throwsAsync(meshCommand('nowhere.stl', {}), { code: 'invalid-argument' });
});
