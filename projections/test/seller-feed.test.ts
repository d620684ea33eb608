import type { OrderEvent } from '@karat/schemas';
import test from 'ava';
import { fold, sellerFeed, type SellerFeedLine } from '../src/index.ts';
import { BEGIN, DETOURS, historyOf, LIFE, ORDER_ID } from './support/life.ts';

const { initiated, modelled, submitted, priced, approved, claimed } = LIFE;

function linesOf(...events: readonly OrderEvent[]): readonly SellerFeedLine[] {
  const { entries } = fold(sellerFeed, sellerFeed.initial(ORDER_ID), historyOf(events));
  return entries.map(({ entry }) => entry as SellerFeedLine);
}

test('a line tells a seller what happened to the order, and where that stands in the log', (t) => {
  t.deepEqual(linesOf(initiated, modelled, submitted).at(-1), {
    sellerId: 'jewels',
    orderId: ORDER_ID,
    version: 3,
    eventId: 'event-3',
    occurredAt: BEGIN + 2 * 60_000,
    correlationId: 'correlation',
    commandId: 'command-3',
    type: 'order.submitted',
    sellerOrderRef: 'A-1001',
    status: 'SUBMITTED',
    previousStatus: 'INITIATED',
    partition: 0,
    offset: 2,
  });
});

test('the first line of an order has no status before it', (t) => {
  t.like(linesOf(initiated)[0], { status: 'INITIATED', previousStatus: null });
  t.like(linesOf(DETOURS.imported)[0], { status: 'MANUFACTURING_STARTED', previousStatus: null });
});

test('a seller is told of a change of the promise, though the status stays', (t) => {
  t.like(linesOf(initiated, submitted, DETOURS.postponed).at(-1), {
    type: 'order.due_date_changed',
    status: 'SUBMITTED',
    previousStatus: 'SUBMITTED',
  });
});

test('what only the workshop is told of stands in no feed', (t) => {
  const lines = linesOf(
    ...[initiated, modelled, submitted, priced, approved, DETOURS.assigned],
    ...[claimed, DETOURS.handedOver, DETOURS.stuck, DETOURS.noted, DETOURS.noticed],
  );
  t.deepEqual(
    lines.map(({ version }) => version),
    [1, 2, 3, 4, 5, 7],
  );
});

test('an order of the storefront’s own stands in no feed', (t) => {
  const own = { ...initiated, data: { ...initiated.data, sellerId: null } } as const;
  t.deepEqual(linesOf(own, modelled, submitted), []);
});
