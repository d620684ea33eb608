import { configOrExit, integer, url } from '@karat/infra/config';
import { createKeyStore, KEY_CACHE_MS } from '@karat/infra/key-store';
import { connectLog } from '@karat/infra/log-connection';
import { createLogger } from '@karat/infra/logger';
import { connectMongo } from '@karat/infra/mongo';
import { runService } from '@karat/infra/service';
import { SERVICE_CONFIG } from '@karat/infra/service-config';
import { createTelemetry } from '@karat/infra/telemetry';
import { VIEW_NAMES } from '@karat/projections';
import { openErasureStore } from '../erasure/erasure-store.ts';
import { startErasure } from '../erasure/start-erasure.ts';
import { createEventSubscription } from '../event-subscription.ts';
import { openViews, VIEWS_CONFIG } from '../projector/open-views.ts';
import { createMongoParking, createMongoPositions } from '../subscription.ts';

const secret = true;
const CONFIG = {
  ...SERVICE_CONFIG,
  ...VIEWS_CONFIG,
  ownKeysUrl: url('MONGO_OWN_KEYS_URL', { doc: 'Database of the keys, to destroy them.', secret }),
  ownShopUrl: url('MONGO_OWN_SHOP_URL', { doc: 'Database of the storefront.', secret }),
  ownSellersUrl: url('MONGO_OWN_SELLERS_URL', { doc: 'Database of sellers.', secret }),
  operationsUrl: url('MONGO_OWN_OPERATIONS_URL', { doc: 'Database of the proofs.', secret }),
  keyCacheMs: integer('ERASURE_KEY_CACHE_MS', {
    doc: 'Longest that any service keeps a key in memory, in ms; waited for before a proof is whole.',
    default: KEY_CACHE_MS,
  }),
};

const config = configOrExit(CONFIG, process);
const logger = createLogger({ service: 'erasure', level: config.logLevel });
const telemetry = createTelemetry('erasure');

await runService({ ...config, name: 'erasure', logger, telemetry }, async (service) => {
  const { onStop } = service;
  const log = await connectLog({ config, clientId: 'karat-erasure', logger, onStop });
  const { environment, topics, identity } = log;
  const { incarnation } = identity;
  const connect = async (databaseUrl: string, name: string) => {
    const { db, close } = await connectMongo(databaseUrl, { name: `erasure ${name}`, logger });
    onStop(`mongo ${name}`, close);
    return db;
  };
  const keys = createKeyStore(await connect(config.ownKeysUrl, 'keys'), { maxCached: 0 });
  const operations = await connect(config.operationsUrl, 'operations');
  const store = openErasureStore(operations);
  await store.ensureIndexes();
  const erasure = startErasure({
    keys,
    store,
    incarnation,
    service,
    stores: {
      views: await openViews(VIEW_NAMES, { config, environment, incarnation, logger, onStop }),
      viewCrm: await connect(config.viewCrmUrl, 'view_crm'),
      ownShop: await connect(config.ownShopUrl, 'shop'),
      ownSellers: await connect(config.ownSellersUrl, 'sellers'),
      hasKey: async (orderId) => (await keys.findKey(orderId)) !== null,
      keyCacheMs: config.keyCacheMs,
      clock: Date.now,
    },
  });
  onStop('erasure', erasure.close);
  const subscription = await createEventSubscription({
    name: 'erasure',
    groupId: `${environment}.erasure`,
    log,
    topic: topics.events,
    maxParkedOrders: config.maxParkedOrders,
    positions: createMongoPositions(operations.collection('erasure_positions'), incarnation),
    parking: createMongoParking(operations.collection('erasure_positions'), incarnation),
    handle: ({ events }) => erasure.take(events),
    service,
  });
  onStop('subscription', subscription.close);
});
