import { configOrExit, url } from '@karat/infra/config';
import { createKeyStore } from '@karat/infra/key-store';
import { createLogger } from '@karat/infra/logger';
import { OBJECT_STORE_CONFIG, openObjectStore, uploadsPlaceOf } from '@karat/infra/object-store';
import { runService, type HealthCheck } from '@karat/infra/service';
import { SERVICE_CONFIG } from '@karat/infra/service-config';
import { createTelemetry } from '@karat/infra/telemetry';
import { shopOrder } from '@karat/projections';
import { API_CONFIG, OUTCOMES_CONFIG } from '../http/api-config.ts';
import { createConnections } from '../http/connections.ts';
import { serveApi } from '../http/serve-api.ts';
import { outcomesIn } from '../queries/outcomes.ts';
import { mongoClock } from '../queries/mongo-clock.ts';
import { liveInMongo } from '../queries/from-live.ts';
import { shopOrders } from '../queries/shop-orders.ts';
import { modelOwnersIn } from '../storefront/model-owners.ts';
import { openModelUploads } from '../storefront/model-uploads.ts';
import { openUploadLocker } from '../storefront/upload-locks.ts';
import { storefrontRoutes } from '../storefront/storefront-routes.ts';

const INFO = {
  title: 'Karat storefront',
  description:
    'Orders as the shop takes them: begun, given their models, priced, approved, cancelled.',
  version: '1.0.0',
};

const CONFIG = {
  ...SERVICE_CONFIG,
  ...API_CONFIG,
  ...OUTCOMES_CONFIG,
  ...OBJECT_STORE_CONFIG,
  redisUrl: url('REDIS_URL', { doc: 'Redis, over which outcomes are told.', secret: true }),
  viewUrl: url('MONGO_VIEW_SHOP_URL', { doc: 'The storefront’s view of orders.', secret: true }),
  shopUrl: url('MONGO_OWN_SHOP_URL', {
    doc: 'The shop’s own database; commands wait there for Kafka.',
    secret: true,
  }),
  keysUrl: url('MONGO_OWN_KEYS_URL', { doc: 'Keys of personal data.', secret: true }),
};

const config = configOrExit(CONFIG, process);
const logger = createLogger({ service: 'storefront-api', level: config.logLevel });
const telemetry = createTelemetry('storefront-api');
const checks: Record<string, HealthCheck> = {};
const options = { ...config, name: 'storefront-api', logger, telemetry, checks };

await runService(options, async (service) => {
  const connections = createConnections('storefront-api', service, checks);
  const [view, keys, store, sender] = await Promise.all([
    connections.mongo(config.viewUrl),
    connections.mongo(config.keysUrl),
    openObjectStore(config.objectStoreUrl, config),
    connections.outboxCommands({
      config,
      redisUrl: config.redisUrl,
      mongoUrl: config.shopUrl,
    }),
  ]);
  service.onStop('object store', store.close);
  const shop = connections.lazyMongo(config.shopUrl);
  const routes = storefrontRoutes({
    sender,
    keys: createKeyStore(keys),
    store,
    uploads: await openModelUploads(
      uploadsPlaceOf(config.objectStoreUrl, config),
      await openUploadLocker(shop),
    ),
    ownerOf: modelOwnersIn(shop),
    findOrder: shopOrders(view),
    orderClock: mongoClock(view, shopOrder.name),
    liveOrders: liveInMongo(view, shopOrder.name),
    outcomes: outcomesIn(connections.lazyMongo(config.outcomesUrl)),
  });
  await serveApi(service, { ...config, roles: ['storefront'], routes, info: INFO });
});
