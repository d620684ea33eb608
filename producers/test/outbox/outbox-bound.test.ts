import { PlatformError } from '@karat/infra/errors';
import test from 'ava';
import { createOutboxBound } from '../../src/outbox/outbox-bound.ts';

/** A bound over a backlog and a clock that the test moves. */
function createRig(maxWaiting: number) {
  const state = { waiting: 0, oldestSeconds: 0, nowMs: 0, looks: 0, isAway: false };
  const bound = createOutboxBound({
    maxWaiting,
    now: () => state.nowMs,
    look: (atMost) => {
      state.looks += 1;
      if (state.isAway) return Promise.reject(new PlatformError('mongo-unavailable', 'away'));
      const { waiting, oldestSeconds } = state;
      return Promise.resolve({ rows: Math.min(waiting, atMost), oldestSeconds });
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
  t.is(state.looks, 1);
  await t.throwsAsync(bound.admit());
  t.is(state.looks, 1);
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

test('rows that have waited for seconds say that an outcome is not near, until they are gone', async (t) => {
  const { state, bound } = createRig(10);
  t.false(await bound.isStalled());
  state.oldestSeconds = 2.5;
  await bound.admit();
  t.true(await bound.isStalled());
  state.nowMs = 999;
  state.oldestSeconds = 0;
  await bound.admit();
  t.true(await bound.isStalled(), 'looked before a second was over');
  state.nowMs = 1_000;
  await bound.admit();
  t.false(await bound.isStalled());
});

test('a row that has waited for a moment, or a database that is away, says nothing', async (t) => {
  const { state, bound } = createRig(10);
  state.oldestSeconds = 1.9;
  await bound.admit();
  t.false(await bound.isStalled());
  state.isAway = true;
  state.nowMs = 1_000;
  await bound.admit();
  t.false(await bound.isStalled());
});
