import type { CommandReceipt } from '../../src/records.ts';

const ACCEPTED: CommandReceipt = {
  commandType: 'ClaimOrder',
  outcome: 'ACCEPTED',
  repeated: false,
  commandOffset: 4_711,
  version: 7,
  status: 'MANUFACTURING_STARTED',
  eventIds: ['01993b52-7c1e-7a40-9d2f-3b8a5c1e7f10'],
  decidedAt: 1_795_247_165_651,
  refusal: null,
};

/** A receipt of every outcome. */
export const RECEIPTS: readonly CommandReceipt[] = [
  ACCEPTED,
  { ...ACCEPTED, outcome: 'NO_CHANGE', repeated: true, eventIds: [] },
  {
    ...ACCEPTED,
    outcome: 'REFUSED',
    eventIds: [],
    refusal: {
      reason: 'already-claimed',
      detail: 'Expected an order that nobody holds, got one of anna',
      currentVersion: 7,
      allowedTransitions: ['ReleaseOrder', 'CompleteManufacturing'],
      claimedBy: 'anna',
      claimedAt: 1_795_247_165_000,
    },
  },
  {
    ...ACCEPTED,
    outcome: 'REFUSED',
    version: 0,
    status: null,
    eventIds: [],
    refusal: {
      reason: 'order-not-found',
      detail: 'Expected the id of an order of yours, got another',
      currentVersion: null,
      allowedTransitions: [],
      claimedBy: null,
      claimedAt: null,
    },
  },
];
