import test from 'ava';
import { createBounded } from '../../src/pricing/bounded.ts';

test('no more tasks run at once than allowed, all run, and one that fails gives its place back', async (t) => {
  const bounded = createBounded(3);
  let running = 0;
  let most = 0;
  const outcomes = await Promise.allSettled(
    Array.from({ length: 20 }, (_, i) =>
      bounded(async () => {
        running += 1;
        most = Math.max(most, running);
        await new Promise(setImmediate);
        running -= 1;
        if (i % 4 === 0) throw new TypeError('a failing task');
        return i;
      }),
    ),
  );
  t.is(most, 3);
  t.is(outcomes.filter(({ status }) => status === 'fulfilled').length, 15);
});
