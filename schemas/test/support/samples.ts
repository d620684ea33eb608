import { AVRO_SCHEMAS } from '../../src/avro-schemas.ts';
import { createCodec, type Codec } from '../../src/codec.ts';
import type { EventEnvelope } from '../../src/envelope.ts';
import type { OrderEvent } from '../../src/records.ts';

/** A codec over the schemas of this version, with ids by their place in the list. */
export function codecOfThisVersion(): Codec {
  const names = Object.keys(AVRO_SCHEMAS);
  const schemas = Object.values(AVRO_SCHEMAS);
  return createCodec({
    idOf: new Map(names.map((name, index) => [name, index + 1])),
    schemaById: (id) => Promise.resolve(JSON.stringify(schemas[id - 1])),
  });
}

const item = {
  itemId: 'ring',
  quantity: 2,
  material: 'gold-585',
  finish: 'polished',
  modelSha256: 'a'.repeat(64),
  modelFormat: 'STL',
  modelBytes: 1_024_084,
};

const pricedItem = {
  itemId: 'ring',
  modelSha256: 'a'.repeat(64),
  volumeMm3: 214.55969077291581,
  areaMm2: 390.6166465165144,
  boundingBoxMm: { x: 20.2, y: 20.2, z: 2.2 },
  triangles: 20_480,
  material: 'gold-585',
  finish: 'polished',
  quantity: 2,
  metalMassMg: 2_950,
  machineTimeMs: 3_600_000,
  parts: [{ code: 'metal', amountMinor: 31_234 }],
  amountMinor: 31_234,
};

/** A sample of every event. */
export const EVENTS: readonly OrderEvent[] = [
  {
    type: 'OrderInitiated',
    data: {
      sellerId: 'jewels',
      sellerOrderRef: 'A-1001',
      customerId: null,
      customer: Buffer.from('sealed'),
      items: [{ ...item, modelSha256: null, modelFormat: null, modelBytes: null }],
    },
  },
  {
    type: 'ModelAttached',
    data: { itemId: 'ring', modelSha256: 'a'.repeat(64), modelFormat: 'STL', modelBytes: 684 },
  },
  {
    type: 'OrderSubmitted',
    data: {
      submissionNo: 1,
      rush: true,
      dueAt: 1_795_247_165_651,
      policyVersion: '1',
      items: [item],
    },
  },
  {
    type: 'PriceCalculated',
    data: {
      submissionNo: 1,
      items: [pricedItem],
      totalMinor: 31_234,
      currency: 'EUR',
      tariffVersion: '2026-11',
      metalPricesVersion: '2026-11-20',
      estimatedWorkMs: 7_200_000,
      validUntil: 1_795_847_165_651,
    },
  },
  {
    type: 'PricingFailed',
    data: {
      submissionNo: 1,
      reasons: [{ itemId: null, code: 'storage-unavailable', detail: 'away', retriable: true }],
    },
  },
  { type: 'ManufacturingApproved', data: { paymentReference: null } },
  { type: 'OrderClaimed', data: { operatorId: 'anna' } },
  { type: 'OrderReleased', data: { operatorId: 'anna' } },
  {
    type: 'ManufacturingCompleted',
    data: { operatorId: 'anna', rewardMinor: 500, currency: 'EUR', rewardTariffVersion: '1' },
  },
  { type: 'PackagingStarted', data: {} },
  { type: 'OrderShipped', data: { carrier: 'dhl', trackingNumber: 'JJD01' } },
  { type: 'OrderClosed', data: {} },
  { type: 'OrderCancelled', data: { reason: 'customer-wish', refundOwed: true } },
];

/** An event in an envelope whose every field is filled. */
export function envelopeOf(event: OrderEvent): EventEnvelope {
  return {
    eventId: '01993b52-7c1e-7a40-9d2f-3b8a5c1e7f10',
    orderId: '6f9619ff-8b86-5011-b42d-00cf4fc964ff',
    version: 7,
    occurredAt: 1_795_247_165_651,
    actor: { role: 'operator', id: 'anna' },
    event,
    commandId: '9e5f0f94-52f7-5b6c-995a-7628bca4c5fa',
    bodyHash: 'b'.repeat(64),
    commandOffset: '4711',
    correlationId: '9e5f0f94-52f7-5b6c-995a-7628bca4c5fa',
    traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    writerEpoch: 3,
  };
}
