import type { LogConnection } from '@karat/infra/log-connection';
import { RECEIPTS, storedReceipt } from '@karat/projections';
import { decodeReceipts } from '@karat/schemas/codec';
import type { Db } from 'mongodb';
import {
  createSubscription,
  type Subscription,
  type SubscriptionSettings,
} from '../subscription.ts';
import { openReceiptStore } from './receipt-store.ts';

/** What outcomes are kept with. */
export interface KeepReceiptsOptions extends Pick<
  SubscriptionSettings,
  'service' | 'pollIntervalMs' | 'maxParkedOrders'
> {
  readonly log: LogConnection;
  /** `view_operations`. */
  readonly db: Db;
}

/** Follows the receipts and keeps each command's outcome readable by its id. */
export async function keepReceipts(options: KeepReceiptsOptions): Promise<Subscription> {
  const { log, db } = options;
  const { environment, topics, codec } = log;
  return createSubscription({
    ...options,
    ...(await openReceiptStore({ db, log })),
    name: RECEIPTS.collection,
    groupId: `${environment}.projector.${RECEIPTS.collection}`,
    topic: topics.receipts,
    decode: async (records) => (await decodeReceipts(codec, records)).map(storedReceipt),
    timeOf: ({ decidedAt }) => decidedAt,
  });
}
