import { WEBHOOK_ENDPOINTS, type WebhookEndpoint } from '@karat/schemas';
import type { Db } from 'mongodb';

/** The endpoints in `own_sellers`; asked every time, so that a seller's change holds at once. */
export interface EndpointBook {
  readonly find: (endpointId: string) => Promise<WebhookEndpoint | null>;
  /** The active endpoints of these sellers. */
  readonly activeOf: (sellerIds: readonly string[]) => Promise<readonly WebhookEndpoint[]>;
  /** Ends all sending to an endpoint that said it is gone. */
  readonly disable: (endpointId: string) => Promise<void>;
}

/** Opens the endpoints of a database. */
export function openEndpointBook(db: Db): EndpointBook {
  const endpoints = db.collection<WebhookEndpoint>(WEBHOOK_ENDPOINTS);
  return {
    find: (_id) => endpoints.findOne({ _id }),
    activeOf: (sellerIds) =>
      sellerIds.length === 0
        ? Promise.resolve([])
        : endpoints.find({ sellerId: { $in: [...sellerIds] }, status: 'active' }).toArray(),
    disable: async (_id) => {
      await endpoints.updateOne({ _id }, { $set: { status: 'disabled' } });
    },
  };
}
