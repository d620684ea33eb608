import { randomUUID } from 'node:crypto';
import test, { type ExecutionContext } from 'ava';
import { openLeases, type LeaseTimes } from '../../src/leases.ts';
import { createLogger } from '../../src/logger.ts';
import { connectMongo } from '../../src/mongo.ts';
import { eventually, mongoUrlFor, testServers } from '../../src/testing.ts';

async function createRig(t: ExecutionContext) {
  const { mongoUrl } = testServers(process.env);
  const url = mongoUrlFor(mongoUrl, `t${randomUUID().slice(0, 8)}_own_operations`);
  const logger = createLogger({ service: 'test', level: 'error' });
  const { db, close } = await connectMongo(url, { name: 'test', logger });
  t.teardown(async () => {
    await db.dropDatabase();
    await close();
  });
  const open = (times: LeaseTimes) => openLeases(db, 'leases', times);
  return { db, open };
}

test('of many who want a lease one has it, and the next when it is released', async (t) => {
  const { open } = await createRig(t);
  const leases = await open({});
  const taken = await Promise.all(Array.from({ length: 16 }, () => leases.take('a')));
  const [first, ...others] = taken.filter((lease) => lease !== null);
  t.is(others.length, 0);
  const elsewhere = await leases.take('b');
  t.not(elsewhere, null);
  await first?.release();
  const next = await leases.take('a');
  t.not(next, null);
  // It is not the next one's that is given up a second time.
  await first?.release();
  t.is(await leases.take('a'), null);
  await Promise.all([next?.release(), elsewhere?.release()]);
});

test('whoever has a lease is told when another wants it, and keeps it until then', async (t) => {
  const { open } = await createRig(t);
  const leases = await open({ leaseMs: 1_000, renewIntervalMs: 20 });
  const lease = await leases.take('a');
  const since = performance.now();
  await eventually(() => performance.now() - since > 2_000);
  t.false(lease?.wanted.aborted);
  t.is(await leases.take('a'), null);
  await eventually(() => lease?.wanted.aborted);
  await lease?.release();
  t.pass();
});

test('a lease that is not renewed is lost, and its holder is told', async (t) => {
  const { db, open } = await createRig(t);
  const dead = await (await open({ leaseMs: 200, renewIntervalMs: 600_000 })).take('a');
  const leases = await open({ renewIntervalMs: 20 });
  const lease = await eventually(() => leases.take('a'));
  // As if this process had slept, and another had taken it and released it meanwhile.
  await db.collection('leases').deleteMany({});
  await eventually(() => lease.wanted.aborted);
  await Promise.all([dead?.release(), lease.release()]);
  t.pass();
});
