import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { explicitPartitioner } from '@karat/infra/kafka';
import { createKeyStore, type KeyStore } from '@karat/infra/key-store';
import { createLogger } from '@karat/infra/logger';
import { connectMongo } from '@karat/infra/mongo';
import { connectRedis } from '@karat/infra/redis';
import { startService, type Service } from '@karat/infra/services';
import { deployTestLog, type TestLog } from '@karat/infra/test-log';
import { mongoUrlFor, testServers } from '@karat/infra/testing';
import { VIEW_NAMES, type Versioned } from '@karat/projections';
import { partitionOf, type EventEnvelope } from '@karat/schemas';
import { encodeEvent, sealPersonal } from '@karat/schemas/codec';
import type { ExecutionContext } from 'ava';
import type { Db, MongoClient } from 'mongodb';
import { eachAtOnce } from '../../src/each-at-once.ts';
import { openViews, type ViewsConfig } from '../../src/projector/open-views.ts';
import type { OpenView } from '../../src/projector/projector.ts';
import { rememberPlaces } from './published-places.ts';

const PROJECTOR = fileURLToPath(new URL('../../src/bin/projector.js', import.meta.url));

/** The customer of every order that a rig publishes. */
export const CUSTOMER = {
  name: 'Ada Example',
  email: 'ada@example.com',
  phone: '+49 30 1234',
  address: 'Ringstr. 1, Berlin',
};

/** Few enough for the broker's limit of a batch. */
const MESSAGES_AT_ONCE = 500;
const KEYS_AT_ONCE = 16;

/** A log, databases and views of a test's own. */
export interface ProjectorRig {
  readonly log: TestLog;
  /** What our processes are started with. */
  readonly environmentVariables: Variables;
  /** The server of all databases. */
  readonly databases: MongoClient;
  readonly views: readonly OpenView[];
  /** Writes events to the log, with their customers sealed. */
  readonly publish: (events: readonly EventEnvelope[]) => Promise<void>;
  /** Starts a projector, with other variables than the rig's where given. */
  readonly startProjector: (changes?: Variables) => Promise<Service>;
  /** Drops a view's database, as an operator's mistake would. */
  readonly dropDatabase: (name: string) => Promise<void>;
  /** Empties Redis as far as it is ours. */
  readonly deleteRedisKeys: () => Promise<void>;
  /** Everything that a view shows, by key; null while it has no live generation. */
  readonly readView: (name: string) => Promise<ReadonlyMap<string, Versioned> | null>;
}

/** Makes a rig on the shared servers and takes it down after the test. */
export async function createProjectorRig(t: ExecutionContext): Promise<ProjectorRig> {
  const servers = testServers(process.env);
  const log = await deployTestLog(servers);
  t.teardown(log.close);
  const logger = createLogger({ service: 'test', level: 'error' });
  const { environment, identity } = log;
  const urlOf = (name: string) => mongoUrlFor(servers.mongoUrl, `${environment}_${name}`);
  const config = {
    maxParkedOrders: 100,
    redisUrl: servers.redisUrl,
    viewMesUrl: urlOf('view_mes'),
    viewCrmUrl: urlOf('view_crm'),
    viewShopUrl: urlOf('view_shop'),
    viewSellersUrl: urlOf('view_sellers'),
    viewOperationsUrl: urlOf('view_operations'),
    keysUrl: urlOf('own_keys'),
  };
  const environmentVariables = {
    ...variablesOf(config, environment),
    MONGO_OWN_OPERATIONS_URL: urlOf('own_operations'),
  };
  const databaseNames = [
    'view_crm',
    'view_shop',
    'view_sellers',
    'view_mes',
    'view_operations',
    'own_operations',
    'own_keys',
  ];
  const admin = await connectMongo(urlOf('own_keys'), { name: 'test', logger });
  t.teardown(async () => {
    for (const name of databaseNames) {
      await admin.client.db(`${environment}_${name}`).dropDatabase();
    }
    await admin.close();
    await deleteRedisKeys(servers.redisUrl, environment);
  });
  const views = await openViews(VIEW_NAMES, {
    config,
    environment,
    incarnation: identity.incarnation,
    logger,
    onStop: (_name, stop) => {
      t.teardown(stop);
    },
  });
  return {
    log,
    environmentVariables,
    databases: admin.client,
    views,
    publish: (events) => publish(log, admin.db, events),
    startProjector: (changes) => startProjector(t, { ...environmentVariables, ...changes }),
    dropDatabase: async (name) => {
      await admin.client.db(`${environment}_${name}`).dropDatabase();
    },
    deleteRedisKeys: () => deleteRedisKeys(servers.redisUrl, environment),
    readView: (name) => readView(views, name),
  };
}

