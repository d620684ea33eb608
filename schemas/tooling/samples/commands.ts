import type { OrderCommand } from '../../src/records.ts';
import { BARE_ITEM, PRICED_ITEM, PRICING_REASON, SEALED_CUSTOMER } from './parts.ts';

/** A sample of every command. */
export const COMMANDS: readonly OrderCommand[] = [
  {
    type: 'InitiateOrder',
    data: {
      sellerId: 'jewels',
      sellerOrderRef: 'A-1001',
      customerId: null,
      customer: SEALED_CUSTOMER,
      items: [BARE_ITEM],
    },
  },
  {
    type: 'AttachModel',
    data: { itemId: 'ring', modelSha256: 'a'.repeat(64), modelFormat: 'STL', modelBytes: 684 },
  },
  { type: 'SubmitOrder', data: { rush: true, dueAt: 1_795_247_165_651, policyVersion: '1' } },
  { type: 'RetryPricing', data: {} },
  {
    type: 'RecordPrice',
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
  { type: 'RejectModel', data: { submissionNo: 1, reasons: [PRICING_REASON] } },
  { type: 'ApproveOrder', data: { paymentReference: 'pay-1' } },
  { type: 'ClaimOrder', data: {} },
  { type: 'ReleaseOrder', data: {} },
  {
    type: 'CompleteManufacturing',
    data: { rewardMinor: 500, currency: 'EUR', rewardTariffVersion: '1' },
  },
  { type: 'StartPackaging', data: {} },
  { type: 'ShipOrder', data: { carrier: 'dhl', trackingNumber: 'JJD01' } },
  { type: 'CloseOrder', data: {} },
  { type: 'CancelOrder', data: { reason: 'customer-wish' } },
];
