import test from 'ava';
import { connectRedis } from '../../../src/redis.ts';
import { createKafka } from '../../../src/kafka.ts';
import { createRegistry } from '../../../src/registry.ts';
import { eventually } from '../../../src/testing.ts';
import { startProxiedServers } from '../../../local/proxied-servers.ts';
import { silent } from '../../support/live.ts';
import { newFolder } from '../../support/local-platform.ts';

const RING = JSON.stringify({ type: 'record', name: 'Ring', fields: [] });

test('a server behind a proxy is lost and found again in every way', async (t) => {
  const servers = await startProxiedServers({ root: await newFolder(t), env: process.env });
  t.teardown(servers.stop);

  const redis = await connectRedis(servers.redis.url, {
    name: 'test',
    logger: silent,
    commandTimeoutMs: 500,
  });
  t.teardown(() => {
    redis.disconnect();
  });
  await redis.set('kept', 'yes');
  await servers.redis.swallow();
  await t.throwsAsync(redis.get('kept'));
  await servers.redis.heal();
  t.is(await eventually(() => redis.get('kept')), 'yes');
  await servers.redis.kill9();
  await t.throwsAsync(redis.get('kept'));
  await servers.redis.start();
  t.is(await eventually(() => redis.get('kept')), 'yes');

  await t.notThrowsAsync(createRegistry(servers.registry.url).registerSchema('rings', RING));
  await servers.registry.cut();
  const away = createRegistry(servers.registry.url).schemaById(1);
  await t.throwsAsync(away, { code: 'registry-unavailable' });
  await servers.registry.heal();
  await t.notThrowsAsync(createRegistry(servers.registry.url).schemaById(1));

  // Kafka names its own address to clients, who would otherwise go past the proxy.
  const admin = createKafka({
    brokers: [servers.kafka.url],
    clientId: 'test',
    logger: silent,
  }).admin();
  await admin.connect();
  t.teardown(() => admin.disconnect());
  const { brokers } = await admin.describeCluster();
  t.deepEqual(
    brokers.map(({ host, port }) => `${host}:${String(port)}`),
    [servers.kafka.url],
  );
  await admin.createTopics({ topics: [{ topic: 'kept', numPartitions: 1 }] });
  await servers.kafka.kill9();
  await servers.kafka.start();
  t.true((await eventually(() => admin.listTopics())).includes('kept'));
});
