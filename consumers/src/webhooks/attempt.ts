import { toPlatformError } from '@karat/infra/errors';
import type { Logger } from '@karat/infra/logger';
import { childOf } from '@karat/infra/trace';
import type { WebhookEndpoint } from '@karat/schemas';
import type { AttemptRecord, WebhookDelivery } from './delivery.ts';
import type { HttpSender } from './http-sender.ts';
import { signatureHeader } from './signature.ts';

/** What an attempt needs. */
export interface AttemptOptions {
  readonly sender: Pick<HttpSender, 'send'>;
  readonly logger: Logger;
  /** Epoch ms. */
  readonly clock: () => number;
}

/** Sends a delivery once; null when our own end broke it off, and nobody knows how it ended. */
export async function attemptDelivery(
  { sender, logger, clock }: AttemptOptions,
  delivery: WebhookDelivery,
  { url, secret }: WebhookEndpoint,
): Promise<AttemptRecord | null> {
  const startedAt = clock();
  try {
    const headers = headersOf(delivery, secret, startedAt);
    const outcome = await sender.send({ url, headers, body: delivery.body });
    return { startedAt, elapsedMs: clock() - startedAt, outcome };
  } catch (caught) {
    const error = toPlatformError(caught);
    if (error.code === 'aborted') return null;
    // A key that cannot sign, say: only somebody's repair helps, and meanwhile the schedule holds.
    const { _id: webhookId, endpointId, orderId } = delivery;
    logger.error({ orderId, endpointId, webhookId, error }, 'webhook not sendable');
    const outcome = { kind: 'unreachable', error: error.code } as const;
    return { startedAt, elapsedMs: clock() - startedAt, outcome };
  }
}

/** The headers are a published format; what is not signed is for information only. */
function headersOf(
  { _id: webhookId, body, attempts, traceparent }: WebhookDelivery,
  secret: string,
  now: number,
): Readonly<Record<string, string>> {
  const timestampSeconds = Math.floor(now / 1_000);
  return {
    'content-type': 'application/json',
    'user-agent': 'Karat-Webhooks/1',
    'webhook-id': webhookId,
    'webhook-timestamp': String(timestampSeconds),
    'webhook-signature': signatureHeader({ webhookId, timestampSeconds, body }, [secret]),
    'webhook-attempt': String(attempts.length + 1),
    'webhook-reason': attempts.length === 0 ? 'scheduled' : 'retry',
    traceparent: childOf(traceparent),
  };
}
