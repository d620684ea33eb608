import type { EventEnvelope, OrderEvent, OrderItem } from '@karat/schemas';
import type { Customer, ProjectedEvent } from '../../src/index.ts';

/** When the first event of every order in these tests happens, epoch ms. */
export const BEGIN = Date.UTC(2026, 10, 21, 8);
/** The promise of every order. */
export const DUE_AT = BEGIN + 10 * 86_400_000;
/** The work that every order needs. */
export const WORK_MS = 7_200_000;
export const ORDER_ID = '6f9619ff-8b86-5011-b42d-00cf4fc964ff';

export const CUSTOMER: Customer = {
  name: 'Ada Example',
  email: 'ada@example.com',
  phone: '+49 30 1234',
  address: 'Ringstr. 1, Berlin',
};

/** What notes, defects and returns say in these tests. */
export const WORDS = 'Ada Example called';

/** One ring in silver, without a model. */
export const RING: OrderItem = {
  itemId: 'ring',
  quantity: 2,
  material: 'silver-925',
  finish: 'polished',
  modelSha256: null,
  modelFormat: null,
  modelBytes: null,
  modelOwner: null,
  modelUnit: null,
};

const MODEL = { modelSha256: 'a'.repeat(64), modelFormat: 'STL', modelBytes: 684 };

/** The same ring with its model. */
export const MODELLED_RING: OrderItem = { ...RING, ...MODEL };

/** The price of every order that has one. */
export const PRICE = {
  submissionNo: 1,
  items: [],
  totalMinor: 4_200,
  currency: 'EUR',
  tariffVersion: 't1',
  metalPricesVersion: 'm1',
  estimatedWorkMs: WORK_MS,
  validUntil: BEGIN + 86_400_000,
  warnings: [],
};

/** The whole life of an order, one event of each kind that leads forward. */
export const LIFE = {
  initiated: {
    type: 'OrderInitiated',
    data: {
      sellerId: 'jewels',
      sellerOrderRef: 'A-1001',
      customerId: 'c-1',
      customer: Buffer.from('sealed'),
      items: [RING],
    },
  },
  modelled: { type: 'ModelAttached', data: { itemId: 'ring', ...MODEL } },
  submitted: {
    type: 'OrderSubmitted',
    data: {
      submissionNo: 1,
      rush: false,
      dueAt: DUE_AT,
      policyVersion: 'p1',
      items: [MODELLED_RING],
    },
  },
  priced: { type: 'PriceCalculated', data: PRICE },
  approved: { type: 'ManufacturingApproved', data: { paymentReference: 'pay-1' } },
  claimed: { type: 'OrderClaimed', data: { operatorId: 'anna' } },
  completed: {
    type: 'ManufacturingCompleted',
    data: { operatorId: 'anna', rewardMinor: 500, currency: 'EUR', rewardTariffVersion: 'r1' },
  },
  packed: { type: 'PackagingStarted', data: {} },
  shipped: { type: 'OrderShipped', data: { carrier: 'dhl', trackingNumber: 'T1' } },
  closed: { type: 'OrderClosed', data: {} },
} as const satisfies Record<string, OrderEvent>;

/** What happens beside the straight way. */
export const DETOURS = {
  unpriced: {
    type: 'PricingFailed',
    data: {
      submissionNo: 1,
      reasons: [{ itemId: 'ring', code: 'open-edge', detail: '3 edges', retriable: false }],
    },
  },
  released: { type: 'OrderReleased', data: { operatorId: 'anna' } },
  cancelled: { type: 'OrderCancelled', data: { reason: 'changed-mind', refundOwed: true } },
  imported: {
    type: 'OrderImported',
    data: {
      legacyRef: 'old-77',
      sellerId: 'jewels',
      sellerOrderRef: 'A-1001',
      customerId: 'c-1',
      customer: Buffer.from('sealed'),
      items: [MODELLED_RING],
      status: 'MANUFACTURING_STARTED',
      createdAt: BEGIN - 9_000,
      statusSince: BEGIN - 5_000,
      rush: false,
      dueAt: DUE_AT,
      estimatedWorkMs: WORK_MS,
      totalMinor: 4_200,
      currency: 'EUR',
      validUntil: null,
      paymentReference: 'pay-1',
      operatorId: 'anna',
      rewardMinor: null,
      carrier: null,
      trackingNumber: null,
      history: [{ status: 'INITIATED', at: BEGIN - 9_000, actorId: 'u-9' }],
    },
  },
  bared: { type: 'ModelRemoved', data: { itemId: 'ring', modelSha256: 'a'.repeat(64) } },
  assigned: { type: 'OrderAssigned', data: { operatorId: 'boris' } },
  handedOver: { type: 'OrderHandedOver', data: { fromOperatorId: 'anna', operatorId: 'boris' } },
  defective: {
    type: 'DefectReported',
    data: {
      itemId: 'ring',
      code: 'scratch',
      description: Buffer.from('sealed'),
      defects: 1,
      operatorId: 'anna',
      rewardTakenBackMinor: 500,
      currency: 'EUR',
    },
  },
  returned: {
    type: 'OrderReturned',
    data: {
      kind: 'faulty',
      resolution: 'refund',
      refundMinor: 4_200,
      currency: 'EUR',
      description: Buffer.from('sealed'),
    },
  },
  postponed: {
    type: 'DueDateChanged',
    data: { previousDueAt: DUE_AT, dueAt: DUE_AT + 1_000, reason: 'customer-wish' },
  },
  overdue: { type: 'OrderOverdue', data: { dueAt: DUE_AT, lateMs: 1 } },
  stuck: {
    type: 'OrderStuck',
    data: { status: 'MANUFACTURING_APPROVED', allowanceMs: 1, waitedMs: 2 },
  },
  noted: { type: 'NoteAdded', data: { text: Buffer.from('sealed') } },
  noticed: {
    type: 'NoticeRecorded',
    data: {
      noticeId: 'n-1',
      aboutEventId: 'e-1',
      channel: 'email',
      template: 'order-shipped',
      outcome: 'sent',
    },
  },
  erased: { type: 'PersonalDataErased', data: { reason: 'customer-request' } },
} as const satisfies Record<string, OrderEvent>;

/** These events as the versions of one order, a minute after each other. */
export function historyOf(events: readonly OrderEvent[]): readonly ProjectedEvent[] {
  return events.map((event, index) => ({
    ...envelopeOf(event, index + 1),
    part: 0,
    partition: 0,
    offset: String(index),
    customer: 'customer' in event.data ? CUSTOMER : null,
    words: 'text' in event.data || 'description' in event.data ? WORDS : null,
  }));
}

function envelopeOf(event: OrderEvent, version: number): EventEnvelope {
  return {
    eventId: `event-${String(version)}`,
    orderId: ORDER_ID,
    version,
    occurredAt: BEGIN + (version - 1) * 60_000,
    actor: { role: 'operator', id: 'anna' },
    event,
    commandId: `command-${String(version)}`,
    bodyHash: 'b'.repeat(64),
    commandOffset: String(version),
    correlationId: 'correlation',
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    writerEpoch: 1,
  };
}
