import test from 'ava';
import { barOf } from '../../src/cli/progress-bar.ts';

const PROGRESS = { partitionsDone: 1, partitions: 4, events: 31_200, read: 40_000, total: 160_000 };

test('the bar tells how much is read, how fast, and how long it will take', (t) => {
  t.is(
    barOf('order-card', PROGRESS, { eventsPerSecond: 1_200.4, offsetsPerSecond: 1_500 }),
    'order-card [######..................] 25 %, 31,200 events, 1,200/s, 1 min 20 s left, 1 of 4 partitions',
  );
});

test('the bar promises no time before it knows a rate, and none at the end', (t) => {
  const still = { eventsPerSecond: 0, offsetsPerSecond: 0 };
  t.true(barOf('order-card', PROGRESS, still).includes('time left unknown'));
  t.false(barOf('order-card', { ...PROGRESS, read: 160_000 }, still).includes('left'));
});
