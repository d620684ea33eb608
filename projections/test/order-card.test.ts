import test from 'ava';
import { orderCard } from '../src/index.ts';
import { givenEvents } from './support/given-events.ts';
import {
  BEGIN,
  CUSTOMER,
  DETOURS,
  DUE_AT,
  LIFE,
  MODELLED_RING,
  ORDER_ID,
  PRICE,
  RING,
  WORDS,
} from './support/life.ts';

const { initiated, modelled, submitted, priced, approved, claimed, completed } = LIFE;
const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';

test('the card tells who ordered what, what was promised, what it costs, and every step', (t) => {
  const step = (version: number) => ({
    version,
    at: BEGIN + (version - 1) * 60_000,
    actor: { role: 'operator', id: 'anna' } as const,
    commandId: `command-${String(version)}`,
    waitedMs: version === 1 ? 0 : 60_000,
    traceId: TRACE_ID,
  });
  givenEvents(initiated, modelled, submitted, priced).thenDocument(t, orderCard, {
    orderId: ORDER_ID,
    version: 4,
    status: 'PRICE_CALCULATED',
    sellerId: 'jewels',
    sellerOrderRef: 'A-1001',
    customerId: 'c-1',
    customer: CUSTOMER,
    items: [MODELLED_RING],
    promise: { submissionNo: 1, rush: false, dueAt: DUE_AT, policyVersion: 'p1' },
    price: PRICE,
    pricingReasons: [],
    paymentReference: null,
    assignedTo: null,
    operatorId: null,
    reward: null,
    shipment: null,
    cancellation: null,
    returned: null,
    defects: [],
    notes: [],
    notices: [],
    overdueDueAt: null,
    overdueSince: null,
    stuckAt: null,
    imported: null,
    erasedAt: null,
    createdAt: BEGIN,
    updatedAt: BEGIN + 180_000,
    timeline: [
      { ...step(1), type: 'OrderInitiated', status: 'INITIATED' },
      { ...step(2), type: 'ModelAttached', status: 'INITIATED' },
      { ...step(3), type: 'OrderSubmitted', status: 'SUBMITTED' },
      { ...step(4), type: 'PriceCalculated', status: 'PRICE_CALCULATED' },
    ],
  });
});

test('the card leaves the figures of a price, and the seller it was made for, to the log', (t) => {
  const sellerId = 'jewels';
  const piece = {
    ...{ itemId: 'ring', modelSha256: 'a'.repeat(64), volumeMm3: 1, areaMm2: 6, triangles: 12 },
    boundingBoxMm: { x: 1, y: 1, z: 1 },
    ...{ material: 'silver-925', finish: 'raw', quantity: 1, metalMassMg: 11, machineTimeMs: 1 },
    ...{ parts: [], amountMinor: 0 },
  };
  const items = [{ ...piece, solidVolumeMm3: 1, basis: null }];
  const recorded = { ...priced, data: { ...priced.data, items } };
  givenEvents(
    initiated,
    modelled,
    { ...submitted, data: { ...submitted.data, sellerId } },
    recorded,
  ).thenDocumentLike(t, orderCard, {
    promise: { submissionNo: 1, rush: false, dueAt: DUE_AT, policyVersion: 'p1' },
    price: { ...PRICE, items: [piece] },
  });
});

test('a price no longer holds when a model changes', (t) => {
  givenEvents(initiated, modelled, submitted, priced, modelled).thenDocumentLike(t, orderCard, {
    status: 'INITIATED',
    price: null,
  });
});

test('a submission that could not be priced tells every reason until the next one', (t) => {
  const failed = [initiated, modelled, submitted, DETOURS.unpriced];
  givenEvents(...failed).thenDocumentLike(t, orderCard, {
    status: 'PRICING_FAILED',
    pricingReasons: DETOURS.unpriced.data.reasons,
  });
  givenEvents(...failed, submitted).thenDocumentLike(t, orderCard, { pricingReasons: [] });
});

test('payment, operator, reward and parcel are on the card', (t) => {
  const { packed, shipped } = LIFE;
  const path = [initiated, modelled, submitted, priced, approved, claimed, completed];
  givenEvents(...path, packed, shipped).thenDocumentLike(t, orderCard, {
    paymentReference: 'pay-1',
    operatorId: 'anna',
    reward: { rewardMinor: 500, currency: 'EUR' },
    shipment: { carrier: 'dhl', trackingNumber: 'T1' },
  });
});

test('a cancelled order tells why and whether money is owed', (t) => {
  givenEvents(initiated, DETOURS.cancelled).thenDocumentLike(t, orderCard, {
    status: 'CANCELLED',
    cancellation: { reason: 'changed-mind', refundOwed: true },
  });
});

const { shipped, packed, closed } = LIFE;
const WHOLE = [initiated, modelled, submitted, priced, approved, claimed, completed];
const step = (version: number) => BEGIN + (version - 1) * 60_000;
const actor = { role: 'operator', id: 'anna' } as const;

