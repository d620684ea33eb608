import test from 'ava';
import fc from 'fast-check';
import type { AttemptOutcome } from '../../src/webhooks/attempt-outcome.ts';
import { parseRetryAfter, RETRY_DELAYS_MS, verdictOn } from '../../src/webhooks/schedule.ts';

const HOUR_MS = 3_600_000;
const MIDDLE = 0.5;

function answered(status: number, retryAfterMs: number | null = null): AttemptOutcome {
  return { kind: 'answered', status, retryAfterMs };
}

const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const attempt = fc.integer({ min: 1, max: 12 });
const failure: fc.Arbitrary<AttemptOutcome> = fc.oneof(
  fc.constant<AttemptOutcome>({ kind: 'timeout' }),
  fc.constant<AttemptOutcome>({ kind: 'unreachable', error: 'ECONNREFUSED' }),
  fc
    .tuple(
      fc.integer({ min: 300, max: 599 }).filter((status) => status !== 410),
      fc.option(fc.integer({ min: 1, max: 100 * HOUR_MS })),
    )
    .map(([status, retryAfterMs]) => answered(status, retryAfterMs)),
);

test('ten attempts lie within 75 hours, 35 minutes and 5 seconds', (t) => {
  const delays: number[] = [];
  for (let attemptsMade = 1; ; attemptsMade += 1) {
    const verdict = verdictOn({ attemptsMade, outcome: answered(500), random: MIDDLE });
    if (verdict.state !== 'pending') {
      t.deepEqual(verdict, { state: 'exhausted' });
      t.is(attemptsMade, 10);
      break;
    }
    delays.push(verdict.delayMs);
  }
  t.deepEqual(delays, RETRY_DELAYS_MS);
  t.is(
    delays.reduce((sum, delay) => sum + delay, 0),
    (75 * 3_600 + 35 * 60 + 5) * 1_000,
  );
});

test('any 2xx delivers, 410 ends it, a redirect is a failure', (t) => {
  const verdict = (status: number) =>
    verdictOn({ attemptsMade: 1, outcome: answered(status), random: MIDDLE }).state;
  t.is(verdict(200), 'delivered');
  t.is(verdict(299), 'delivered');
  t.is(verdict(410), 'gone');
  for (const status of [199, 301, 307, 400, 404, 429, 500]) t.is(verdict(status), 'pending');
});

test('a pause strays at most a fifth from the schedule unless the receiver asks for more', (t) => {
  fc.assert(
    fc.property(attempt, failure, chance, (attemptsMade, outcome, random) => {
      const verdict = verdictOn({ attemptsMade, outcome, random });
      const scheduledMs = RETRY_DELAYS_MS[attemptsMade - 1];
      if (verdict.state !== 'pending' || scheduledMs === undefined) {
        t.is(verdict.state, 'exhausted');
        t.is(scheduledMs, undefined);
        return;
      }
      const askedMs = outcome.kind === 'answered' ? (outcome.retryAfterMs ?? 0) : 0;
      t.true(verdict.delayMs >= Math.floor(scheduledMs * 0.8));
      t.true(verdict.delayMs >= Math.min(askedMs, 24 * HOUR_MS));
      t.true(verdict.delayMs <= Math.max(Math.ceil(scheduledMs * 1.2), askedMs, 60_000));
    }),
  );
});

test('an overloaded receiver is left alone for a minute', (t) => {
  for (const outcome of [answered(429), { kind: 'timeout' } as const]) {
    const verdict = verdictOn({ attemptsMade: 1, outcome, random: 0 });
    t.deepEqual(verdict, { state: 'pending', delayMs: 60_000 });
  }
});

test('Retry-After is read in seconds and as a date, up to a day', (t) => {
  const now = Date.parse('2026-11-21T07:46:05Z');
  t.is(parseRetryAfter('120', now), 120_000);
  t.is(parseRetryAfter('Sat, 21 Nov 2026 07:47:05 GMT', now), 60_000);
  for (const value of [undefined, '', 'soon', '0', '-5', 'Sat, 21 Nov 2026 07:00:00 GMT']) {
    t.is(parseRetryAfter(value, now), null);
  }
  const outcome = answered(503, parseRetryAfter('9999999', now));
  t.deepEqual(verdictOn({ attemptsMade: 1, outcome, random: MIDDLE }), {
    state: 'pending',
    delayMs: 24 * HOUR_MS,
  });
});
