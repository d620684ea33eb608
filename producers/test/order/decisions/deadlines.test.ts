import type { OrderCommand, OrderEvent } from '@karat/schemas';
import test from 'ava';
import { actorOf, givenOrder, lifeUntil, NOW } from '../../support/given-order.ts';

const DUE_AT = NOW + 86_400_000;
const crm = actorOf('crm');
const deadlines = actorOf('deadlines');
const submitted = lifeUntil('OrderSubmitted');
const approved = lifeUntil('ManufacturingApproved');

function changeTo(dueAt: number, reason = 'customer-wish'): OrderCommand {
  return { type: 'ChangeDueDate', data: { dueAt, reason } };
}

function changed(dueAt: number): OrderEvent {
  return {
    type: 'DueDateChanged',
    data: { previousDueAt: DUE_AT, dueAt, reason: 'customer-wish' },
  };
}

function overdue(dueAt: number): OrderCommand {
  return { type: 'FlagOverdue', data: { dueAt } };
}

test('CRM promises another date, which is not the one promised already', (t) => {
  const order = givenOrder(t, approved);
  order.when(changeTo(DUE_AT + 1), crm).then(changed(DUE_AT + 1));
  order.when(changeTo(DUE_AT), crm).thenNothing();
});

test('a date that has passed, or that no calendar has, is not promised', (t) => {
  const order = givenOrder(t, approved);
  order
    .when(changeTo(NOW), crm)
    .thenRefused('validation', `Expected dueAt after ${String(NOW)}, got ${String(NOW)}`);
  order.when(changeTo(Infinity), crm).thenRefused('validation');
  order.when(changeTo(NOW + 1.5), crm).thenRefused('validation');
  order.when(changeTo(DUE_AT + 1, 'Because!'), crm).thenRefused('validation');
});

test('an order without a promise has no date to change, and a shipped one none to keep', (t) => {
  givenOrder(t, lifeUntil('OrderInitiated'))
    .when(changeTo(DUE_AT), crm)
    .thenRefused('validation', 'Expected an order with a due date, got one never submitted');
  givenOrder(t, lifeUntil('OrderShipped'))
    .when(changeTo(DUE_AT + 1), crm)
    .thenRefused('illegal-transition');
});

test('a changed promise is the one that pricing again renews', (t) => {
  const failed: OrderEvent = { type: 'PricingFailed', data: { submissionNo: 1, reasons: [] } };
  const items = submitted.flatMap((event) =>
    event.type === 'OrderSubmitted' ? event.data.items : [],
  );
  const promise = { rush: false, dueAt: DUE_AT + 1, policyVersion: '1' };
  givenOrder(t, [...submitted, changed(DUE_AT + 1), failed])
    .when({ type: 'RetryPricing', data: {} }, crm)
    .then({
      type: 'OrderSubmitted',
      data: { ...promise, submissionNo: 2, items, sellerId: 'jewels' },
    });
});

test('an order is overdue when its date has passed by the clock of the writer', (t) => {
  const order = givenOrder(t, approved);
  order
    .when(overdue(DUE_AT), deadlines, { decidedAt: DUE_AT + 5 })
    .then({ type: 'OrderOverdue', data: { dueAt: DUE_AT, lateMs: 5 } });
  order.when(overdue(DUE_AT), deadlines, { decidedAt: DUE_AT }).thenRefused('validation');
});

test('an order is overdue once per date that was promised', (t) => {
  const flagged: OrderEvent = { type: 'OrderOverdue', data: { dueAt: DUE_AT, lateMs: 5 } };
  const late = { decidedAt: DUE_AT + 100 };
  givenOrder(t, [...approved, flagged])
    .when(overdue(DUE_AT), deadlines, late)
    .thenNothing();
  const again = givenOrder(t, [...approved, flagged, changed(DUE_AT + 50)]);
  again
    .when(overdue(DUE_AT + 50), deadlines, late)
    .then({ type: 'OrderOverdue', data: { dueAt: DUE_AT + 50, lateMs: 50 } });
  again.when(overdue(DUE_AT), deadlines, late).thenRefused('validation');
});

test('a shipped order and one without a promise are never overdue', (t) => {
  const late = { decidedAt: DUE_AT + 100 };
  givenOrder(t, lifeUntil('OrderShipped'))
    .when(overdue(DUE_AT), deadlines, late)
    .thenRefused('illegal-transition');
  givenOrder(t, lifeUntil('OrderInitiated'))
    .when(overdue(DUE_AT), deadlines, late)
    .thenRefused('validation', `Expected an order with a due date, got ${String(DUE_AT)}`);
});

/** `givenOrder` decides the n-th event at n ms, so `SUBMITTED` begins at 3. */
const SINCE = 3;
const stuck: OrderCommand = {
  type: 'FlagStuck',
  data: { status: 'SUBMITTED', allowanceMs: 600_000 },
};
const tooLong = { decidedAt: SINCE + 600_001 };
const flaggedStuck: OrderEvent = {
  type: 'OrderStuck',
  data: { status: 'SUBMITTED', allowanceMs: 600_000, waitedMs: 600_001 },
};

test('an order longer in its status than allowed is stuck, which is said once a stay', (t) => {
  givenOrder(t, submitted).when(stuck, deadlines, tooLong).then(flaggedStuck);
  givenOrder(t, [...submitted, flaggedStuck])
    .when(stuck, deadlines, tooLong)
    .thenNothing();
});

test('an order that comes back to a status can be stuck in it anew', (t) => {
  const failed: OrderEvent = { type: 'PricingFailed', data: { submissionNo: 1, reasons: [] } };
  const again = submitted.slice(-1);
  givenOrder(t, [...submitted, flaggedStuck, failed, ...again])
    .when(stuck, deadlines, { decidedAt: 6 + 600_001 })
    .then(flaggedStuck);
});

test('a note does not end the waiting of an order', (t) => {
  const note: OrderEvent = { type: 'NoteAdded', data: { text: Buffer.from('sealed') } };
  givenOrder(t, [...submitted, note])
    .when(stuck, deadlines, tooLong)
    .then(flaggedStuck);
});

test('an order within its allowance, in another status or over is not stuck', (t) => {
  givenOrder(t, submitted)
    .when(stuck, deadlines, { decidedAt: SINCE + 600_000 })
    .thenRefused('validation', 'Expected a wait of more than 600000 ms, got 600000');
  givenOrder(t, approved)
    .when(stuck, deadlines, { decidedAt: 5 + 600_001 })
    .thenRefused('validation', 'Expected status to be MANUFACTURING_APPROVED, got "SUBMITTED"');
  givenOrder(t, lifeUntil('OrderClosed'))
    .when(stuck, deadlines, tooLong)
    .thenRefused('illegal-transition');
});
