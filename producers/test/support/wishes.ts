import type { Actor, ImportOrder, OrderCommand, OrderItem, OrderState } from '@karat/schemas';
import { ORDER_STATUS_SYMBOLS } from '@karat/schemas';
import { actorOf, MODELLED_RING, NOW, RING } from './given-order.ts';

/** A command that somebody could sensibly send to an order as it stands; `seed` chooses details. */
export type Wish = (order: OrderState | null, seed: number) => Wanted;

/** A command with its sender. */
export interface Wanted {
  readonly command: OrderCommand;
  readonly actor: Actor;
}

const DAY_MS = 86_400_000;
const OPERATORS = ['anna', 'boris', 'clara'] as const;
const SEALED = Buffer.from('sealed');
const WHOSE = { sellerId: 'jewels', sellerOrderRef: null, customerId: null, customer: SEALED };

const operatorOf = (seed: number) => OPERATORS[seed % OPERATORS.length] ?? 'anna';
const oneOf = <T>(choices: readonly [T, ...T[]], seed: number): T =>
  choices[seed % choices.length] ?? choices[0];

function from(actor: Actor, command: OrderCommand): Wanted {
  return { command, actor };
}

const shop = actorOf('storefront');
const crm = actorOf('crm');
const logistics = actorOf('logistics');
const supervisor = actorOf('supervisor');
const deadlines = actorOf('deadlines');

/** Everything that can be wished of an order, by command. */
export const WISHES: Readonly<Record<OrderCommand['type'], Wish>> = {
  InitiateOrder: (_order, seed) =>
    from(shop, { type: 'InitiateOrder', data: { ...WHOSE, items: itemsOf(seed) } }),
  ImportOrder: (_order, seed) =>
    from(actorOf('administrator'), { type: 'ImportOrder', data: importOf(seed) }),
  AttachModel: (order, seed) => from(shop, { type: 'AttachModel', data: modelOf(order, seed) }),
  RemoveModel: () => from(shop, { type: 'RemoveModel', data: { itemId: 'ring' } }),
  SubmitOrder: (_order, seed) => {
    const dueAt = NOW + (seed % 20) * DAY_MS;
    return from(shop, { type: 'SubmitOrder', data: { rush: false, dueAt, policyVersion: '1' } });
  },
  RetryPricing: () => from(crm, { type: 'RetryPricing', data: {} }),
  RecordPrice: (order, seed) => from(actorOf('pricing'), priceOf(order, seed)),
  RejectModel: (order, seed) => {
    const reason = { itemId: 'ring', code: 'open-edge', detail: '', retriable: false };
    const submissionNo = numberNear(order, seed);
    return from(actorOf('pricing'), {
      type: 'RejectModel',
      data: { submissionNo, reasons: [reason] },
    });
  },
  ApproveOrder: () => from(shop, { type: 'ApproveOrder', data: { paymentReference: 'pay-1' } }),
  AssignOrder: (_order, seed) =>
    from(supervisor, { type: 'AssignOrder', data: { operatorId: operatorOf(seed) } }),
  ClaimOrder: (_order, seed) =>
    from(actorOf('operator', operatorOf(seed)), { type: 'ClaimOrder', data: {} }),
  ReleaseOrder: (_order, seed) =>
    from(actorOf('operator', operatorOf(seed)), { type: 'ReleaseOrder', data: {} }),
  HandOverOrder: (_order, seed) =>
    from(supervisor, { type: 'HandOverOrder', data: { operatorId: operatorOf(seed) } }),
  CompleteManufacturing: (_order, seed) => {
    const reward = { rewardMinor: seed, currency: 'EUR', rewardTariffVersion: '1' };
    const operator = actorOf('operator', operatorOf(seed));
    return from(operator, { type: 'CompleteManufacturing', data: reward });
  },
  ReportDefect: (_order, seed) => {
    const description = oneOf([null, SEALED], seed);
    const defect = { itemId: oneOf([null, 'ring'], seed), code: 'scratch', description };
    return from(logistics, { type: 'ReportDefect', data: defect });
  },
  StartPackaging: () => from(logistics, { type: 'StartPackaging', data: {} }),
  ShipOrder: () =>
    from(logistics, { type: 'ShipOrder', data: { carrier: 'dhl', trackingNumber: '1' } }),
  CloseOrder: () => from(logistics, { type: 'CloseOrder', data: {} }),
  ReportReturn: (_order, seed) => {
    const kind = oneOf(['lost', 'refused', 'faulty'], seed);
    const refund = { resolution: 'refund', refundMinor: seed, currency: 'EUR' };
    const remake = { resolution: 'remake', refundMinor: null, currency: null };
    const description = oneOf([SEALED, null], seed);
    const data = { kind, ...(seed % 2 === 0 ? refund : remake), description };
    return from(crm, { type: 'ReportReturn', data });
  },
  CancelOrder: () => from(crm, { type: 'CancelOrder', data: { reason: 'customer-wish' } }),
  ChangeDueDate: (_order, seed) => {
    const dueAt = NOW + (seed % 90) * DAY_MS;
    return from(crm, { type: 'ChangeDueDate', data: { dueAt, reason: 'customer-wish' } });
  },
  FlagOverdue: (order) => {
    const dueAt = order?.submission?.dueAt ?? NOW;
    return from(deadlines, { type: 'FlagOverdue', data: { dueAt } });
  },
  FlagStuck: (order, seed) => {
    const status = order?.status ?? 'INITIATED';
    const allowanceMs = 1 + (seed % 3) * DAY_MS;
    return from(deadlines, { type: 'FlagStuck', data: { status, allowanceMs } });
  },
  AddNote: () => from(crm, { type: 'AddNote', data: { text: SEALED } }),
  RecordNotice: (_order, seed) => {
    const about = { noticeId: String(seed), aboutEventId: 'e-1', template: 'order-shipped' };
    const data = { ...about, channel: 'email', outcome: 'sent' };
    return from(actorOf('notifications'), { type: 'RecordNotice', data });
  },
  ErasePersonalData: () =>
    from(crm, { type: 'ErasePersonalData', data: { reason: 'customer-request' } }),
};

