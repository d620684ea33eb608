import net from 'node:net';
import { createLogger } from '@karat/infra/logger';
import { connectRedis, type Redis } from '@karat/infra/redis';
import { deployTestLog, type TestLog } from '@karat/infra/test-log';
import { startProxy, type Proxy } from '@karat/infra/test-proxy';
import { testServers } from '@karat/infra/testing';
import type { ExecutionContext } from 'ava';
import { Kafka, logLevel } from 'kafkajs';
import {
  createCommandGateway,
  type CommandGatewayOptions,
  type LogGateway,
} from '../../src/command-gateway.ts';

/** A gateway that has real servers behind lines that can be cut. */
export interface GatewayRig {
  readonly log: TestLog;
  readonly gateway: LogGateway;
  /** What the gateway's Kafka connections go through; `deaf` loses the broker's answers only. */
  readonly kafkaLine: Proxy & { deaf: boolean };
  /** What the gateway's Redis connection goes through. */
  readonly redisLine: Proxy;
  /** A connection past the line, to tell outcomes with. */
  readonly redis: Redis;
}

/** Name of the gateway's process. */
export const INSTANCE = 'test';

/** Makes a gateway on the shared servers and takes it down after the test. */
export async function createGatewayRig(
  t: ExecutionContext,
  options: Partial<CommandGatewayOptions> = {},
): Promise<GatewayRig> {
  const servers = testServers(process.env);
  const log = await deployTestLog(servers, { partitions: 1 });
  t.teardown(log.close);
  const kafkaLine = { ...(await startProxy(t, servers.brokers[0] ?? '')), deaf: false };
  const redisLine = await startProxy(t, new URL(servers.redisUrl).host);
  const gateway = await createCommandGateway({
    kafka: kafkaThrough(t, kafkaLine),
    redis: await redisAt(t, `redis://${redisLine.host}`),
    codec: log.codec,
    environment: log.environment,
    topics: log.topics,
    partitions: 1,
    instance: INSTANCE,
    ...options,
  });
  t.teardown(gateway.close);
  return { log, gateway, kafkaLine, redisLine, redis: await redisAt(t, servers.redisUrl) };
}

async function redisAt(t: ExecutionContext, url: string): Promise<Redis> {
  const logger = createLogger({ service: 'test', level: 'silent' });
  const redis = await connectRedis(url, { name: 'test', logger, commandTimeoutMs: null });
  t.teardown(() => {
    redis.disconnect();
  });
  return redis;
}

/** The broker tells its own address, so every connection is bent to the line as it is made. */
function kafkaThrough(t: ExecutionContext, line: Proxy & { deaf: boolean }): Kafka {
  const sockets: net.Socket[] = [];
  let closed = false;
  // kafkajs forgets a connection whose request has timed out without closing it.
  t.teardown(() => {
    closed = true;
    for (const socket of sockets) {
      if (!socket.destroyed) socket.emit('end');
      socket.destroy();
    }
  });
  const [host = '', port = ''] = line.host.split(':');
  return new Kafka({
    brokers: [line.host],
    logLevel: logLevel.NOTHING,
    requestTimeout: 1_000,
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 8 },
    socketFactory: ({ onConnect }) => {
      const socket = net.connect({ host, port: Number(port) }, onConnect);
      sockets.push(socket);
      if (closed) socket.destroy();
      const emit = socket.emit.bind(socket);
      socket.emit = (event: string, ...rest: unknown[]) =>
        event === 'data' && line.deaf ? true : emit(event, ...rest);
      return socket;
    },
  });
}
