import test from 'ava';
import { readAhead } from '../../src/rebuild/read-ahead.ts';

test('everything comes in order, and the next piece is begun before this one is done', async (t) => {
  const begun: number[] = [];
  const source = async function* () {
    for (const piece of [1, 2, 3]) {
      begun.push(piece);
      yield await Promise.resolve(piece);
    }
  };
  const seen: number[] = [];
  for await (const piece of readAhead(source())) {
    await new Promise((resolve) => setImmediate(resolve));
    t.is(begun.length, Math.min(3, piece + 1));
    seen.push(piece);
  }
  t.deepEqual(seen, [1, 2, 3]);
});

test('a failure comes in its turn, and the source is closed when nobody reads on', async (t) => {
  let isClosed = false;
  const source = async function* () {
    try {
      yield await Promise.resolve(1);
      throw new TypeError('no more');
    } finally {
      isClosed = true;
    }
  };
  const seen: number[] = [];
  await t.throwsAsync(
    async () => {
      for await (const piece of readAhead(source())) seen.push(piece);
    },
    { message: 'no more' },
  );
  t.deepEqual(seen, [1]);
  isClosed = false;
  for await (const piece of readAhead(source())) {
    t.is(piece, 1);
    break;
  }
  t.true(isClosed);
});
