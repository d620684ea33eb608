import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createKeyStore, type KeyStore } from '@karat/infra/key-store';
import { createLogger } from '@karat/infra/logger';
import { connectMongo } from '@karat/infra/mongo';
import { connectRedis, type Redis } from '@karat/infra/redis';
import { startService } from '@karat/infra/services';
import { deployTestLog, type TestLog } from '@karat/infra/test-log';
import { mongoUrlFor, testServers } from '@karat/infra/testing';
import {
  bodyHashOf,
  createOutboxGateway,
  createOutcomeListener,
  type CommandGateway,
} from '@karat/producers/gateway';
import { newEventId, type OrderCommand, type Role } from '@karat/schemas';
import { sealPersonal } from '@karat/schemas/codec';
import type { ExecutionContext } from 'ava';
import type { MongoClient } from 'mongodb';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const SCRIPTS = {
  writer: 'producers/dist/src/bin/writer.js',
  outbox: 'producers/dist/src/bin/outbox.js',
  projector: 'consumers/dist/src/bin/projector.js',
  webhooks: 'consumers/dist/src/bin/webhooks.js',
  erasure: 'consumers/dist/src/bin/erasure.js',
};
const DATABASES = {
  MONGO_VIEW_MES_URL: 'view_mes',
  MONGO_VIEW_CRM_URL: 'view_crm',
  MONGO_VIEW_SHOP_URL: 'view_shop',
  MONGO_VIEW_SELLERS_URL: 'view_sellers',
  MONGO_VIEW_OPERATIONS_URL: 'view_operations',
  MONGO_OWN_SHOP_URL: 'own_shop',
  MONGO_OWN_SELLERS_URL: 'own_sellers',
  MONGO_OWN_OPERATIONS_URL: 'own_operations',
  MONGO_OWN_KEYS_URL: 'own_keys',
  MONGO_OWN_KEYS_READ_URL: 'own_keys',
};

/** The person whose data is to go; the name is in nothing else that the tests write. */
export const PERSON = {
  name: 'Wilhelmina Quastenflosser',
  email: 'w.quastenflosser@example.com',
  phone: '+49 30 987654',
  address: 'Quastenweg 7, Berlin',
};

/** An installation of the test's own in which every service runs that personal data passes. */
export interface ErasureRig {
  readonly log: TestLog;
  readonly environmentVariables: Readonly<Record<string, string | undefined>>;
  readonly mongo: MongoClient;
  readonly redis: Redis;
  readonly keys: KeyStore;
  /** Sends a command through the outbox and gives its outcome, or the reason of a refusal. */
  readonly ask: (orderId: string, role: Role, command: OrderCommand) => Promise<string>;
  readonly seal: (orderId: string, field: string, text: string) => Promise<Buffer>;
}

