import { randomBytes, randomUUID } from 'node:crypto';
import { createLogger } from '@karat/infra/logger';
import { connectMongo } from '@karat/infra/mongo';
import { createTelemetry } from '@karat/infra/telemetry';
import { mongoUrlFor, testServers } from '@karat/infra/testing';
import { WEBHOOK_ENDPOINTS, type WebhookEndpoint } from '@karat/schemas';
import type { ExecutionContext } from 'ava';
import type { Db } from 'mongodb';
import { Webhook } from 'standardwebhooks';
import type { WebhookDelivery } from '../../src/webhooks/delivery.ts';
import { DELIVERIES } from '../../src/webhooks/delivery-store.ts';
import { openWebhooks, type WebhooksOptions } from '../../src/webhooks/open-webhooks.ts';
import type { Received } from './receiver.ts';

const logger = createLogger({ service: 'test', level: 'silent' });

/** The database of sellers of an installation under test, dropped with the test. */
export async function sellersDatabase(
  t: ExecutionContext,
  environment: string,
): Promise<{ readonly db: Db; readonly url: string }> {
  const url = mongoUrlFor(testServers(process.env).mongoUrl, `${environment}_own_sellers`);
  const { db, close } = await connectMongo(url, { name: 'test', logger });
  t.teardown(async () => {
    await db.dropDatabase();
    await close();
  });
  return { db, url };
}

/** Registers an endpoint. Defaults: active, of the seller of the stories, for all types. */
export async function register(
  db: Db,
  endpoint: Partial<WebhookEndpoint> & Pick<WebhookEndpoint, 'url'>,
): Promise<WebhookEndpoint> {
  const whole: WebhookEndpoint = {
    _id: randomUUID(),
    sellerId: 'jewels',
    eventTypes: [],
    secret: `whsec_${randomBytes(32).toString('base64')}`,
    status: 'active',
    createdAt: Date.now(),
    ...endpoint,
  };
  await db.collection<WebhookEndpoint>(WEBHOOK_ENDPOINTS).insertOne(whole);
  return whole;
}

/** Webhooks in this process on a real database, closed with the test. */
export async function openTestWebhooks(
  t: ExecutionContext,
  db: Db,
  options: Partial<WebhooksOptions> = {},
) {
  const webhooks = await openWebhooks({
    db,
    policy: { insecureHosts: ['127.0.0.1'] },
    timeoutMs: 2_000,
    maxInFlight: 64,
    maxPerEndpoint: 8,
    service: {
      logger,
      telemetry: createTelemetry('test'),
      health: { set: () => undefined, reasons: () => Promise.resolve([]) },
    },
    ...options,
  });
  t.teardown(webhooks.close);
  return webhooks;
}

/** The deliveries as they are stored, by version of the order. */
export async function deliveriesIn(db: Db): Promise<readonly WebhookDelivery[]> {
  const deliveries = db.collection<WebhookDelivery>(DELIVERIES, { promoteBuffers: true });
  return deliveries.find().sort({ version: 1 }).toArray();
}

/** What the seller's own library makes of a request: its body. @throws when the signature is off. */
export function verified(secret: string, { headers, body }: Received): unknown {
  const text = (name: string): string => String(headers[name]);
  return new Webhook(secret).verify(body.toString(), {
    'webhook-id': text('webhook-id'),
    'webhook-timestamp': text('webhook-timestamp'),
    'webhook-signature': text('webhook-signature'),
  });
}
