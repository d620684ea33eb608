import { url } from '@karat/infra/config';
import type { ConfigOf } from '@karat/infra/config';
import { createKeyStore } from '@karat/infra/key-store';
import type { Logger } from '@karat/infra/logger';
import { connectMongo } from '@karat/infra/mongo';
import { connectRedis } from '@karat/infra/redis';
import { MONGO_VIEWS, workQueue, type Projection, type Versioned } from '@karat/projections';
import { createMongoViewStore } from './mongo-view-store.ts';
import { createOpenCustomers, leaveSealed, type OpenCustomers } from './open-customers.ts';
import { PARKING_BOUND_CONFIG } from '../subscription.ts';
import type { OpenView } from './projector.ts';
import { createRedisViewStore } from './redis-view-store.ts';

/** Where views are: settings for the table of a bin that opens them. */
export const VIEWS_CONFIG = {
  ...PARKING_BOUND_CONFIG,
  redisUrl: url('REDIS_URL', { doc: 'Redis, where the work queue is.', secret: true }),
  viewMesUrl: url('MONGO_VIEW_MES_URL', { doc: 'Database of the work orders.', secret: true }),
  viewCrmUrl: url('MONGO_VIEW_CRM_URL', { doc: 'Database of the CRM views.', secret: true }),
  viewShopUrl: url('MONGO_VIEW_SHOP_URL', { doc: 'Database of the shop views.', secret: true }),
  viewSellersUrl: url('MONGO_VIEW_SELLERS_URL', {
    doc: 'Database of the sellers’ views.',
    secret: true,
  }),
  viewOperationsUrl: url('MONGO_VIEW_OPERATIONS_URL', {
    doc: 'Database of the event index and of outcomes by command.',
    secret: true,
  }),
  keysUrl: url('MONGO_OWN_KEYS_READ_URL', {
    doc: 'Database of the keys of personal data, to read only.',
    secret: true,
  }),
};

/** The values of {@link VIEWS_CONFIG}. */
export type ViewsConfig = ConfigOf<typeof VIEWS_CONFIG>;

/** What views are opened with. */
export interface OpenViewsOptions {
  readonly config: ViewsConfig;
  readonly environment: string;
  /** Incarnation of the log that the views are folded from. */
  readonly incarnation: string;
  readonly logger: Logger;
  readonly onStop: (name: string, stop: () => Promise<void> | void) => void;
}

/** Connects to the stores of the views with these names. */
export async function openViews(
  names: readonly string[],
  options: OpenViewsOptions,
): Promise<readonly OpenView[]> {
  const views: OpenView[] = [];
  if (names.includes(workQueue.name)) views.push(await openWorkQueue(options));
  for (const projection of MONGO_VIEWS) {
    if (names.includes(projection.name)) views.push(await openMongoView(projection, options));
  }
  return views;
}

async function openWorkQueue(options: OpenViewsOptions): Promise<OpenView> {
  const { config, environment, incarnation, logger, onStop } = options;
  const redis = await connectRedis(config.redisUrl, { name: 'work-queue', logger });
  onStop('redis', () => {
    redis.disconnect();
  });
  const store = createRedisViewStore({ redis, environment, incarnation });
  const { maxParkedOrders } = config;
  const view = { projection: workQueue, store, openCustomers: leaveSealed, maxParkedOrders };
  return view satisfies OpenView<ReturnType<typeof workQueue.initial>>;
}

async function openMongoView(
  projection: Projection<Versioned>,
  options: OpenViewsOptions,
): Promise<OpenView> {
  const { incarnation } = options;
  const db = await connectDatabase(urlOf(projection, options.config), projection.name, options);
  return {
    projection,
    store: createMongoViewStore({ db, projection, incarnation }),
    maxParkedOrders: options.config.maxParkedOrders,
    openCustomers: projection.personal ? await connectKeys(options) : leaveSealed,
  };
}

function urlOf({ database }: Projection<Versioned>, config: ViewsConfig): string {
  switch (database) {
    case 'view_mes':
      return config.viewMesUrl;
    case 'view_crm':
      return config.viewCrmUrl;
    case 'view_shop':
      return config.viewShopUrl;
    case 'view_sellers':
      return config.viewSellersUrl;
    case 'view_operations':
      return config.viewOperationsUrl;
    case 'redis':
      return config.redisUrl;
  }
}

async function connectKeys(options: OpenViewsOptions): Promise<OpenCustomers> {
  return createOpenCustomers(
    createKeyStore(await connectDatabase(options.config.keysUrl, 'keys', options)),
  );
}

async function connectDatabase(databaseUrl: string, name: string, options: OpenViewsOptions) {
  const { logger, onStop } = options;
  const { db, close } = await connectMongo(databaseUrl, { name: `projector ${name}`, logger });
  onStop(`mongo ${name}`, close);
  return db;
}
