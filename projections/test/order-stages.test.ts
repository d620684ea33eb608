import type { OrderEvent } from '@karat/schemas';
import test from 'ava';
import { fold, orderStages, type LeftStage } from '../src/index.ts';
import { givenEvents } from './support/given-events.ts';
import { BEGIN, DETOURS, historyOf, LIFE, ORDER_ID } from './support/life.ts';

const { initiated, modelled, submitted, priced, approved, claimed, completed } = LIFE;
const MINUTE_MS = 60_000;

function stagesOf(...events: readonly OrderEvent[]): readonly LeftStage[] {
  const { entries } = fold(orderStages, orderStages.initial(ORDER_ID), historyOf(events));
  return entries.map(({ entry }) => entry as LeftStage);
}

test('each stage that an order has left is kept with its times', (t) => {
  t.deepEqual(stagesOf(initiated, modelled, submitted, priced), [
    {
      orderId: ORDER_ID,
      version: 3,
      status: 'INITIATED',
      enteredAt: BEGIN,
      leftAt: BEGIN + 2 * MINUTE_MS,
      ms: 2 * MINUTE_MS,
    },
    {
      orderId: ORDER_ID,
      version: 4,
      status: 'SUBMITTED',
      enteredAt: BEGIN + 2 * MINUTE_MS,
      leftAt: BEGIN + 3 * MINUTE_MS,
      ms: MINUTE_MS,
    },
  ]);
  givenEvents(initiated, modelled, submitted, priced).thenDocument(t, orderStages, {
    orderId: ORDER_ID,
    version: 4,
    status: 'PRICE_CALCULATED',
    enteredAt: BEGIN + 3 * MINUTE_MS,
  });
});

test('what changes no status ends no stage', (t) => {
  const path = [initiated, submitted, priced, approved];
  const detours = [DETOURS.assigned, DETOURS.noted, DETOURS.overdue, DETOURS.postponed];
  t.deepEqual(stagesOf(...path, ...detours), stagesOf(...path));
});

test('an order that comes back is counted a second time', (t) => {
  const path = [initiated, submitted, priced, approved, claimed, completed, DETOURS.defective];
  const again = stagesOf(...path, claimed).filter(
    ({ status }) => status === 'MANUFACTURING_APPROVED',
  );
  t.deepEqual(
    again.map(({ version }) => version),
    [5, 8],
  );
});

test('of an imported order the stay in which it was taken over counts from its beginning', (t) => {
  t.like(stagesOf(DETOURS.imported, completed), [
    { status: 'MANUFACTURING_STARTED', ms: MINUTE_MS + 5_000 },
  ]);
});
