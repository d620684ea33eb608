import test from 'ava';
import { connectRedis, openRedis } from '../../src/redis.ts';
import { eventually, uniqueEnv } from '../../src/testing.ts';
import { servers, silent } from '../support/live.ts';
import { startProxy } from '../support/proxy.ts';

test('a connection carries the name of its service', async (t) => {
  const redis = await connectRedis(servers.redisUrl, { name: 'work queue', logger: silent });
  t.teardown(() => redis.quit());
  t.is(await redis.client('GETNAME'), 'work-queue');
});

test('a lost connection comes back by itself', async (t) => {
  const redis = await connectRedis(servers.redisUrl, { name: uniqueEnv(), logger: silent });
  const other = await connectRedis(servers.redisUrl, { name: 'killer', logger: silent });
  t.teardown(() => Promise.all([redis.quit(), other.quit()]));
  const id = await redis.client('ID');
  await other.client('KILL', 'ID', id);
  await eventually(async () => (await redis.client('ID')) !== id);
  t.is(await redis.ping(), 'PONG');
});

test('a server that is away is told at the start', async (t) => {
  const connecting = connectRedis('redis://127.0.0.1:1', { name: 'test', logger: silent });
  t.like(await t.throwsAsync(connecting), { code: 'redis-unavailable', retryable: true });
});

test('a server that is away when a connection is opened is waited for in the background', async (t) => {
  const line = await startProxy(t, new URL(servers.redisUrl).host);
  line.cut();
  const redis = openRedis(`redis://${line.host}`, { name: 'test', logger: silent });
  t.teardown(() => {
    redis.disconnect();
  });
  await t.throwsAsync(redis.ping());
  line.restore();
  t.is(await eventually(() => redis.ping()), 'PONG');
});