function itemsOf(seed: number): readonly OrderItem[] {
  return [oneOf([RING, MODELLED_RING], seed)];
}

function modelOf(order: OrderState | null, seed: number) {
  const has = order?.items[0]?.modelSha256 ?? '';
  const letter = seed % 5 === 0 && has !== '' ? has.slice(0, 1) : oneOf(['a', 'b', 'c'], seed);
  return {
    itemId: 'ring',
    modelSha256: letter.repeat(64),
    modelFormat: 'STL',
    modelBytes: 684,
  };
}

/** The present submission as a rule, an earlier or a later one now and then. */
function numberNear(order: OrderState | null, seed: number): number {
  const current = order?.submissionNo ?? 0;
  return seed % 4 === 0 ? current + (seed % 3) - 1 : current;
}

function priceOf(order: OrderState | null, seed: number): OrderCommand {
  const amountMinor = 100 + seed;
  const item = {
    itemId: 'ring',
    modelSha256: 'a'.repeat(64),
    volumeMm3: 214.5,
    areaMm2: 390.6,
    boundingBoxMm: { x: 20, y: 20, z: 2 },
    triangles: 12,
    material: 'silver-925',
    finish: 'polished',
    quantity: 1,
    metalMassMg: 2_250,
    machineTimeMs: 3_600_000,
    parts: [{ code: 'metal', amountMinor }],
    amountMinor,
  };
  return {
    type: 'RecordPrice',
    data: {
      submissionNo: numberNear(order, seed),
      items: [item],
      totalMinor: amountMinor,
      currency: 'EUR',
      tariffVersion: '1',
      metalPricesVersion: '1',
      estimatedWorkMs: 1,
      validUntil: NOW + 400 * DAY_MS,
      warnings: [],
    },
  };
}

function importOf(seed: number): ImportOrder {
  const status = oneOf(ORDER_STATUS_SYMBOLS, seed);
  const place = ORDER_STATUS_SYMBOLS.indexOf(status);
  const isMade = place > ORDER_STATUS_SYMBOLS.indexOf('MANUFACTURING_STARTED');
  return {
    ...WHOSE,
    legacyRef: 'old-1',
    items: [MODELLED_RING],
    status,
    createdAt: NOW - 2 * DAY_MS,
    statusSince: NOW - DAY_MS,
    rush: false,
    dueAt: NOW + DAY_MS,
    estimatedWorkMs: 1,
    totalMinor: 1_000,
    currency: 'EUR',
    validUntil: NOW + 400 * DAY_MS,
    paymentReference: null,
    operatorId: isMade || status === 'MANUFACTURING_STARTED' ? 'anna' : null,
    rewardMinor: isMade ? oneOf([70, null], seed) : null,
    carrier: null,
    trackingNumber: null,
    history: [],
  };
}
