import { createLogger } from '@karat/infra/logger';
import { connectMongo } from '@karat/infra/mongo';
import { connectRedis, type Redis } from '@karat/infra/redis';
import { mongoUrlFor, testServers, uniqueEnv } from '@karat/infra/testing';
import type { ExecutionContext } from 'ava';
import type { Db } from 'mongodb';

/** A database and a Redis prefix of a test's own. */
export interface StoresRig {
  readonly db: Db;
  readonly redis: Redis;
  readonly environment: string;
}

/** Connects to the shared servers; what the test leaves there goes away with it. */
export async function createStoresRig(t: ExecutionContext): Promise<StoresRig> {
  const servers = testServers(process.env);
  const environment = uniqueEnv();
  const logger = createLogger({ service: 'test', level: 'fatal' });
  const mongoUrl = mongoUrlFor(servers.mongoUrl, `${environment}_view_test`);
  const { db, close } = await connectMongo(mongoUrl, { name: 'test', logger });
  const redis = await connectRedis(servers.redisUrl, { name: 'test', logger });
  t.teardown(async () => {
    await db.dropDatabase();
    await close();
    const keys = await redis.keys(`${environment}:*`);
    if (keys.length > 0) await redis.unlink(...keys);
    redis.disconnect();
  });
  return { db, redis, environment };
}
