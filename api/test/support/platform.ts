import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startService, type Service } from '@karat/infra/services';
import { deployTestLog, type TestLog } from '@karat/infra/test-log';
import { mongoUrlFor, testServers, type TestServers } from '@karat/infra/testing';
import type { Role } from '@karat/schemas';
import { MongoClient } from 'mongodb';

/** The processes that a test can start, by where their compiled entry lies. */
const SCRIPTS = {
  outbox: 'producers/dist/src/bin/outbox.js',
  writer: 'producers/dist/src/bin/writer.js',
  projector: 'consumers/dist/src/bin/projector.js',
  pricing: 'consumers/dist/src/bin/pricing.js',
  files: 'consumers/dist/src/bin/files.js',
  storefront: 'api/dist/src/bin/storefront.js',
  seller: 'api/dist/src/bin/seller.js',
  operator: 'api/dist/src/bin/operator.js',
  crm: 'api/dist/src/bin/crm.js',
  operations: 'api/dist/src/bin/operations.js',
} as const;

/** Name of a process. */
export type ServiceName = keyof typeof SCRIPTS;

/** An installation of the test's own: its log, its databases, and processes as it starts them. */
export interface Platform {
  readonly log: TestLog;
  readonly servers: TestServers;
  readonly folder: string;
  /** Starts a process, with other variables than the installation's where given. */
  readonly start: (
    name: ServiceName,
    changes?: Readonly<Record<string, string>>,
  ) => Promise<Service>;
  readonly mongoUrl: (database: string) => string;
  /** Stops the processes, then drops what they had. */
  readonly close: () => Promise<void>;
}

/** Tokens of the test's people: the token of `anna` is `anna-token`. */
const PEOPLE: readonly (readonly [id: string, role: Role])[] = [
  ['shop', 'storefront'],
  ['kiosk', 'storefront'],
  ['jewels', 'seller'],
  ['gems', 'seller'],
  ['anna', 'operator'],
  ['boris', 'operator'],
  ['lena', 'logistics'],
  ['petra', 'supervisor'],
  ['carl', 'crm'],
  ['ada', 'administrator'],
];

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const DATABASES = {
  MONGO_VIEW_CRM_URL: 'view_crm',
  MONGO_VIEW_SHOP_URL: 'view_shop',
  MONGO_VIEW_SELLERS_URL: 'view_sellers',
  MONGO_VIEW_MES_URL: 'view_mes',
  MONGO_VIEW_OPERATIONS_URL: 'view_operations',
  MONGO_VIEW_FILES_URL: 'view_files',
  MONGO_VIEW_OPERATIONS_READ_URL: 'view_operations',
  MONGO_OWN_SHOP_URL: 'own_shop',
  MONGO_OWN_SELLERS_URL: 'own_sellers',
  MONGO_OWN_WORKSHOP_URL: 'own_workshop',
  MONGO_OWN_PRICING_URL: 'own_pricing',
  MONGO_OWN_PRICING_READ_URL: 'own_pricing',
  MONGO_OWN_OPERATIONS_URL: 'own_operations',
  MONGO_OWN_KEYS_URL: 'own_keys',
  MONGO_OWN_KEYS_READ_URL: 'own_keys',
};

/** Makes an installation, on the shared servers unless told others; whoever makes it closes it. */
export async function createPlatform(
  servers: TestServers = testServers(process.env),
): Promise<Platform> {
  const log = await deployTestLog(servers);
  const folder = await mkdtemp(join(tmpdir(), 'karat-api-'));
  const mongoUrl = (database: string) =>
    mongoUrlFor(servers.mongoUrl, `${log.environment}_${database}`);
  const environment = {
    ...process.env,
    ...Object.fromEntries(
      Object.entries(DATABASES).map(([variable, database]) => [variable, mongoUrl(database)]),
    ),
    KAFKA_BROKERS: servers.brokers.join(','),
    SCHEMA_REGISTRY_URL: servers.registryUrl,
    REDIS_URL: servers.redisUrl,
    KARAT_ENV: log.environment,
    STATE_DIR: folder,
    OBJECT_STORE_URL: `file://${join(folder, 'objects')}`,
    API_TOKENS: JSON.stringify(PEOPLE.map(tokenEntry)),
    WEBHOOK_INSECURE_HOSTS: '127.0.0.1',
  };
  const started: Service[] = [];
  const start: Platform['start'] = async (name, changes) => {
    const service = await startService({
      name,
      environment: { ...environment, ...changes },
      script: join(ROOT, SCRIPTS[name]),
      logFile: join(folder, `${name}.log`),
    });
    started.push(service);
    await service.ready(60_000);
    return service;
  };
  const close = async (): Promise<void> => {
    await Promise.all(started.map((service) => service.stop()));
    await log.close();
    await dropDatabases(servers, log.environment);
    await rm(folder, { recursive: true, force: true });
  };
  return { log, servers, folder, start, mongoUrl, close };
}

async function dropDatabases({ mongoUrl }: TestServers, environment: string): Promise<void> {
  const client = new MongoClient(mongoUrl);
  const names = [...new Set(Object.values(DATABASES))];
  await Promise.all(names.map((name) => client.db(`${environment}_${name}`).dropDatabase()));
  await client.close();
}

/** The headers of a person. */
export function as(person: string): Record<string, string> {
  return { authorization: `Bearer ${person}-token` };
}

function tokenEntry([id, role]: (typeof PEOPLE)[number]) {
  return { sha256: createHash('sha256').update(`${id}-token`).digest('hex'), role, id };
}
