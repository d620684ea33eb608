import type { OrderState } from '../../src/records.ts';
import type { StateRecord } from '../../src/state-record.ts';
import { ITEM, SAMPLE_ORDER_ID } from './parts.ts';

const INCARNATION = '3f0c6a4e-9f0d-4c1b-8f64-6a0d6d1f2b10';
const COMMAND = { commandId: '9e5f0f94-52f7-5b6c-995a-7628bca4c5fa', bodyHash: 'b'.repeat(64) };

const STATE: OrderState = {
  orderId: SAMPLE_ORDER_ID,
  version: 7,
  status: 'MANUFACTURING_STARTED',
  sellerId: 'jewels',
  items: [ITEM],
  submissionNo: 1,
  submission: { rush: true, dueAt: 1_795_247_165_651, policyVersion: '1' },
  price: { totalMinor: 31_234, currency: 'EUR', validUntil: 1_795_847_165_651 },
  claim: { operatorId: 'anna', claimedAt: 1_795_247_165_000 },
  lastEventAt: 1_795_247_165_651,
  statusSince: 1_795_247_165_000,
  assignedTo: 'anna',
  defects: 1,
  overdueDueAt: 1_795_247_165_651,
  stuckSince: 1_795_247_165_000,
  rewardMinor: 500,
  rewardCurrency: 'EUR',
  erased: true,
};

/** A record of every kind that the writer's changelog holds. */
export const STATES: readonly StateRecord[] = [
  {
    type: 'OrderSnapshot',
    value: {
      incarnation: INCARNATION,
      evolveHash: '1',
      state: STATE,
      accepted: [
        {
          ...COMMAND,
          outcome: 'ACCEPTED',
          version: 7,
          status: 'MANUFACTURING_STARTED',
          eventIds: ['01993b52-7c1e-7a40-9d2f-3b8a5c1e7f10'],
        },
      ],
      refused: [],
    },
  },
  {
    type: 'OrderSnapshot',
    value: {
      incarnation: INCARNATION,
      evolveHash: '1',
      state: null,
      accepted: [],
      refused: [
        {
          ...COMMAND,
          refusal: {
            reason: 'order-not-found',
            detail: 'Expected the id of an order of yours, got another',
            currentVersion: null,
            allowedTransitions: [],
            claimedBy: null,
            claimedAt: null,
          },
        },
      ],
    },
  },
  {
    type: 'WriterPosition',
    value: { incarnation: INCARNATION, commandOffset: 4_711, writerEpoch: 3, evolveHash: '1' },
  },
];
