import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProxiedServers, type ProxiedServers } from '@karat/infra/proxied-servers';
import { isRetryable } from '@karat/infra/errors';
import { createLogger } from '@karat/infra/logger';
import { connectRedis } from '@karat/infra/redis';
import { eventually } from '@karat/infra/testing';
import anyTest, { type ExecutionContext, type TestFn } from 'ava';
import { createFaultRig, untilHeard, type FaultRig } from '../../support/fault-rig.ts';
import { commandOf } from '../../support/writer-rig.ts';

interface Context {
  readonly servers: ProxiedServers;
  readonly root: string;
}

const test = anyTest as TestFn<Context>;

// One set of servers for all of this file: they take longer to start than to break.
test.before(async (t) => {
  t.timeout(300_000);
  const root = await mkdtemp(join(tmpdir(), 'karat-servers-'));
  const servers = await startProxiedServers({ root, env: process.env });
  t.context = { servers, root };
});

test.after.always(async (t) => {
  await t.context.servers.stop();
  await rm(t.context.root, { recursive: true, force: true });
});

async function createRig(t: ExecutionContext<Context>): Promise<FaultRig> {
  t.timeout(180_000);
  const { kafka, registry, redis } = t.context.servers;
  return createFaultRig(t, {
    services: { brokers: [kafka.url], registryUrl: registry.url, redisUrl: redis.url },
    direct: {
      brokers: [kafka.directUrl],
      registryUrl: registry.directUrl,
      redisUrl: redis.directUrl,
    },
  });
}

/** The group has put out its only member, so its partitions were anybody's. */
async function untilEvicted({ log }: FaultRig): Promise<void> {
  const admin = log.kafka.admin();
  await admin.connect();
  await eventually(async () => {
    const { groups } = await admin.describeGroups([`${log.environment}.decider`]);
    return groups.every(({ members }) => members.length === 0);
  });
  await admin.disconnect();
}

test.serial(
  'Kafka that swallows everything until the writer is evicted loses nothing',
  async (t) => {
    const rig = await createRig(t);
    await rig.startWriter('one');
    const load = rig.load({ orders: 24 });
    await untilHeard(load, 40);
    await t.context.servers.kafka.swallow();
    await untilEvicted(rig);
    await t.context.servers.kafka.heal();
    await rig.prove(load);
  },
);

test.serial(
  'a Kafka that is away refuses commands at once or in time, and loses none',
  async (t) => {
    const rig = await createRig(t);
    await rig.startWriter('one');
    const load = rig.load({ orders: 24 });
    await untilHeard(load, 40);
    await t.context.servers.kafka.cut();
    const [orderId = ''] = load.orderIds;
    t.true(isRetryable(await t.throwsAsync(rig.gateway.send(unheard(orderId)))));
    await t.context.servers.kafka.heal();
    await rig.prove(load);
  },
);

test.serial('a broker killed and started again has every command that it confirmed', async (t) => {
  const rig = await createRig(t);
  await rig.startWriter('one');
  const load = rig.load({ orders: 24 });
  await untilHeard(load, 40);
  await t.context.servers.kafka.kill9();
  await t.context.servers.kafka.start();
  await rig.prove(load);
});

test.serial(
  'without Redis commands are decided all the same, and heard when it is back',
  async (t) => {
    const rig = await createRig(t);
    await rig.startWriter('one');
    const load = rig.load({ orders: 24 });
    await untilHeard(load, 40);
    await t.context.servers.redis.kill9();
    const before = await countReceipts(rig);
    await eventually(async () => (await countReceipts(rig)) >= before + 20n);
    await t.context.servers.redis.start();
    await rig.prove(load);
  },
);

test.serial('a Redis that was emptied had nothing that an order needs', async (t) => {
  const rig = await createRig(t);
  await rig.startWriter('one');
  const load = rig.load({ orders: 24 });
  await untilHeard(load, 40);
  const logger = createLogger({ service: 'test', level: 'silent' });
  const redis = await connectRedis(t.context.servers.redis.directUrl, { name: 'test', logger });
  await redis.flushall();
  redis.disconnect();
  await rig.prove(load);
});

test.serial('with the registry away a running writer goes on', async (t) => {
  const rig = await createRig(t);
  await rig.startWriter('one');
  const load = rig.load({ orders: 24 });
  await untilHeard(load, 60);
  await t.context.servers.registry.kill9();
  await untilHeard(load, 180);
  await t.context.servers.registry.start();
  await rig.prove(load);
});

async function countReceipts({ log }: FaultRig): Promise<bigint> {
  let count = 0n;
  for await (const batch of log.reader.readTopic(log.topics.receipts))
    count += BigInt(batch.length);
  return count;
}

/** A command that the load does not wait for. */
const unheard = (orderId: string) =>
  commandOf(orderId, `${orderId}/unheard`, {
    command: { type: 'CloseOrder', data: {} },
    role: 'logistics',
  });
