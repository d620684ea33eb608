import type { Assignment } from './assignment.ts';
import type {
  Actor,
  ImportedStep,
  NoticeRecorded,
  OrderEventType,
  OrderItem,
  OrderStatus,
  PriceCalculated,
  PricingReason,
} from '@karat/schemas';
import type { Customer, Versioned } from './projection.ts';

/** One step of an order's life; instants in epoch ms. */
export interface TimelineStep extends Versioned {
  readonly type: OrderEventType;
  /** Status after the step. */
  readonly status: OrderStatus;
  readonly at: number;
  readonly actor: Actor;
  readonly commandId: string;
  /** How long the order had waited since the step before. */
  readonly waitedMs: number;
  /** The trace in which it happened; null when the command carried none. */
  readonly traceId: string | null;
}

/** What was promised at the last submission. */
export interface CardPromise {
  readonly submissionNo: number;
  readonly rush: boolean;
  readonly dueAt: number;
  readonly policyVersion: string;
}

/** A note, a defect or a return: when, by whom, and in words; null when the key is gone. */
export interface CardRemark {
  readonly at: number;
  readonly actor: Actor;
  readonly words: string | null;
}

/** A piece that had to be made again. */
export interface CardDefect extends CardRemark {
  readonly itemId: string | null;
  readonly code: string;
  readonly rewardTakenBackMinor: number;
}

/** What became of a shipped order that did not stay with its customer. */
export interface CardReturn extends CardRemark {
  readonly kind: string;
  readonly resolution: string;
  readonly refundMinor: number | null;
  readonly currency: string | null;
}

/** What an order brought along from another system. */
export interface CardImport {
  readonly legacyRef: string;
  readonly totalMinor: number | null;
  readonly currency: string | null;
  readonly history: readonly ImportedStep[];
}

/** The card of one order for CRM, in Mongo; instants in epoch ms. This is a format. */
export interface OrderCard extends Versioned, Assignment {
  readonly orderId: string;
  readonly status: OrderStatus;
  readonly sellerId: string | null;
  readonly sellerOrderRef: string | null;
  readonly customerId: string | null;
  /** In clear; null when its key is gone. */
  readonly customer: Customer | null;
  readonly items: readonly OrderItem[];
  readonly promise: CardPromise | null;
  /** The price that holds; null when there is none, or no more. */
  readonly price: PriceCalculated | null;
  /** Why the last submission could not be priced; empty when it could. */
  readonly pricingReasons: readonly PricingReason[];
  readonly paymentReference: string | null;
  readonly reward: { readonly rewardMinor: number; readonly currency: string } | null;
  readonly shipment: { readonly carrier: string; readonly trackingNumber: string } | null;
  readonly cancellation: { readonly reason: string; readonly refundOwed: boolean } | null;
  readonly returned: CardReturn | null;
  readonly defects: readonly CardDefect[];
  readonly notes: readonly CardRemark[];
  readonly notices: readonly (NoticeRecorded & { readonly at: number })[];
  /** The due date that was last flagged as missed. */
  readonly overdueDueAt: number | null;
  /** Since when it is late: its due date; null when it is not, or no more. */
  readonly overdueSince: number | null;
  /** Since when it is flagged as stuck in its status; null when it is not. */
  readonly stuckAt: number | null;
  readonly imported: CardImport | null;
  /** When its personal data was erased; null while it is there. */
  readonly erasedAt: number | null;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly timeline: readonly TimelineStep[];
}

/** The card before the first event. */
export function emptyCard(orderId: string): OrderCard {
  return {
    orderId,
    version: 0,
    status: 'INITIATED',
    sellerId: null,
    sellerOrderRef: null,
    customerId: null,
    customer: null,
    items: [],
    promise: null,
    price: null,
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
    createdAt: 0,
    updatedAt: 0,
    timeline: [],
  };
}
