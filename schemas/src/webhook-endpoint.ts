/** Whether an endpoint gets deliveries: `paused` by its seller, `disabled` by us (it said 410). */
export type WebhookEndpointStatus = 'active' | 'paused' | 'disabled';

/** Collection of {@link WebhookEndpoint} in `own_sellers`. */
export const WEBHOOK_ENDPOINTS = 'webhook_endpoints';

/**
 * Where a seller wants to be told about its orders: a document of `own_sellers.webhook_endpoints`,
 * written by the sellers' API and read by the webhooks service. This is a stored format.
 */
export interface WebhookEndpoint {
  /** UUID of the endpoint; every delivery's id is derived from it, so it is never reused. */
  readonly _id: string;
  readonly sellerId: string;
  /** Normalised address that the URL guard allowed at registration. */
  readonly url: string;
  /** Webhook types in dots (`order.shipped`); empty means all. */
  readonly eventTypes: readonly string[];
  /** `whsec_` and the base64 of 24 to 64 random bytes; never logged. */
  readonly secret: string;
  readonly status: WebhookEndpointStatus;
  /** When it was registered, epoch ms; only later events are delivered. */
  readonly createdAt: number;
}
