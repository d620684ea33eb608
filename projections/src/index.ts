import { eventIndex } from './event-index.ts';
import { orderCard } from './order-card.ts';
import { orderStages } from './order-stages.ts';
import type { Projection, Versioned } from './projection.ts';
import { sellerFeed } from './seller-feed.ts';
import { sellerOrder } from './seller-order.ts';
import { shopOrder } from './shop-order.ts';
import { workOrder } from './work-order.ts';
import { workQueue } from './work-queue.ts';

export { eventIndex, type EventIndex } from './event-index.ts';
export { fold, type Folded, type VersionGap } from './fold.ts';
export { indexSpecOf, SET } from './index-spec.ts';
export { orderCard } from './order-card.ts';
export type {
  CardDefect,
  CardImport,
  CardPromise,
  CardRemark,
  CardReturn,
  OrderCard,
  TimelineStep,
} from './order-card-document.ts';
export { orderStages, type LeftStage, type OrderStages } from './order-stages.ts';
export type {
  Customer,
  ProjectedEvent,
  Projection,
  Versioned,
  ViewDatabase,
  ViewEntry,
  ViewIndex,
} from './projection.ts';
export { sellerFeed, type SellerFeedLine, type SellerFeedOrder } from './seller-feed.ts';
export { sellerOrder, type SellerOrder } from './seller-order.ts';
export {
  keptReceipts,
  RECEIPT_KEPT_MS,
  RECEIPTS,
  storedReceipt,
  type ReceiptFilling,
  type StoredReceipt,
} from './stored-receipt.ts';
export { shopOrder, type ShopOrder, type ShopPrice, type ShopReturn } from './shop-order.ts';
export { DEFECT_BONUS_MS, urgencyOf, type Urgency, type UrgencyInput } from './urgency.ts';
export { entryKey, viewKeyOf } from './view-key.ts';
export { workOrder, type WorkOrder } from './work-order.ts';
export { endedRow, isQueued, QUEUE_STATUSES, workQueue } from './work-queue.ts';
export type { WorkQueueItem, WorkQueueRow } from './work-queue.ts';

/** The views that live in Mongo. */
export const MONGO_VIEWS: readonly Projection<Versioned>[] = [
  workOrder,
  orderCard,
  shopOrder,
  sellerOrder,
  sellerFeed,
  eventIndex,
  orderStages,
];

/** The names of all views. */
export const VIEW_NAMES: readonly string[] = [workQueue, ...MONGO_VIEWS].map(({ name }) => name);
