import { ERROR_CODES, PlatformError } from '@karat/infra/errors';
import { REFUSAL_REASONS, type Refusal } from '@karat/schemas';
import test from 'ava';
import { answerOfProblem, problemOfFailure, problemOfRefusal } from '../../src/http/problem.ts';

const REQUEST = { instance: '/v1/orders/1/claim', traceId: 'ab'.repeat(16) };

const refusalOf = (reason: string, facts: Partial<Refusal> = {}): Refusal => ({
  reason,
  detail: 'Expected this, got that',
  currentVersion: null,
  allowedTransitions: [],
  claimedBy: null,
  claimedAt: null,
  ...facts,
});

test('every reason of the domain has its status', (t) => {
  const statuses = REFUSAL_REASONS.map((reason) => {
    const { status, body } = answerOfProblem(problemOfRefusal(refusalOf(reason)), REQUEST);
    t.like(body, { type: `/problems/${reason}`, status });
    return [reason, status];
  });
  t.deepEqual(Object.fromEntries(statuses), {
    'order-not-found': 404,
    'illegal-transition': 409,
    'version-conflict': 412,
    'already-claimed': 409,
    'not-your-order': 403,
    'assigned-to-other': 403,
    'idempotency-key-reused': 422,
    'price-expired': 409,
    'model-not-printable': 422,
    validation: 422,
    forbidden: 403,
    'stale-submission': 409,
    'over-capacity': 503,
  });
});

test('a refused claim names who was faster, and when', (t) => {
  const facts = { claimedBy: 'boris', claimedAt: Date.UTC(2026, 10, 21, 7, 46) };
  const { status, headers, body } = answerOfProblem(
    problemOfRefusal(refusalOf('already-claimed', facts)),
    REQUEST,
  );
  t.is(status, 409);
  t.is(headers['content-type'], 'application/problem+json; charset=utf-8');
  t.deepEqual(body, {
    type: '/problems/already-claimed',
    title: 'Somebody was faster',
    status: 409,
    instance: '/v1/orders/1/claim',
    detail: 'Expected this, got that',
    claimedBy: 'boris',
    claimedAt: '2026-11-21T07:46:00.000Z',
    traceId: 'ab'.repeat(16),
  });
});

test('an illegal transition names what would be legal, also when that is nothing', (t) => {
  const legal = { allowedTransitions: ['ShipOrder'], currentVersion: 8 };
  t.like(answerOfProblem(problemOfRefusal(refusalOf('illegal-transition', legal)), REQUEST).body, {
    allowedTransitions: ['ShipOrder'],
    currentVersion: 8,
  });
  const { body } = answerOfProblem(problemOfRefusal(refusalOf('illegal-transition')), REQUEST);
  t.deepEqual(body['allowedTransitions'], []);
});

test('what comes back by itself asks the caller to come back too', (t) => {
  const over = answerOfProblem(problemOfRefusal(refusalOf('over-capacity')), REQUEST);
  t.is(over.headers['retry-after'], '1');
  const away = answerOfProblem(
    problemOfFailure(new PlatformError('kafka-unavailable', 'secret')),
    REQUEST,
  );
  t.deepEqual([away.status, away.headers['retry-after']], [503, '1']);
  const full = new PlatformError('over-capacity', 'secret', { context: { retryAfterMs: 1_201 } });
  const refused = answerOfProblem(problemOfFailure(full), REQUEST);
  t.deepEqual([refused.status, refused.headers['retry-after']], [503, '2']);
  t.is(refused.body['type'], '/problems/over-capacity');
});

test('a failure inside tells nothing of the inside', (t) => {
  for (const code of ERROR_CODES) {
    const { status, body } = answerOfProblem(
      problemOfFailure(new PlatformError(code, 'secret')),
      REQUEST,
    );
    t.true([410, 413, 500, 503].includes(status), code);
    t.false(String(body['detail']).includes(code), code);
  }
  t.is(
    answerOfProblem(problemOfFailure(new PlatformError('object-too-large', 'secret')), REQUEST)
      .status,
    413,
  );
  t.is(
    answerOfProblem(problemOfFailure(new PlatformError('personal-data-erased', 'secret')), REQUEST)
      .status,
    410,
  );
  t.is(
    answerOfProblem(problemOfFailure(new PlatformError('invariant-violated', 'secret')), REQUEST)
      .status,
    500,
  );
});
