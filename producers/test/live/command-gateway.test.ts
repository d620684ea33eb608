import { randomUUID } from 'node:crypto';
import net from 'node:net';
import { createLogger } from '@karat/infra/logger';
import { connectRedis } from '@karat/infra/redis';
import { deployTestLog } from '@karat/infra/test-log';
import { eventually, testServers } from '@karat/infra/testing';
import test, { type ExecutionContext } from 'ava';
import { Kafka, logLevel } from 'kafkajs';
import { createCommandGateway } from '../../src/command-gateway.ts';
import { initiation, readAll } from '../support/partition-rig.ts';

/** A gateway whose answers from Kafka can be lost on their way back. */
async function createRig(t: ExecutionContext, sendTimeoutMs?: number) {
  const servers = testServers(process.env);
  const log = await deployTestLog(servers, { partitions: 1 });
  t.teardown(log.close);
  const logger = createLogger({ service: 'test', level: 'silent' });
  const redis = await connectRedis(servers.redisUrl, { name: 'test', logger });
  t.teardown(() => {
    redis.disconnect();
  });
  const line = { deaf: false, closed: false };
  const sockets: net.Socket[] = [];
  // kafkajs forgets a connection whose request has timed out without closing it.
  t.teardown(() => {
    line.closed = true;
    for (const socket of sockets) {
      socket.emit('end');
      socket.destroy();
    }
  });
  const kafka = new Kafka({
    brokers: [...servers.brokers],
    logLevel: logLevel.NOTHING,
    requestTimeout: 1_000,
    retry: { initialRetryTime: 200, retries: 8 },
    socketFactory: ({ host, port, onConnect }) => {
      const socket = net.connect({ host, port }, onConnect);
      sockets.push(socket);
      if (line.closed) socket.destroy();
      const emit = socket.emit.bind(socket);
      socket.emit = (event: string, ...rest: unknown[]) =>
        event === 'data' && line.deaf ? true : emit(event, ...rest);
      return socket;
    },
  });
  const gateway = await createCommandGateway({
    kafka,
    redis,
    codec: log.codec,
    environment: log.environment,
    topics: log.topics,
    partitions: 1,
    instance: 'test',
    ...(sendTimeoutMs === undefined ? {} : { sendTimeoutMs }),
  });
  t.teardown(gateway.close);
  return { log, gateway, line };
}

test('a command that Kafka confirmed is in the log, also when answers before it were lost', async (t) => {
  const { log, gateway, line } = await createRig(t);
  await gateway.send(initiation(randomUUID()));
  line.deaf = true;
  const orderIds = Array.from({ length: 6 }, () => randomUUID());
  const sending = Promise.all(orderIds.map((orderId) => gateway.send(initiation(orderId))));
  const { commands } = log.topics;
  await eventually(async () => (await log.reader.endOf(commands, 0)) > 1n);
  line.deaf = false;
  await sending;
  const written = await readAll(log.reader, commands);
  const found = new Set(written.map(({ key }) => key?.toString('utf8')));
  t.deepEqual(
    orderIds.filter((orderId) => !found.has(orderId)),
    [],
  );
});

test('with Kafka silent a sender hears within the time that it was told', async (t) => {
  const { log, gateway, line } = await createRig(t, 500);
  await gateway.send(initiation(randomUUID()));
  line.deaf = true;
  const startedAt = performance.now();
  const error = await t.throwsAsync(gateway.execute(initiation(randomUUID())));
  line.deaf = false;
  t.is((error as { code?: string } | undefined)?.code, 'kafka-unavailable');
  t.true(performance.now() - startedAt < 2_000);
  // kafkajs still tries: the command that nobody heard of arrives, and then once more.
  await eventually(async () => (await log.reader.endOf(log.topics.commands, 0)) >= 3n);
});
