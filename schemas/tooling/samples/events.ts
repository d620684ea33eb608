import type { OrderEvent } from '../../src/records.ts';
import {
  BARE_ITEM,
  IMPORT,
  ITEM,
  NOTICE,
  PRICED_ITEM,
  PRICING_REASON,
  PRICING_WARNING,
  RETURN,
  SEALED_CUSTOMER,
  SEALED_DESCRIPTION,
  SEALED_NOTE,
} from './parts.ts';

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
    data: {
      itemId: 'ring',
      modelSha256: 'a'.repeat(64),
      modelFormat: 'STL',
      modelBytes: 684,
      modelOwner: 'customer-1',
      modelUnit: 'mm',
    },
  },
  {
    type: 'OrderSubmitted',
    data: {
      submissionNo: 1,
      rush: true,
      dueAt: 1_795_247_165_651,
      policyVersion: '1',
      items: [ITEM],
      sellerId: 'jewels',
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
      warnings: [PRICING_WARNING],
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
  { type: 'OrderImported', data: IMPORT },
  { type: 'ModelRemoved', data: { itemId: 'ring', modelSha256: 'a'.repeat(64) } },
  { type: 'OrderAssigned', data: { operatorId: 'anna' } },
  { type: 'OrderHandedOver', data: { fromOperatorId: 'anna', operatorId: 'boris' } },
  {
    type: 'DefectReported',
    data: {
      itemId: 'ring',
      code: 'casting-porosity',
      description: SEALED_DESCRIPTION,
      defects: 2,
      operatorId: 'anna',
      rewardTakenBackMinor: 500,
      currency: 'EUR',
    },
  },
  { type: 'OrderReturned', data: RETURN },
  {
    type: 'DueDateChanged',
    data: { previousDueAt: 1_795_247_165_651, dueAt: 1_795_900_000_000, reason: 'customer-wish' },
  },
  { type: 'OrderOverdue', data: { dueAt: 1_795_900_000_000, lateMs: 60_000 } },
  {
    type: 'OrderStuck',
    data: { status: 'SUBMITTED', allowanceMs: 600_000, waitedMs: 600_001 },
  },
  { type: 'NoteAdded', data: { text: SEALED_NOTE } },
  { type: 'NoticeRecorded', data: NOTICE },
  { type: 'PersonalDataErased', data: { reason: 'customer-request' } },
];