/** Makes a rig on the shared servers and takes it down after the test. */
export async function createErasureRig(t: ExecutionContext): Promise<ErasureRig> {
  const servers = testServers(process.env);
  const log = await deployTestLog(servers, { partitions: 2 });
  t.teardown(log.close);
  const logger = createLogger({ service: 'test', level: 'fatal' });
  const urlOf = (name: string) => mongoUrlFor(servers.mongoUrl, `${log.environment}_${name}`);
  const folder = await mkdtemp(join(tmpdir(), 'karat-erasure-'));
  const environmentVariables = {
    ...process.env,
    ...Object.fromEntries(
      Object.entries(DATABASES).map(([variable, name]) => [variable, urlOf(name)]),
    ),
    KARAT_ENV: log.environment,
    STATE_DIR: folder,
    ERASURE_KEY_CACHE_MS: '1500',
    WEBHOOK_INSECURE_HOSTS: '127.0.0.1',
  };
  const { db, client, close } = await connectMongo(urlOf('own_keys'), { name: 'test', logger });
  const redis = await connectRedis(servers.redisUrl, { name: 'test', logger });
  // One that subscribes is good for nothing else.
  const listening = await connectRedis(servers.redisUrl, { name: 'test', logger });
  t.teardown(async () => {
    for (const name of new Set(Object.values(DATABASES))) {
      await client.db(`${log.environment}_${name}`).dropDatabase();
    }
    await close();
    const left = await redis.keys(`${log.environment}:*`);
    if (left.length > 0) await redis.unlink(...left);
    redis.disconnect();
    listening.disconnect();
    await rm(folder, { recursive: true, force: true });
  });
  for (const [name, script] of Object.entries(SCRIPTS)) {
    const logFile = join(folder, `${name}.log`);
    const options = {
      name,
      script: join(ROOT, script),
      environment: environmentVariables,
      logFile,
    };
    const service = await startService(options);
    t.teardown(() => service.kill9());
    await service.ready(60_000);
  }
  const gateway = await createOutboxGateway({
    db: client.db(`${log.environment}_own_shop`),
    codec: log.codec,
    outcomes: await createOutcomeListener({
      redis: listening,
      environment: log.environment,
      instance: 'test',
    }),
    instance: 'test',
    timeoutMs: 30_000,
  });
  t.teardown(gateway.close);
  const keys = createKeyStore(db, { maxCached: 0 });
  return {
    log,
    environmentVariables,
    mongo: client,
    redis,
    keys,
    ask: (orderId, role, command) => ask(gateway, { orderId, role, command }),
    seal: async (orderId, field, text) =>
      sealPersonal(await keys.keyFor(orderId), `${orderId}/${field}`, text),
  };
}

async function ask(
  gateway: CommandGateway,
  asked: { readonly orderId: string; readonly role: Role; readonly command: OrderCommand },
): Promise<string> {
  const { orderId, role, command } = asked;
  const commandId = newEventId();
  const outcome = await gateway.execute({
    commandId,
    orderId,
    actor: { role, id: 'test' },
    command,
    expectedVersion: null,
    bodyHash: bodyHashOf(command),
    correlationId: commandId,
    causationId: null,
    traceparent: null,
    sentAt: Date.now(),
  });
  return outcome?.receipt.refusal?.reason ?? outcome?.receipt.outcome ?? 'undecided';
}

/** Where a text stands in clear: collections, keys of Redis, records of topics. */
export async function placesOf(rig: ErasureRig, text: string): Promise<readonly string[]> {
  const places: string[] = [];
  for (const { database, collection, document } of await allDocuments(rig)) {
    if (raw(document).includes(text)) places.push(`${database}.${collection}`);
  }
  for (const key of await rig.redis.keys(`${rig.log.environment}:*`)) {
    // The serialised form of any type; short texts stand in it as they are.
    const dumped = await rig.redis.dumpBuffer(key);
    if (dumped.includes(text)) places.push(key);
  }
  for (const topic of Object.values(rig.log.topics)) {
    for await (const batch of rig.log.reader.readTopic(topic)) {
      if (batch.some((record) => raw(record).includes(text))) places.push(topic);
    }
  }
  return [...new Set(places)].sort();
}

/** Every document of every database of the installation. */
export async function allDocuments({ mongo, log }: ErasureRig) {
  const { databases } = await mongo.db().admin().listDatabases();
  const own = databases.filter(({ name }) => name.startsWith(`${log.environment}_`));
  const found: { database: string; collection: string; document: unknown }[] = [];
  for (const { name } of own) {
    for (const { name: collection } of await mongo.db(name).listCollections().toArray()) {
      const documents = await mongo.db(name).collection(collection).find().toArray();
      const database = name.slice(log.environment.length + 1);
      found.push(...documents.map((document) => ({ database, collection, document })));
    }
  }
  return found;
}

/** All text and all bytes of a value, whatever it is nested in. */
function raw(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('latin1');
  if (typeof value !== 'object' || value === null) return '';
  if ('buffer' in value && value.buffer instanceof Uint8Array) return raw(value.buffer);
  return Object.entries(value)
    .map(([key, item]) => `${key}\n${raw(item)}`)
    .join('\n');
}
