import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ReadCommand } from '@karat/schemas';
import test from 'ava';
import { EVOLVE_VERSION } from '../../src/order/evolve.ts';
import { handleCommand } from '../../src/order/handle-command.ts';
import { EMPTY_LEDGER } from '../../src/order/ledger.ts';
import { actorOf, NOW, ORDER_ID, RING } from '../support/given-order.ts';

const stamp = { decidedAt: NOW, writerEpoch: 7, newEventId: () => 'event-1' };

const initiate: ReadCommand = {
  commandId: 'command-1',
  orderId: ORDER_ID,
  actor: actorOf('storefront'),
  command: {
    type: 'InitiateOrder',
    data: {
      sellerId: 'jewels',
      sellerOrderRef: 'A-1001',
      customerId: null,
      customer: Buffer.from('sealed'),
      items: [RING],
    },
  },
  expectedVersion: null,
  bodyHash: 'hash',
  correlationId: 'correlation-1',
  causationId: null,
  traceparent: null,
  sentAt: NOW - 5,
  replyTo: null,
  partition: 0,
  offset: '41',
};

test('the receipt of a command names its events and where the order stands', (t) => {
  const { receipt, events } = handleCommand(EMPTY_LEDGER, initiate, stamp);
  t.deepEqual(receipt, {
    commandType: 'InitiateOrder',
    outcome: 'ACCEPTED',
    repeated: false,
    commandOffset: 41,
    version: 1,
    status: 'INITIATED',
    eventIds: ['event-1'],
    decidedAt: NOW,
    refusal: null,
  });
  t.is(events[0]?.writerEpoch, 7);
});

test('the same order sent again under another key is answered with the first', (t) => {
  const { ledger } = handleCommand(EMPTY_LEDGER, initiate, stamp);
  const again = handleCommand(ledger, { ...initiate, commandId: 'command-2' }, stamp);
  t.deepEqual(again.events, []);
  t.true(again.receipt.repeated);
  t.deepEqual(again.receipt.eventIds, ['event-1']);
});

test('the same key with another body is told so, and changes nothing', (t) => {
  const { ledger } = handleCommand(EMPTY_LEDGER, initiate, stamp);
  const other = handleCommand(ledger, { ...initiate, bodyHash: 'other' }, stamp);
  t.is(other.receipt.refusal?.reason, 'idempotency-key-reused');
  t.is(other.ledger, ledger);
});

test('whoever changes evolve raises its version, or restored states would be wrong', (t) => {
  const source = readFileSync(new URL('../../../src/order/evolve.ts', import.meta.url), 'utf8');
  const hash = createHash('sha256').update(source).digest('hex').slice(0, 16);
  t.deepEqual({ EVOLVE_VERSION, hash }, { EVOLVE_VERSION: '2', hash: 'ba6a1553857db47b' });
});
