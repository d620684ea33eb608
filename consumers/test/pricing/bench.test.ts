import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { run } from '../../bench/pricing.ts';

const workTree = fileURLToPath(new URL('../../../..', import.meta.url));

test('the benchmark of pricing measures every figure beside its limit', async (t) => {
  t.timeout(60_000);
  const root = await mkdtemp(join(tmpdir(), 'karat-bench-'));
  t.teardown(() => rm(root, { recursive: true, force: true }));
  const say = (line: string): void => {
    t.log(line);
  };
  const results = await run({ workTree, root, env: {}, rounds: 1, small: true, say });
  t.is(results.length, 4);
  for (const { measure, value, limit } of results) {
    t.true(value > 0, measure);
    t.true(limit > 0, measure);
  }
});
