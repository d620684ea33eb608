import test from 'ava';
import { run } from '../../bench/demo.ts';
import { createPrivatePlace, WORK_TREE as workTree } from '../support/private-platform.ts';

test('the benchmark of the demonstration measures every figure beside its limit', async (t) => {
  t.timeout(180_000);
  const place = await createPrivatePlace(t);
  const results = await run({ ...place, workTree, rounds: 1, small: true });
  t.is(results.length, 4);
  for (const { value, limit } of results) {
    t.true(value > 0);
    t.true(limit > 0);
  }
});
