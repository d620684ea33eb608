import { eventually } from '@karat/infra/testing';
import test from 'ava';
import { LIFE } from '../../bench/views/order-life.ts';
import { seedEvents } from '../../bench/views/seed-events.ts';
import { createRebuildRig } from '../support/rebuild-rig.ts';
import { printed, runKarat, startKarat } from '../support/run-karat.ts';

/** Enough for two threads to be worth it. */
const ORDERS = 10_000;

test('a large log is shared by threads, and a process killed with them is gone on with', async (t) => {
  const rig = await createRebuildRig(t);
  const keys = rig.databases.db(`${rig.log.environment}_own_keys`);
  await seedEvents({ log: rig.log, keys }, ORDERS);
  const killed = startKarat(rig, 'rebuild', 'order-card', '--threads', '2');
  const atWork = async () => {
    const job = await rig.jobs.find('order-card');
    return job === null ? 0 : await rig.jobs.leasesOf(job.generation).atWork();
  };
  await eventually(async () => (await atWork()) >= 2, { intervalMs: 2 });
  killed.kill('SIGKILL');
  await killed.ended;
  const generation = (await rig.jobs.find('order-card'))?.generation;
  const rebuilt = await runKarat(rig, 'rebuild', 'order-card', '--threads', '2', '--json');
  t.is(rebuilt.code, 0, rebuilt.stderr);
  t.false(rebuilt.stderr.includes('A thread ended early'), rebuilt.stderr);
  t.like(printed(rebuilt), { generation, events: ORDERS * LIFE.length, documents: ORDERS });
  const verified = await runKarat(rig, 'verify', 'order-card', '--json');
  t.is(verified.code, 0, verified.stdout);
});
