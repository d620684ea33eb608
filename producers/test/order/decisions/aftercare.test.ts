import type { OrderCommand, OrderEvent } from '@karat/schemas';
import test from 'ava';
import { actorOf, givenOrder, lifeUntil, LIFE } from '../../support/given-order.ts';

const crm = actorOf('crm');
const shipped = lifeUntil('OrderShipped');
const erased: OrderEvent = { type: 'PersonalDataErased', data: { reason: 'customer-request' } };
const erase: OrderCommand = { type: 'ErasePersonalData', data: { reason: 'customer-request' } };
const text = Buffer.from('sealed');

const refund = {
  kind: 'faulty',
  resolution: 'refund',
  refundMinor: 12_300,
  currency: 'EUR',
  description: text,
};
const remake = { ...refund, resolution: 'remake', refundMinor: null, currency: null };

function comesBack(changes: object = {}): OrderCommand {
  return { type: 'ReportReturn', data: { ...refund, ...changes } };
}

test('a shipped or closed order comes back for money or for another piece', (t) => {
  for (const events of [shipped, LIFE]) {
    const order = givenOrder(t, events);
    order.when(comesBack(), actorOf('logistics')).then({ type: 'OrderReturned', data: refund });
    order.when(comesBack(remake), crm).then({ type: 'OrderReturned', data: remake });
  }
});

test('an order that was not shipped, or is back already, does not come back', (t) => {
  givenOrder(t, lifeUntil('PackagingStarted'))
    .when(comesBack(), crm)
    .thenRefused('illegal-transition');
  givenOrder(t, [...LIFE, { type: 'OrderReturned', data: refund }])
    .when(comesBack(), crm)
    .thenRefused('illegal-transition');
});

test('nobody gets back more than was paid, or an amount without a refund', (t) => {
  const order = givenOrder(t, shipped);
  order
    .when(comesBack({ refundMinor: 12_301 }), crm)
    .thenRefused('validation', 'Expected refundMinor from 0 to 12300, got 12301');
  order.when(comesBack({ refundMinor: -1 }), crm).thenRefused('validation');
  order
    .when(comesBack({ refundMinor: null }), crm)
    .thenRefused('validation', 'Expected refundMinor and currency for a refund, got none');
  order
    .when(comesBack({ resolution: 'remake' }), crm)
    .thenRefused('validation', 'Expected an amount only for a refund, got one');
});

test('every word of a return that is not known is named', (t) => {
  givenOrder(t, shipped)
    .when(comesBack({ kind: 'eaten', resolution: 'shrug', refundMinor: null, currency: null }), crm)
    .thenRefused(
      'validation',
      'Expected kind to be lost or refused or faulty, got "eaten"; ' +
        'Expected resolution to be refund or remake, got "shrug"',
    );
});

test('a note is written on an order in any status', (t) => {
  const note: OrderCommand = { type: 'AddNote', data: { text } };
  for (const events of [lifeUntil('OrderInitiated'), lifeUntil('OrderClaimed'), LIFE]) {
    givenOrder(t, events).when(note, crm).then({ type: 'NoteAdded', data: { text } });
  }
  givenOrder(t, LIFE)
    .when({ type: 'AddNote', data: { text: Buffer.alloc(0) } }, crm)
    .thenRefused('validation', 'Expected text of 1 to 8192 bytes, got 0');
  givenOrder(t, []).when(note, crm).thenRefused('order-not-found');
});

const notice = {
  noticeId: 'n-1',
  aboutEventId: 'e-1',
  channel: 'email',
  template: 'order-shipped',
  outcome: 'sent',
};

test('what the customer was told is on the order, in any status', (t) => {
  for (const events of [lifeUntil('OrderInitiated'), LIFE]) {
    givenOrder(t, events)
      .when({ type: 'RecordNotice', data: notice }, actorOf('notifications'))
      .then({ type: 'NoticeRecorded', data: notice });
  }
});

test('a notice by no known way, with no known end or without a name is refused', (t) => {
  const data = { ...notice, noticeId: '', channel: 'pigeon', outcome: 'lost' };
  givenOrder(t, LIFE)
    .when({ type: 'RecordNotice', data }, actorOf('notifications'))
    .thenRefused(
      'validation',
      'Expected noticeId of 1 to 200 characters, got 0; ' +
        'Expected channel to be email or sms or push, got "pigeon"; ' +
        'Expected outcome to be sent or failed, got "lost"',
    );
});

test('the personal data of an order that is over is erased, once', (t) => {
  const cancelled: OrderEvent = {
    type: 'OrderCancelled',
    data: { reason: 'customer-wish', refundOwed: false },
  };
  const returned: OrderEvent = { type: 'OrderReturned', data: refund };
  for (const events of [LIFE, [...shipped, returned], [...LIFE.slice(0, 2), cancelled]]) {
    givenOrder(t, events).when(erase, crm).then(erased);
    givenOrder(t, [...events, erased])
      .when(erase, crm)
      .thenNothing();
  }
  givenOrder(t, LIFE)
    .when({ type: 'ErasePersonalData', data: { reason: 'Ada asked' } }, crm)
    .thenRefused('validation');
});

test('the personal data of an order under way is not erased', (t) => {
  for (const event of LIFE.slice(0, -1)) {
    givenOrder(t, lifeUntil(event.type)).when(erase, crm).thenRefused('illegal-transition');
  }
});

test('an erased order takes no new personal data, which no erasure would reach', (t) => {
  const order = givenOrder(t, [...LIFE, erased]);
  const detail = 'Expected no personal data for an order that is erased, got some';
  order.when({ type: 'AddNote', data: { text } }, crm).thenRefused('validation', detail);
  order.when(comesBack(), crm).thenRefused('validation', detail);
  const wordless = { ...refund, description: null };
  order.when(comesBack(wordless), crm).then({ type: 'OrderReturned', data: wordless });
});
