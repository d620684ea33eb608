import { integer, configOrExit, url } from '@karat/infra/config';
import { connectLog } from '@karat/infra/log-connection';
import { createLogger } from '@karat/infra/logger';
import { connectMongo } from '@karat/infra/mongo';
import { OBJECT_STORE_CONFIG, openObjectStore } from '@karat/infra/object-store';
import { connectRedis } from '@karat/infra/redis';
import { SERVICE_CONFIG } from '@karat/infra/service-config';
import { runService } from '@karat/infra/service';
import { createTelemetry } from '@karat/infra/telemetry';
import { createCommandGateway } from '@karat/producers/gateway';
import { newEventId } from '@karat/schemas';
import { createEventSubscription } from '../event-subscription.ts';
import { openAnalysisStore } from '../pricing/analysis-store.ts';
import { openPricing } from '../pricing/open-pricing.ts';
import { doTariffJobs } from '../pricing/tariff-jobs.ts';
import { TARIFF_2026_11 } from '../pricing/tariff/tariff-2026-11.ts';
import { seedTariff } from '../pricing/tariff-store/seed-tariff.ts';
import { createTariffReader } from '../pricing/tariff-store/tariff-at.ts';
import { openTariffStore } from '../pricing/tariff-store/tariff-store.ts';
import { createMongoParking, createMongoPositions, PARKING_BOUND_CONFIG } from '../subscription.ts';

const CONFIG = {
  ...SERVICE_CONFIG,
  ...PARKING_BOUND_CONFIG,
  ...OBJECT_STORE_CONFIG,
  redisUrl: url('REDIS_URL', { doc: 'Redis, over which outcomes are told.', secret: true }),
  mongoUrl: url('MONGO_OWN_PRICING_URL', {
    doc: 'Database of pricing, with its name in the path; holds tariffs, metal prices and how far pricing has come.',
    secret: true,
  }),
  operationsUrl: url('MONGO_OWN_OPERATIONS_URL', {
    doc: 'Database of jobs, which change tariffs and metal prices, and of the audit log.',
    secret: true,
  }),
  threads: integer('PRICING_THREADS', {
    doc: 'Models analysed at once; each takes up to 350 MB.',
    min: 1,
    max: 64,
    default: 1,
  }),
  patienceMs: integer('PRICING_STORAGE_PATIENCE_MS', {
    doc: 'How long a store that is away is waited for before a submission is sent back.',
    min: 0,
    max: 3_600_000,
    default: 120_000,
  }),
  submissionsInFlight: integer('PRICING_SUBMISSIONS_IN_FLIGHT', {
    doc: 'Submissions priced at once.',
    min: 1,
    max: 1_000,
    default: 16,
  }),
};

/** Few events a step: what is not stored yet is priced again after a crash. */
const MAX_BATCH_EVENTS = 50;

const config = configOrExit(CONFIG, process);
const logger = createLogger({ service: 'pricing', level: config.logLevel });
const telemetry = createTelemetry('pricing');

await runService({ ...config, name: 'pricing', logger, telemetry }, async (service) => {
  const { onStop } = service;
  const log = await connectLog({ config, clientId: 'karat-pricing', logger, onStop });
  const { environment, topics, identity } = log;
  const mongo = await connectMongo(config.mongoUrl, { name: 'pricing', logger });
  onStop('mongo', mongo.close);
  const redis = await connectRedis(config.redisUrl, { name: 'pricing', logger });
  onStop('redis', () => {
    redis.disconnect();
  });
  const objects = await openObjectStore(config.objectStoreUrl, config);
  onStop('object store', objects.close);
  const tariffs = openTariffStore(mongo.db);
  await seedTariff(tariffs, TARIFF_2026_11, new Date());
  await doTariffJobs({ operationsUrl: config.operationsUrl, store: tariffs, service });
  const gateway = await createCommandGateway({
    ...log,
    redis,
    partitions: identity.partitions,
    instance: `pricing-${newEventId()}`,
    telemetry,
  });
  onStop('command gateway', gateway.close);

  const pricing = openPricing({
    threads: config.threads,
    submissionsInFlight: config.submissionsInFlight,
    patienceMs: config.patienceMs,
    objects,
    store: await openAnalysisStore(mongo.db),
    tariffs: createTariffReader(tariffs),
    send: gateway.send,
    clock: Date.now,
    service,
  });
  const subscription = await createEventSubscription({
    name: 'pricing',
    groupId: `${environment}.pricing`,
    log,
    topic: topics.events,
    maxParkedOrders: config.maxParkedOrders,
    positions: createMongoPositions(mongo.db.collection('positions'), identity.incarnation),
    parking: createMongoParking(mongo.db.collection('positions'), identity.incarnation),
    handle: ({ events }) => pricing.handle(events),
    maxBatchRecords: MAX_BATCH_EVENTS,
    service,
  });
  onStop('subscription', subscription.close);
});
