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
  /** `blocks` for a connection that waits for news. @throws `redis-unavailable`, retryable. */
  readonly redis: (url: string, options?: { readonly blocks: boolean }) => Promise<Redis>;
  /** The way of commands to the writer and of outcomes back. @throws `kafka-unavailable`, retryable. */
  readonly commands: (options: CommandConnectionOptions) => Promise<CommandSender>;
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
  const redis = async (url: string, { blocks } = { blocks: false }): Promise<Redis> => {
    const connection = await connectRedis(url, {
      name,
      logger,
      ...(blocks ? { commandTimeoutMs: null } : {}),
    });
    onStop('redis', () => {
      connection.disconnect();
    });
    checks['redis'] = () => (connection.status === 'ready' ? null : `is ${connection.status}`);
    return connection;
  };
  const commands = async ({ config, redisUrl }: CommandConnectionOptions) => {
    const log = await connectLog({ config, clientId: `karat-${name}`, logger, onStop });
    const gateway = await createCommandGateway({
      ...log,
      redis: await redis(redisUrl, { blocks: true }),
      partitions: log.identity.partitions,
      instance: `${name}-${randomUUID()}`,
    });
    onStop('command gateway', gateway.close);
    return { gateway, clock: Date.now };
  };
  return { mongo, redis, commands };
}
