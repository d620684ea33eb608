import test from 'ava';
import { commandIdFor, deliveryIdFor, derivedCommandId, orderIdFor } from '../src/ids.ts';
import { webhookTypeOf } from '../src/order-status.ts';

test('ids are a format: the same caller and key meet the same order for ever', (t) => {
  t.deepEqual(
    {
      order: orderIdFor('jewels', 'A-1001'),
      command: commandIdFor('jewels', 'A-1001'),
      derived: derivedCommandId('event', 'RecordPrice', 0),
      delivery: deliveryIdFor('event', 'endpoint'),
    },
    {
      order: 'ecb90d8c-03a0-5a5d-b87c-c78d0aa28f50',
      command: '8f145c28-d079-5cb7-9d81-ab0ee9df87fb',
      derived: 'ece1b784-b7fb-5da9-a8e2-3734adeb6a33',
      delivery: '61d2d5c5-75d5-5a50-81e7-3fb7f682b1b5',
    },
  );
});

test('no choice of caller and key meets the order of another caller', (t) => {
  t.not(orderIdFor('a', 'b:c'), orderIdFor('a:b', 'c'));
});

test('the webhook type of an event is its name in dots', (t) => {
  t.deepEqual(
    (['OrderClaimed', 'PriceCalculated', 'ManufacturingApproved'] as const).map(webhookTypeOf),
    ['order.claimed', 'order.price_calculated', 'order.manufacturing_approved'],
  );
});
