import type { OrderEvent } from '../../src/records.ts';
import { BARE_ITEM, ITEM, PRICED_ITEM, PRICING_REASON, SEALED_CUSTOMER } from './parts.ts';

/** A sample of every event. */
export const EVENTS: readonly OrderEvent[] = [
  {
    type: 'OrderInitiated',
    data: {
      sellerId: 'jewels',
      sellerOrderRef: 'A-1001',
      customerId: null,
      customer: SEALED_CUSTOMER,
      items: [BARE_ITEM],
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
      items: [ITEM],
    },
  },
  {
    type: 'PriceCalculated',
    data: {
      submissionNo: 1,
      items: [PRICED_ITEM],
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
      reasons: [PRICING_REASON],
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