test('an imported order is on the card as it came, with the steps it took before', (t) => {
  givenEvents(DETOURS.imported).thenDocumentLike(t, orderCard, {
    status: 'MANUFACTURING_STARTED',
    customer: CUSTOMER,
    items: [MODELLED_RING],
    operatorId: 'anna',
    paymentReference: 'pay-1',
    promise: { submissionNo: 0, rush: false, dueAt: DUE_AT, policyVersion: 'imported' },
    createdAt: BEGIN - 9_000,
    imported: {
      legacyRef: 'old-77',
      totalMinor: 4_200,
      currency: 'EUR',
      history: DETOURS.imported.data.history,
    },
  });
});

test('a piece that loses its model has none on the card, and the order no price', (t) => {
  givenEvents(initiated, modelled, submitted, priced, DETOURS.bared).thenDocumentLike(
    t,
    orderCard,
    {
      status: 'INITIATED',
      items: [RING],
      price: null,
    },
  );
});

test('the card tells for whom the order is reserved and who works on it', (t) => {
  const path = [initiated, modelled, submitted, priced, approved, DETOURS.assigned];
  givenEvents(...path).thenDocumentLike(t, orderCard, { assignedTo: 'boris', operatorId: null });
  givenEvents(...path, claimed).thenDocumentLike(t, orderCard, {
    assignedTo: null,
    operatorId: 'anna',
  });
  givenEvents(...path, claimed, DETOURS.handedOver).thenDocumentLike(t, orderCard, {
    status: 'MANUFACTURING_STARTED',
    operatorId: 'boris',
  });
});

test('a defect is on the card with its words, and the reward is gone', (t) => {
  givenEvents(...WHOLE, DETOURS.defective).thenDocumentLike(t, orderCard, {
    status: 'MANUFACTURING_APPROVED',
    operatorId: null,
    reward: null,
    defects: [
      {
        at: step(8),
        actor,
        words: WORDS,
        itemId: 'ring',
        code: 'scratch',
        rewardTakenBackMinor: 500,
      },
    ],
  });
});

test('a missed date stays on the card, an alarm only until the order goes on', (t) => {
  const path = [initiated, modelled, submitted, priced, approved, DETOURS.overdue, DETOURS.stuck];
  givenEvents(...path).thenDocumentLike(t, orderCard, { overdueDueAt: DUE_AT, stuckAt: step(7) });
  givenEvents(...path, claimed).thenDocumentLike(t, orderCard, {
    overdueDueAt: DUE_AT,
    stuckAt: null,
  });
  givenEvents(...path, DETOURS.postponed).thenDocumentLike(t, orderCard, {
    stuckAt: step(7),
    promise: { submissionNo: 1, rush: false, dueAt: DUE_AT + 1_000, policyVersion: 'p1' },
  });
});

test('an order is late from its promise on, until it is shipped, given up, or promised anew', (t) => {
  const late = [initiated, modelled, submitted, priced, approved, DETOURS.overdue];
  givenEvents(...late, claimed).thenDocumentLike(t, orderCard, { overdueSince: DUE_AT });
  const ends = [LIFE.shipped, DETOURS.cancelled, DETOURS.postponed];
  for (const end of ends) {
    givenEvents(...late, end).thenDocumentLike(t, orderCard, {
      overdueDueAt: DUE_AT,
      overdueSince: null,
    });
  }
});

test('notes and notices are on the card and in its timeline, and change no status', (t) => {
  givenEvents(initiated, DETOURS.noted, DETOURS.noticed).thenDocumentLike(t, orderCard, {
    status: 'INITIATED',
    notes: [{ at: step(2), actor, words: WORDS }],
    notices: [{ ...DETOURS.noticed.data, at: step(3) }],
  });
});

test('of an erased order nothing on the card names anybody, and its steps stay', (t) => {
  const path = [...WHOLE, DETOURS.defective, claimed, completed, packed, shipped, DETOURS.returned];
  const before = givenEvents(...path, DETOURS.noted);
  before.thenSomewhere(t, orderCard, 'Ada Example');
  const after = givenEvents(...path, DETOURS.noted, DETOURS.erased);
  after.thenNowhere(t, orderCard, 'Ada Example');
  after.thenNowhere(t, orderCard, 'ada@example.com');
  after.thenDocumentLike(t, orderCard, {
    version: 15,
    status: 'RETURNED',
    customer: null,
    erasedAt: step(15),
    notes: [{ at: step(14), actor, words: null }],
  });
});

test('an order that comes back after it was closed tells what its customer gets', (t) => {
  givenEvents(...WHOLE, packed, shipped, closed, DETOURS.returned).thenDocumentLike(t, orderCard, {
    status: 'RETURNED',
    returned: {
      at: step(11),
      actor,
      words: WORDS,
      kind: 'faulty',
      resolution: 'refund',
      refundMinor: 4_200,
      currency: 'EUR',
    },
  });
});