async function publish(
  { kafka, codec, identity, topics }: TestLog,
  keysDb: Db,
  events: readonly EventEnvelope[],
): Promise<void> {
  const keys = createKeyStore(keysDb);
  const orders = events.filter(({ event }) => event.type === 'OrderInitiated');
  const sealed = new Map<EventEnvelope, EventEnvelope>();
  await eachAtOnce(orders, KEYS_AT_ONCE, async (envelope) => {
    sealed.set(envelope, await withSealedCustomer(envelope, keys));
  });
  const producer = kafka.producer({ createPartitioner: explicitPartitioner });
  await producer.connect();
  const messages = events.map((envelope) => {
    const { key, value, headers } = encodeEvent(codec, sealed.get(envelope) ?? envelope);
    const partition = partitionOf(envelope.orderId, identity.partitions);
    return { key, value, headers: { ...headers }, partition };
  });
  try {
    for (let start = 0; start < messages.length; start += MESSAGES_AT_ONCE) {
      const some = messages.slice(start, start + MESSAGES_AT_ONCE);
      const answers = await producer.send({ topic: topics.events, messages: some });
      const sent = events.slice(start, start + MESSAGES_AT_ONCE).map(({ eventId, orderId }) => {
        return { eventId, partition: partitionOf(orderId, identity.partitions) };
      });
      rememberPlaces(sent, answers);
    }
  } finally {
    await producer.disconnect();
  }
}

async function withSealedCustomer(envelope: EventEnvelope, keys: KeyStore): Promise<EventEnvelope> {
  const { event, orderId } = envelope;
  if (event.type !== 'OrderInitiated') return envelope;
  const key = await keys.keyFor(orderId);
  const customer = sealPersonal(key, `${orderId}/customer`, JSON.stringify(CUSTOMER));
  return { ...envelope, event: { ...event, data: { ...event.data, customer } } };
}

type Variables = Readonly<Record<string, string | undefined>>;

function variablesOf(config: ViewsConfig, environment: string): Variables {
  return {
    ...process.env,
    KARAT_ENV: environment,
    REDIS_URL: config.redisUrl,
    MONGO_VIEW_MES_URL: config.viewMesUrl,
    MONGO_VIEW_CRM_URL: config.viewCrmUrl,
    MONGO_VIEW_SHOP_URL: config.viewShopUrl,
    MONGO_VIEW_SELLERS_URL: config.viewSellersUrl,
    MONGO_VIEW_OPERATIONS_URL: config.viewOperationsUrl,
    MONGO_OWN_KEYS_READ_URL: config.keysUrl,
  };
}

async function startProjector(t: ExecutionContext, environment: Variables): Promise<Service> {
  const folder = await mkdtemp(join(tmpdir(), 'karat-projector-'));
  const service = await startService({
    name: 'projector',
    script: PROJECTOR,
    environment,
    logFile: join(folder, 'projector.log'),
  });
  t.teardown(async () => {
    await service.kill9();
    if (t.passed) await rm(folder, { recursive: true });
    else t.log(`Log of the projector: ${folder}`);
  });
  await service.ready();
  return service;
}

async function readView(
  views: readonly OpenView[],
  name: string,
): Promise<ReadonlyMap<string, Versioned> | null> {
  const view = views.find(({ projection }) => projection.name === name);
  const active = (await view?.store.active()) ?? null;
  if (view === undefined || active === null) return null;
  const found = new Map<string, Versioned>();
  for await (const batch of view.store.generation(active).all()) {
    for (const [key, stored] of batch) found.set(key, stored);
  }
  return inOrder(found);
}

/** Entries by ascending key: maps are compared entry by entry. */
export function inOrder<V>(map: ReadonlyMap<string, V>): ReadonlyMap<string, V> {
  return new Map([...map].sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function deleteRedisKeys(redisUrl: string, environment: string): Promise<void> {
  const logger = createLogger({ service: 'test', level: 'error' });
  const redis = await connectRedis(redisUrl, { name: 'test', logger });
  const keys = await redis.keys(`${environment}:*`);
  if (keys.length > 0) await redis.unlink(...keys);
  redis.disconnect();
}
