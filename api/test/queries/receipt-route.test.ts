import { randomUUID } from 'node:crypto';
import type { StoredReceipt } from '@karat/projections';
import test from 'ava';
import { receiptAnswerOf } from '../../src/queries/receipt-answer.ts';
import type { Outcomes } from '../../src/queries/outcomes.ts';
import { receiptRoute } from '../../src/queries/receipt-route.ts';
import { createViewClock } from '../../src/queries/view-clock.ts';
import { serveRoutes } from '../support/served-api.ts';

const ANNA = { authorization: 'Bearer anna-token' };
const DECIDED_AT = Date.UTC(2026, 10, 21, 7, 46);

const RECEIPT: StoredReceipt = {
  _id: 'c/o',
  commandId: 'c',
  orderId: 'o',
  commandType: 'ClaimOrder',
  outcome: 'ACCEPTED',
  version: 6,
  status: 'MANUFACTURING_STARTED',
  eventIds: ['e'],
  refusal: null,
  decidedAt: DECIDED_AT,
  actor: { role: 'operator', id: 'anna' },
  correlationId: 'c',
  traceparent: `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01`,
  partition: 0,
  offset: '7',
  rank: '0:0000000000000000007',
  expiresAt: new Date(DECIDED_AT),
};

/** Outcomes that are kept up, of which `find` gives what there is. */
const outcomesOf = (find: () => StoredReceipt | null): Outcomes => ({
  find: () => Promise.resolve(find()),
  positionOf: () => Promise.resolve('3.4711.0a1b2c3d'),
  clock: createViewClock('receipts', () => {
    return Promise.resolve({ generation: 'receipts', positions: new Map() });
  }),
});

test('an outcome is told without what only its keeper needs', (t) => {
  t.deepEqual(receiptAnswerOf(RECEIPT), {
    commandId: 'c',
    orderId: 'o',
    outcome: 'ACCEPTED',
    version: 6,
    status: 'MANUFACTURING_STARTED',
    eventIds: ['e'],
    decidedAt: '2026-11-21T07:46:00.000Z',
    problem: null,
  });
});

test('a refusal is the problem that it was answered with', (t) => {
  const refusal = {
    reason: 'already-claimed',
    detail: 'Expected an order that is free',
    currentVersion: 6,
    allowedTransitions: [],
    claimedBy: 'boris',
    claimedAt: DECIDED_AT,
  };
  const { problem } = receiptAnswerOf({ ...RECEIPT, outcome: 'REFUSED', refusal });
  t.deepEqual(problem, {
    type: '/problems/already-claimed',
    title: 'Somebody was faster',
    status: 409,
    instance: '/v1/commands/c',
    detail: 'Expected an order that is free',
    currentVersion: 6,
    claimedBy: 'boris',
    claimedAt: '2026-11-21T07:46:00.000Z',
    traceId: 'ab'.repeat(16),
  });
});

test('what is not there may be there soon; what can be no command never will', async (t) => {
  const { url } = await serveRoutes(t, [receiptRoute(outcomesOf(() => null))]);
  const get = (path: string) => fetch(`${url}/v1/commands/${path}`, { headers: ANNA });
  const unknown = await get(randomUUID());
  t.deepEqual([unknown.status, unknown.headers.get('retry-after')], [404, '1']);
  t.like(await unknown.json(), { type: '/problems/not-found', status: 404 });
  const malformed = await get('x');
  t.deepEqual([malformed.status, malformed.headers.get('retry-after')], [404, null]);
  const query = await get(`${randomUUID()}?orderId=x`);
  t.like(await query.json(), { status: 422, errors: [{ pointer: '?orderId' }] });
});

test('a caller may wait for the decision', async (t) => {
  let looks = 0;
  const outcomes = outcomesOf(() => {
    looks += 1;
    return looks < 3 ? null : RECEIPT;
  });
  const route = receiptRoute(outcomes);
  const { url } = await serveRoutes(t, [route]);
  const headers = { ...ANNA, prefer: 'wait=9' };
  const answer = await fetch(`${url}/v1/commands/${randomUUID()}`, { headers });
  t.deepEqual([answer.status, answer.headers.get('preference-applied')], [200, 'wait=9']);
  t.is(looks, 3);
  t.is(answer.headers.get('karat-position'), '3.4711.0a1b2c3d');
});
