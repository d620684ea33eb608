import test from 'ava';
import { isOrderStatus, isTerminal, statusAfter } from '../src/order-status.ts';
import { ORDER_STATUS_SYMBOLS } from '../src/records.ts';
import { EVENTS } from '../tooling/samples/events.ts';
import { IMPORT } from '../tooling/samples/parts.ts';

test('an event leads to its status, or tells something and leaves the order where it is', (t) => {
  const kept = EVENTS.filter((event) => {
    return ORDER_STATUS_SYMBOLS.every((before) => statusAfter(event, before) === before);
  });
  t.deepEqual(kept.map(({ type }) => type).sort(), [
    'DueDateChanged',
    'NoteAdded',
    'NoticeRecorded',
    'OrderAssigned',
    'OrderHandedOver',
    'OrderOverdue',
    'OrderStuck',
    'PersonalDataErased',
  ]);
});

test('an imported order stands where it says, and one of a later version where it stood', (t) => {
  for (const status of ORDER_STATUS_SYMBOLS) {
    t.is(statusAfter({ type: 'OrderImported', data: { ...IMPORT, status } }, 'SHIPPED'), status);
  }
  const unknown = { ...IMPORT, status: 'MELTED' };
  t.false(isOrderStatus('MELTED'));
  t.is(statusAfter({ type: 'OrderImported', data: unknown }, 'SHIPPED'), 'SHIPPED');
});

test('an order is over when it is closed, cancelled or returned', (t) => {
  t.deepEqual(ORDER_STATUS_SYMBOLS.filter(isTerminal), ['CLOSED', 'CANCELLED', 'RETURNED']);
});
