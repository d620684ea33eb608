import test from 'ava';
import { eachAtOnce } from '../src/each-at-once.ts';

test('every item is worked on once, and no more at a time than allowed', async (t) => {
  const done: number[] = [];
  let atWork = 0;
  let most = 0;
  await eachAtOnce([1, 2, 3, 4, 5], 2, async (item) => {
    atWork += 1;
    most = Math.max(most, atWork);
    await Promise.resolve();
    atWork -= 1;
    done.push(item);
  });
  t.deepEqual(done, [1, 2, 3, 4, 5]);
  t.is(most, 2);
});

test('a failure is passed on', async (t) => {
  const work = eachAtOnce([1], 2, () => Promise.reject(new TypeError('no')));
  await t.throwsAsync(work, { message: 'no' });
});
