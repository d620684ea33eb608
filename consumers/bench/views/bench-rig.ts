import { list, readConfig, url } from '@karat/infra/config';
import { createLogger } from '@karat/infra/logger';
import { connectMongo } from '@karat/infra/mongo';
import { deployTestLog, type TestLog } from '@karat/infra/test-log';
import { mongoUrlFor } from '@karat/infra/testing';
import type { Db, MongoClient } from 'mongodb';

const SERVERS = {
  brokers: list('KAFKA_BROKERS', { doc: 'Kafka of the run.' }),
  registryUrl: url('SCHEMA_REGISTRY_URL', { doc: 'Schema registry of the run.' }),
  mongoUrl: url('MONGO_URL', { doc: 'Mongo of the run, as administrator.', secret: true }),
  redisUrl: url('REDIS_URL', { doc: 'Redis of the run.' }),
};

const DATABASES = {
  MONGO_VIEW_MES_URL: 'view_mes',
  MONGO_VIEW_CRM_URL: 'view_crm',
  MONGO_VIEW_SHOP_URL: 'view_shop',
  MONGO_VIEW_SELLERS_URL: 'view_sellers',
  MONGO_VIEW_OPERATIONS_URL: 'view_operations',
  MONGO_VIEW_OPERATIONS_READ_URL: 'view_operations',
  MONGO_OWN_OPERATIONS_URL: 'own_operations',
  MONGO_OWN_KEYS_URL: 'own_keys',
  MONGO_OWN_KEYS_READ_URL: 'own_keys',
};

/** An installation of a benchmark's own. */
export interface BenchRig {
  readonly log: TestLog;
  readonly client: MongoClient;
  readonly database: (name: string) => Db;
  readonly redisUrl: string;
  /** What our processes are started with. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Makes an installation on the servers of a run, gives it to a task, and drops it. */
export async function withBenchRig<T>(
  env: Readonly<Record<string, string | undefined>>,
  task: (rig: BenchRig) => Promise<T>,
): Promise<T> {
  const servers = readConfig(SERVERS, env);
  const log = await deployTestLog(servers, { partitions: 12 });
  const urlOf = (name: string) => mongoUrlFor(servers.mongoUrl, `${log.environment}_${name}`);
  const logger = createLogger({ service: 'bench', level: 'error' });
  // Dropping what a million orders have left takes its time.
  const patience = { name: 'bench', logger, timeoutMs: 300_000 };
  const { client, close } = await connectMongo(urlOf('own_keys'), patience);
  const database = (name: string) => client.db(`${log.environment}_${name}`);
  const urls = Object.entries(DATABASES).map(
    ([variable, name]) => [variable, urlOf(name)] as const,
  );
  try {
    return await task({
      log,
      client,
      database,
      redisUrl: servers.redisUrl,
      environment: {
        ...env,
        ...Object.fromEntries(urls),
        KARAT_ENV: log.environment,
      },
    });
  } finally {
    for (const name of new Set(Object.values(DATABASES))) await database(name).dropDatabase();
    await close();
    await log.close();
  }
}
