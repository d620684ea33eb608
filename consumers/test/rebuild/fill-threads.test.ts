import { eventually } from '@karat/infra/testing';
import test from 'ava';
import { startFillThreads, threadsFor } from '../../src/rebuild/fill-threads.ts';

test('a small log is not worth threads, a large one as many as there may be', (t) => {
  t.deepEqual(
    [0, 49_999, 99_999, 100_000, 150_000, 10_000_000].map((events) => threadsFor(events, 3)),
    [1, 1, 1, 2, 3, 3],
  );
  t.is(threadsFor(10_000_000, 1), 1);
});

test('why a thread ended early is told and ends nobody else', async (t) => {
  const threads = startFillThreads(2, { view: 'order-card', generation: 'none' }, {});
  await eventually(() => Promise.resolve(threads.failures().length === 2));
  for (const error of threads.failures()) {
    t.true(error instanceof Error && error.message.includes('KAFKA_BROKERS: expected'));
  }
  await threads.stop();
});
