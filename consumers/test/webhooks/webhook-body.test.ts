import test from 'ava';
import { webhookBody } from '../../src/webhooks/webhook-body.ts';
import { eventOf } from '../support/order-story.ts';

test('a seller reads what happened to the order, and what it was before', (t) => {
  const event = eventOf('OrderShipped', { version: 7 });
  const body = webhookBody(event, {
    sellerOrderRef: 'A-1001',
    status: 'SHIPPED',
    previousStatus: 'PACKAGING',
  });
  t.deepEqual(JSON.parse(body.toString()), {
    specversion: '1.0',
    id: event.eventId,
    source: `/v1/orders/${event.orderId}`,
    type: 'order.shipped',
    time: '2026-11-21T07:46:05.651Z',
    timestamp: '2026-11-21T07:46:05.651Z',
    datacontenttype: 'application/json',
    subject: event.orderId,
    partitionkey: event.orderId,
    sequence: '0000000007',
    correlationid: event.correlationId,
    causationid: event.commandId,
    data: {
      orderId: event.orderId,
      sellerOrderRef: 'A-1001',
      status: 'SHIPPED',
      previousStatus: 'PACKAGING',
      version: 7,
      href: `/v1/orders/${event.orderId}`,
    },
  });
});

test('nothing of the customer or of the delivery reaches the body', (t) => {
  const change = { sellerOrderRef: null, status: 'SHIPPED', previousStatus: 'PACKAGING' } as const;
  const body = webhookBody(eventOf('OrderShipped', { version: 7 }), change).toString();
  t.false(body.includes('TRACK'));
});
