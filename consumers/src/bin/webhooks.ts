import { integer, list, configOrExit, url } from '@karat/infra/config';
import { connectLog } from '@karat/infra/log-connection';
import { createLogger } from '@karat/infra/logger';
import { connectMongo } from '@karat/infra/mongo';
import { SERVICE_CONFIG } from '@karat/infra/service-config';
import { runService } from '@karat/infra/service';
import { createTelemetry } from '@karat/infra/telemetry';
import { createEventSubscription } from '../event-subscription.ts';
import { createMongoParking, createMongoPositions, PARKING_BOUND_CONFIG } from '../subscription.ts';
import { openWebhooks } from '../webhooks/open-webhooks.ts';

const CONFIG = {
  ...SERVICE_CONFIG,
  ...PARKING_BOUND_CONFIG,
  mongoUrl: url('MONGO_OWN_SELLERS_URL', {
    doc: 'Database of sellers, with its name in the path; holds endpoints and deliveries.',
    secret: true,
  }),
  insecureHosts: list('WEBHOOK_INSECURE_HOSTS', {
    doc: 'Hosts that may be called over plain HTTP and at addresses inside; for development.',
    default: [],
  }),
  timeoutMs: integer('WEBHOOK_TIMEOUT_MS', {
    doc: 'Longest whole request with its answer, in ms.',
    min: 100,
    max: 60_000,
    default: 15_000,
  }),
  maxInFlight: integer('WEBHOOK_MAX_IN_FLIGHT', {
    doc: 'Requests under way at once.',
    min: 1,
    max: 10_000,
    default: 256,
  }),
  maxPerEndpoint: integer('WEBHOOK_MAX_PER_ENDPOINT', {
    doc: 'Requests under way at once to one endpoint.',
    min: 1,
    max: 1_000,
    default: 16,
  }),
};

const config = configOrExit(CONFIG, process);
const logger = createLogger({ service: 'webhooks', level: config.logLevel });
const telemetry = createTelemetry('webhooks');

await runService({ ...config, name: 'webhooks', logger, telemetry }, async (service) => {
  const { onStop } = service;
  const log = await connectLog({ config, clientId: 'karat-webhooks', logger, onStop });
  const { environment, topics, identity } = log;
  const mongo = await connectMongo(config.mongoUrl, { name: 'webhooks', logger });
  onStop('mongo', mongo.close);
  const { db } = mongo;

  const policy = { insecureHosts: config.insecureHosts };
  const webhooks = await openWebhooks({ ...config, db, policy, service });
  onStop('webhooks', webhooks.close);
  const subscription = await createEventSubscription({
    name: 'webhooks',
    groupId: `${environment}.webhooks`,
    log,
    topic: topics.events,
    maxParkedOrders: config.maxParkedOrders,
    positions: createMongoPositions(db.collection('webhook_positions'), identity.incarnation),
    parking: createMongoParking(db.collection('webhook_positions'), identity.incarnation),
    handle: ({ events, skipped }) => webhooks.take(events, skipped),
    service,
  });
  onStop('subscription', subscription.close);
});
