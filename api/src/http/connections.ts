import { randomUUID } from 'node:crypto';
import { connectLog } from '@karat/infra/log-connection';
import { connectMongo } from '@karat/infra/mongo';
import { connectRedis, type Redis } from '@karat/infra/redis';
import type { HealthCheck, ServiceContext } from '@karat/infra/service';
import type { ServiceConfig } from '@karat/infra/service-config';
import { createCommandGateway } from '@karat/producers/gateway';
import type { Db } from 'mongodb';
import type { CommandSender } from './send-command.ts';

/** Makes the connections of an API, each closed and watched with the service. */
export interface Connections {
  /** The database of a URL. @throws `mongo-unavailable`, retryable. */
  readonly mongo: (url: string) => Promise<Db>;
  /** A connection of its own for each use. @throws `redis-unavailable`, retryable. */
  readonly redis: (url: string, use: RedisUse) => Promise<Redis>;
  /** The way of commands to the writer and of outcomes back. @throws `kafka-unavailable`, retryable. */
  readonly commands: (options: CommandConnectionOptions) => Promise<CommandSender>;
}

/** What a connection to Redis is for. */
export interface RedisUse {
  /** Its name in health, e.g. `feed`. */
  readonly name: string;
  /** Whether it waits for news and answers nothing meanwhile. */
  readonly blocks: boolean;
}

/** What commands are sent with. */
export interface CommandConnectionOptions {
  readonly config: Pick<ServiceConfig, 'environment' | 'brokers' | 'registryUrl'>;
  readonly redisUrl: string;
}

/** Connections of the service of this name; `checks` gets one entry for each. */
export function createConnections(
  name: string,
  { logger, onStop }: ServiceContext,
  checks: Record<string, HealthCheck>,
): Connections {
  const mongo = async (url: string): Promise<Db> => {
    const { db, close } = await connectMongo(url, { name, logger });
    onStop(`mongo ${db.databaseName}`, close);
    checks[db.databaseName] = async () => {
      await db.command({ ping: 1 });
      return null;
    };
    return db;
  };
  const redis = async (url: string, use: RedisUse): Promise<Redis> => {
    const connection = await connectRedis(url, {
      name: `${name} ${use.name}`,
      logger,
      ...(use.blocks ? { commandTimeoutMs: null } : {}),
    });
    onStop(`redis ${use.name}`, () => {
      connection.disconnect();
    });
    checks[`redis ${use.name}`] = () =>
      connection.status === 'ready' ? null : `the connection is ${connection.status}`;
    return connection;
  };
  const commands = async ({ config, redisUrl }: CommandConnectionOptions) => {
    const log = await connectLog({ config, clientId: `karat-${name}`, logger, onStop });
    const gateway = await createCommandGateway({
      ...log,
      redis: await redis(redisUrl, { name: 'outcomes', blocks: true }),
      partitions: log.identity.partitions,
      instance: `${name}-${randomUUID()}`,
    });
    onStop('command gateway', gateway.close);
    return { gateway, clock: Date.now };
  };
  return { mongo, redis, commands };
}
