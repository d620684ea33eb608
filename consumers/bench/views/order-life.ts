import { randomUUID } from 'node:crypto';
import type { EventEnvelope, OrderEvent } from '@karat/schemas';
import { newEventId } from '@karat/schemas';

const NOW = Date.now();

const BARE_ITEM = {
  itemId: 'ring',
  quantity: 1,
  material: 'silver-925',
  finish: 'polished',
  modelSha256: null,
  modelFormat: null,
  modelBytes: null,
};

const MODEL = { modelSha256: 'a'.repeat(64), modelFormat: 'STL', modelBytes: 684 };

/** What happens to every order of a benchmark, in this order; the customer is sealed per order. */
export const LIFE: readonly OrderEvent[] = [
  {
    type: 'OrderInitiated',
    data: {
      sellerId: 'jewels',
      sellerOrderRef: 'A-1001',
      customerId: 'customer-1',
      customer: Buffer.alloc(0),
      items: [BARE_ITEM],
    },
  },
  { type: 'ModelAttached', data: { itemId: 'ring', ...MODEL } },
  {
    type: 'OrderSubmitted',
    data: {
      submissionNo: 1,
      rush: false,
      dueAt: NOW + 864_000_000,
      policyVersion: 'p1',
      items: [{ ...BARE_ITEM, ...MODEL }],
    },
  },
  {
    type: 'PriceCalculated',
    data: {
      submissionNo: 1,
      items: [],
      totalMinor: 4_200,
      currency: 'EUR',
      tariffVersion: 't1',
      metalPricesVersion: 'm1',
      estimatedWorkMs: 3_600_000,
      validUntil: NOW + 86_400_000,
      warnings: [],
    },
  },
  { type: 'ManufacturingApproved', data: { paymentReference: 'pay-1' } },
  { type: 'OrderClaimed', data: { operatorId: 'anna' } },
  {
    type: 'ManufacturingCompleted',
    data: { operatorId: 'anna', rewardMinor: 500, currency: 'EUR', rewardTariffVersion: 'r1' },
  },
  { type: 'PackagingStarted', data: {} },
  { type: 'OrderShipped', data: { carrier: 'dhl', trackingNumber: 'TRACK1' } },
  { type: 'OrderClosed', data: {} },
];

/** An event of an order, as the writer would have written it. */
export function envelopeOf(orderId: string, version: number, event: OrderEvent): EventEnvelope {
  return {
    eventId: newEventId(),
    orderId,
    version,
    occurredAt: Date.now(),
    actor: { role: 'logistics', id: 'lena' },
    event,
    commandId: randomUUID(),
    bodyHash: 'b'.repeat(64),
    commandOffset: '0',
    correlationId: orderId,
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    writerEpoch: 1,
  };
}
