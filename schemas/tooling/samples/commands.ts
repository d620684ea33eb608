import type { OrderCommand } from '../../src/records.ts';
import {
  BARE_ITEM,
  IMPORT,
  NOTICE,
  PRICED_ITEM,
  PRICING_REASON,
  PRICING_WARNING,
  RETURN,
  SEALED_CUSTOMER,
  SEALED_DESCRIPTION,
  SEALED_NOTE,
} from './parts.ts';

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
      warnings: [PRICING_WARNING],
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
  { type: 'ImportOrder', data: IMPORT },
  { type: 'RemoveModel', data: { itemId: 'ring' } },
  { type: 'AssignOrder', data: { operatorId: 'anna' } },
  { type: 'HandOverOrder', data: { operatorId: 'boris' } },
  {
    type: 'ReportDefect',
    data: { itemId: 'ring', code: 'casting-porosity', description: SEALED_DESCRIPTION },
  },
  { type: 'ReportReturn', data: RETURN },
  { type: 'ChangeDueDate', data: { dueAt: 1_795_900_000_000, reason: 'customer-wish' } },
  { type: 'FlagOverdue', data: { dueAt: 1_795_900_000_000 } },
  { type: 'FlagStuck', data: { status: 'SUBMITTED', allowanceMs: 600_000 } },
  { type: 'AddNote', data: { text: SEALED_NOTE } },
  { type: 'RecordNotice', data: NOTICE },
  { type: 'ErasePersonalData', data: { reason: 'customer-request' } },
];
