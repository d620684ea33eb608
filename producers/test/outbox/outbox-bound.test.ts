import test from 'ava';
import { createOutboxBound } from '../../src/outbox/outbox-bound.ts';

/** A bound over a backlog and a clock that the test moves. */
function createRig(maxWaiting: number) {
  const state = { waiting: 0, nowMs: 0, counts: 0 };
  const bound = createOutboxBound({
    maxWaiting,
    now: () => state.nowMs,
    count: (atMost) => {
      state.counts += 1;
      return Promise.resolve(Math.min(state.waiting, atMost));
    },
  });
  return { state, bound };
}

test('commands are refused beyond the bound, with the time to try again', async (t) => {
  const { state, bound } = createRig(3);
  state.waiting = 2;
  await bound.admit();
  await t.throwsAsync(async () => {
    for (let command = 0; command < 3; command += 1) await bound.admit();
  });
  const error = await t.throwsAsync(bound.admit());
  t.like(error, {
    code: 'over-capacity',
    retryable: true,
    message: 'Expected fewer than 3 commands to wait for Kafka, got 3',
    context: { maxWaiting: 3, retryAfterMs: 5_000 },
  });
});

test('what this process admits counts at once, though rows are counted once a second', async (t) => {
  const { state, bound } = createRig(100);
  for (let command = 0; command < 100; command += 1) await bound.admit();
  t.is(state.counts, 1);
  await t.throwsAsync(bound.admit());
  t.is(state.counts, 1);
});

test('what is still being written counts beside what is counted', async (t) => {
  const { state, bound } = createRig(3);
  const settle = await bound.admit();
  await bound.admit();
  state.nowMs = 1_000;
  state.waiting = 1;
  settle();
  await bound.admit();
  await t.throwsAsync(bound.admit(), { message: /fewer than 3/ });
});

test('a full outbox is counted again before a caller is sent away a second later', async (t) => {
  const { state, bound } = createRig(2);
  (await bound.admit())();
  (await bound.admit())();
  await t.throwsAsync(bound.admit());
  state.nowMs = 1_000;
  await t.notThrowsAsync(bound.admit());
});
