import { isOrderStatus } from '@karat/schemas';
import type { ImportedStep, ImportOrder, OrderStatus } from '@karat/schemas';
import {
  currencyFault,
  instantFault,
  integerFault,
  moneyFault,
  optional,
  quoted,
  sealedFault,
  textFault,
  type Fault,
} from '../faults.ts';
import { itemFaults } from '../item-faults.ts';
import { bareFault } from './bare-fault.ts';

/** Steps of an order in the old system. */
const MAX_HISTORY = 1_000;

/** A field of an import that some statuses cannot do without. */
type Needed = 'dueAt' | 'estimatedWorkMs' | 'totalMinor' | 'currency' | 'validUntil' | 'operatorId';

const PRICED: readonly Needed[] = ['dueAt', 'estimatedWorkMs', 'totalMinor', 'currency'];

/**
 * What an order has to bring to be able to go on from where it stands: without a promise and an
 * estimate it has no place in the work queue, and without an operator nobody could complete it.
 */
const NEEDED: Readonly<Record<OrderStatus, readonly Needed[]>> = {
  INITIATED: [],
  SUBMITTED: ['dueAt'],
  PRICING_FAILED: ['dueAt'],
  PRICE_CALCULATED: [...PRICED, 'validUntil'],
  MANUFACTURING_APPROVED: PRICED,
  MANUFACTURING_STARTED: [...PRICED, 'operatorId'],
  MANUFACTURING_COMPLETED: PRICED,
  PACKAGING: PRICED,
  SHIPPED: [],
  CLOSED: [],
  CANCELLED: [],
  RETURNED: [],
};

/** Nobody works on an order in these, or has earned anything with it. */
const UNMADE: readonly OrderStatus[] = [
  'INITIATED',
  'SUBMITTED',
  'PRICING_FAILED',
  'PRICE_CALCULATED',
  'MANUFACTURING_APPROVED',
];

/** Everything that is wrong with an order to be imported; `decidedAt` in epoch milliseconds. */
export function importFaults(order: ImportOrder, decidedAt: number): readonly Fault[] {
  return [
    ...referenceFaults(order),
    ...itemFaults(order.items),
    ...timeFaults(order, decidedAt),
    ...figureFaults(order),
    ...statusFaults(order),
    integerFault('number of steps', order.history.length, [0, MAX_HISTORY]),
    ...order.history.flatMap(stepFaults),
  ];
}

function referenceFaults(order: ImportOrder): readonly Fault[] {
  const texts = ['sellerId', 'sellerOrderRef', 'customerId', 'paymentReference'] as const;
  const parcel = ['operatorId', 'carrier', 'trackingNumber'] as const;
  return [
    textFault('legacyRef', order.legacyRef),
    sealedFault('customer', order.customer),
    ...[...texts, ...parcel].map((field) => {
      return optional(order[field], (text) => textFault(field, text));
    }),
  ];
}

/** What happened before lies in the past, in order: no wait is ever negative. */
function timeFaults(order: ImportOrder, decidedAt: number): readonly Fault[] {
  const { createdAt, statusSince } = order;
  return [
    instantFault('createdAt', createdAt),
    integerFault('statusSince', statusSince, [Math.max(createdAt, 0), decidedAt]),
    optional(order.dueAt, (dueAt) => instantFault('dueAt', dueAt)),
    optional(order.validUntil, (validUntil) => instantFault('validUntil', validUntil)),
  ];
}

function figureFaults(order: ImportOrder): readonly Fault[] {
  const unnamed = order.rewardMinor !== null && order.currency === null;
  return [
    optional(order.totalMinor, (total) => moneyFault('totalMinor', total)),
    optional(order.rewardMinor, (reward) => moneyFault('rewardMinor', reward)),
    optional(order.currency, (currency) => currencyFault('currency', currency)),
    unnamed ? 'Expected a currency for the reward, got none' : null,
    optional(order.estimatedWorkMs, (work) => {
      return integerFault('estimatedWorkMs', work, [0, Number.MAX_SAFE_INTEGER]);
    }),
  ];
}

function statusFaults(order: ImportOrder): readonly Fault[] {
  const { status } = order;
  if (!isOrderStatus(status)) return [unknownStatus(status)];
  const missing = NEEDED[status].filter((field) => order[field] === null);
  return [
    UNMADE.includes(status) ? earlyFault('operatorId', order.operatorId) : null,
    UNMADE.includes(status) || status === 'MANUFACTURING_STARTED'
      ? earlyFault('rewardMinor', order.rewardMinor)
      : null,
    missing.length === 0 ? null : `Expected ${missing.join(', ')} in ${status}, got none`,
    status === 'SUBMITTED' ? bareFault(order.items) : null,
  ];
}

function stepFaults({ status, at, actorId }: ImportedStep): readonly Fault[] {
  return [
    isOrderStatus(status) ? null : unknownStatus(status),
    instantFault('at', at),
    optional(actorId, (id) => textFault('actorId', id)),
  ];
}

function unknownStatus(status: string): Fault {
  return `Expected the name of a status, got ${quoted(status)}`;
}

function earlyFault(field: string, value: number | string | null): Fault {
  return optional(value, (got) => `Expected no ${field} before it is due, got ${String(got)}`);
}
