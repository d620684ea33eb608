import { randomUUID } from 'node:crypto';
import { connectCodec } from '@karat/infra/connect-codec';
import { connectLog } from '@karat/infra/log-connection';
import { connectMongo, openMongo } from '@karat/infra/mongo';
import { connectRedis, openRedis, type Redis } from '@karat/infra/redis';
import type { HealthCheck, ServiceContext } from '@karat/infra/service';
import type { ServiceConfig } from '@karat/infra/service-config';
import {
  createCommandGateway,
  createOutboxGateway,
  createOutcomeListener,
} from '@karat/producers/gateway';
import type { Db } from 'mongodb';
import type { CommandSender } from './send-command.ts';

/** Makes the connections of an API, each closed and watched with the service. */
export interface Connections {
  /** The database of a URL. @throws `mongo-unavailable`, retryable. */
  readonly mongo: (url: string) => Promise<Db>;
  /** A database that is no part of health: what the API is there for is done without it. */
  readonly lazyMongo: (url: string) => Db;
  /** A connection of its own for each use. @throws `redis-unavailable`, retryable. */
  readonly redis: (url: string, use: RedisUse) => Promise<Redis>;
  /** The way of commands to the writer and of outcomes back. @throws `kafka-unavailable`, retryable. */
  readonly commands: (options: CommandConnectionOptions) => Promise<CommandSender>;
  /**
   * The way of commands through an outbox, which needs neither Kafka nor Redis to be there.
   * @throws `mongo-unavailable` or `registry-unavailable`, retryable.
   */
  readonly outboxCommands: (options: OutboxConnectionOptions) => Promise<CommandSender>;
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

/** What commands are sent through an outbox with. */
export interface OutboxConnectionOptions {
  readonly config: Pick<ServiceConfig, 'environment' | 'registryUrl'>;
  readonly redisUrl: string;
  /** The database that holds the outbox. */
  readonly mongoUrl: string;
}

/** Connections of the service of this name; `checks` gets one entry for each. */
export function createConnections(
  name: string,
  { logger, telemetry, onStop }: ServiceContext,
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
      redis: outcomesRedis(redisUrl, { name, logger, onStop }),
      partitions: log.identity.partitions,
      instance: `${name}-${randomUUID()}`,
      telemetry,
    });
    checks['command gateway'] = gateway.trouble;
    onStop('command gateway', gateway.close);
    return { gateway, clock: Date.now };
  };
  const outboxCommands = async (options: OutboxConnectionOptions) =>
    connectOutbox({ ...options, db: await mongo(options.mongoUrl), name, logger, onStop });
  const lazyMongo = (url: string): Db => {
    const { db, close } = openMongo(url, { name });
    onStop(`mongo ${db.databaseName}`, close);
    return db;
  };
  return { mongo, lazyMongo, redis, commands, outboxCommands };
}

async function connectOutbox({
  config,
  redisUrl,
  db,
  name,
  logger,
  onStop,
}: OutboxConnectionOptions &
  Pick<ServiceContext, 'logger' | 'onStop'> & {
    readonly db: Db;
    readonly name: string;
  }): Promise<CommandSender> {
  const codec = await connectCodec(config);
  const redis = outcomesRedis(redisUrl, { name, logger, onStop });
  const instance = `${name}-${randomUUID()}`;
  const { environment } = config;
  const outcomes = await createOutcomeListener({ redis, environment, instance });
  const gateway = await createOutboxGateway({ db, codec, outcomes, instance });
  onStop('outbox gateway', gateway.close);
  return { gateway, clock: Date.now };
}

/** No part of health: without Redis answers come late, and commands are taken all the same. */
function outcomesRedis(
  redisUrl: string,
  { name, logger, onStop }: Pick<ServiceContext, 'logger' | 'onStop'> & { readonly name: string },
): Redis {
  const redis = openRedis(redisUrl, { name: `${name} outcomes`, logger, commandTimeoutMs: null });
  onStop('redis outcomes', () => {
    redis.disconnect();
  });
  return redis;
}
