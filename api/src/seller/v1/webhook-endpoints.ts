import { DUPLICATE_KEY } from '@karat/infra/mongo';
import { randomBytes } from 'node:crypto';
import { WEBHOOK_ENDPOINTS, type WebhookEndpoint } from '@karat/schemas';
import { MongoServerError, type Db } from 'mongodb';

/** The webhook endpoints of sellers, in `own_sellers`. */
export interface WebhookEndpoints {
  /** Keeps a new one; of several with one id the first is kept, and given back as `created: false`. */
  readonly add: (wanted: NewEndpoint) => Promise<{
    readonly created: boolean;
    readonly endpoint: WebhookEndpoint;
  }>;
  /** All of a seller, oldest first. */
  readonly listOf: (sellerId: string) => Promise<readonly WebhookEndpoint[]>;
  /** Ends all sending to an endpoint of this seller; false when it has none of this id. */
  readonly disable: (sellerId: string, endpointId: string) => Promise<boolean>;
}

/** What is wanted of a new endpoint. */
export type NewEndpoint = Pick<
  WebhookEndpoint,
  '_id' | 'sellerId' | 'url' | 'eventTypes' | 'createdAt'
>;

const SECRET_BYTES = 32;
/** The endpoints in this database. */
export function createWebhookEndpoints(db: Db): WebhookEndpoints {
  const endpoints = db.collection<WebhookEndpoint>(WEBHOOK_ENDPOINTS);
  return {
    add: async (wanted) => {
      const endpoint = { ...wanted, secret: newSecret(), status: 'active' } as const;
      try {
        await endpoints.insertOne(endpoint, { writeConcern: { w: 'majority', journal: true } });
        return { created: true, endpoint };
      } catch (error) {
        const isThere = error instanceof MongoServerError && error.code === DUPLICATE_KEY;
        const first = isThere ? await endpoints.findOne({ _id: wanted._id }) : null;
        if (first === null) throw error;
        return { created: false, endpoint: first };
      }
    },
    listOf: (sellerId) => {
      return endpoints.find({ sellerId }).sort({ createdAt: 1 }).toArray();
    },
    disable: async (sellerId, _id) => {
      const { matchedCount } = await endpoints.updateOne(
        { _id, sellerId },
        { $set: { status: 'disabled' } },
        { writeConcern: { w: 'majority', journal: true } },
      );
      return matchedCount > 0;
    },
  };
}

/**
 * A new secret, 32 random bytes.
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
function newSecret(): string {
  return `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
}
