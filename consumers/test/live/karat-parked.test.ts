import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startService } from '@karat/infra/services';
import { eventually, mongoUrlFor, testServers } from '@karat/infra/testing';
import { orderCard } from '@karat/projections';
import test, { type ExecutionContext } from 'ava';
import type { TendedOrder } from '../../src/cli/parked-command.ts';
import type { SkipAudit } from '../../src/parked/skip-audit.ts';
import { createProjectorRig, type ProjectorRig } from '../support/projector-rig.ts';
import { printed, runKarat } from '../support/run-karat.ts';
import { storiesOf, type Story } from '../support/stories.ts';

const WEBHOOKS = fileURLToPath(new URL('../../src/bin/webhooks.js', import.meta.url));

test.serial(
  'a parked order is listed, shown, tried again and stepped over by command',
  async (t) => {
    const rig = await createProjectorRig(t);
    await rig.startProjector();
    const [torn = []] = storiesOf([9]);
    const orderId = orderOf(torn);
    await publishTorn(rig, torn);
    const list = ['parked', 'list', '--group', 'order-card', '--json'];
    const listed = await eventually(async () => {
      const ended = await runKarat(rig, ...list, '--reason', 'version-gap');
      return ended.code === 1 && ordersOf(ended)[0]?.waiting === 5 && ended;
    });
    t.like(ordersOf(listed)[0], { in: 'order-card', orderId, offset: '2', reason: 'version-gap' });
    t.is((await runKarat(rig, ...list, '--reason', 'undecodable')).code, 0);

    const shown = await runKarat(rig, 'parked', 'show', orderId, '--group', 'order-card');
    t.is(shown.code, 0);
    t.regex(shown.stdout, /Expected version 3 of the order \S+, got 4\n {2}5 records wait/);
    t.regex(
      shown.stdout,
      /\n {2}2 karat\.event\.ManufacturingApproved version 4 .* bytes, readable\n/,
    );

    const of = ['--order', orderId, '--group', 'order-card'];
    const rehearsed = await runKarat(rig, 'parked', 'retry', ...of, '--dry-run', '--json');
    t.is(rehearsed.code, 0);
    t.like(ordersOf(rehearsed)[0], { outcome: 'would-be-tried', attempts: 1 });
    const retried = await runKarat(rig, 'parked', 'retry', ...of, '--json');
    t.is(retried.code, 1);
    t.is(ordersOf(retried)[0]?.outcome, 'parked-again');

    const skip = ['parked', 'skip', orderId, '--group', 'order-card', '--as', 'ada', '--json'];
    const unreasoned = await runKarat(rig, ...skip);
    t.is(unreasoned.code, 1);
    t.regex(unreasoned.stderr, /required option '--reason <words>' not specified/);
    const skipped = await runKarat(rig, ...skip, '--reason', 'lost with the old broker');
    t.is(skipped.code, 0, skipped.stderr);
    t.is(ordersOf(skipped)[0]?.outcome, 'released');
    t.is((await runKarat(rig, ...list)).code, 0);
    t.is((await rig.readView(orderCard.name))?.get(orderId)?.version, 9);
    await isAudited(t, rig, orderId);
  },
);

test.serial('what is parked by nobody is said to be so', async (t) => {
  const rig = await createProjectorRig(t);
  const group = ['--group', 'work-queue'];
  const retried = await runKarat(rig, 'parked', 'retry', '--order', 'nobody', ...group);
  t.like(retried, { code: 1, stdout: 'Nothing that is parked fits\n' });
  const unsaid = await runKarat(rig, 'parked', 'retry');
  t.regex(unsaid.stderr, /^invalid-argument: Expected --order, --reason, --group or --all/);
  const unknown = await runKarat(rig, 'parked', 'list', '--group', 'queue');
  t.regex(unknown.stderr, /Expected one of work-queue, /);
});

test.serial(
  'an order that webhooks have parked is told of again when its record is stepped over',
  async (t) => {
    const rig = await createProjectorRig(t);
    const sellers = await startWebhooks(t, rig);
    const [torn = []] = storiesOf([9]);
    const orderId = orderOf(torn);
    await publishTorn(rig, torn);
    const env = { environmentVariables: sellers.environment };
    const list = ['parked', 'list', '--group', 'webhooks', '--json'];
    const listed = await eventually(async () => {
      const ended = await runKarat(env, ...list);
      return ended.code === 1 && ordersOf(ended)[0]?.waiting === 5 && ended;
    });
    t.like(ordersOf(listed)[0], {
      group: `${rig.log.environment}.webhooks`,
      reason: 'version-gap',
    });
    const orders = sellers.db.collection<{ readonly _id: string; readonly version: number }>(
      'webhook_orders',
    );
    t.is((await orders.findOne({ _id: orderId }))?.version, 2);
    const skip = ['parked', 'skip', orderId, '--group', 'webhooks', '--reason', 'lost'];
    const skipped = await runKarat(env, ...skip);
    t.is(skipped.code, 0, skipped.stderr);
    t.is((await orders.findOne({ _id: orderId }))?.version, 9);
  },
);

async function publishTorn(rig: ProjectorRig, torn: Story): Promise<void> {
  await rig.publish(torn.filter(({ version }) => version !== 3));
}

function ordersOf(ended: Parameters<typeof printed>[0]): readonly TendedOrder[] {
  return (printed(ended) as { readonly orders: readonly TendedOrder[] }).orders;
}

async function isAudited(t: ExecutionContext, rig: ProjectorRig, orderId: string): Promise<void> {
  const { environment, identity } = rig.log;
  const audit = rig.databases.db(`${environment}_own_operations`).collection<SkipAudit>('audit');
  const [record, ...others] = await audit.find().toArray();
  t.is(others.length, 0);
  t.like(record, {
    action: 'parked.skip',
    by: 'operator:ada',
    reason: 'lost with the old broker',
    group: `${environment}.projector.order-card`,
    orderId,
    incarnation: identity.incarnation,
    offset: '2',
    outcome: 'released',
  });
  t.is(record?.fault.reason, 'version-gap');
  t.true(Math.abs(Date.now() - (record?.at.getTime() ?? 0)) < 120_000);
}

async function startWebhooks(t: ExecutionContext, rig: ProjectorRig) {
  const name = `${rig.log.environment}_own_sellers`;
  const environment = {
    ...rig.environmentVariables,
    MONGO_OWN_SELLERS_URL: mongoUrlFor(testServers(process.env).mongoUrl, name),
  };
  const folder = await mkdtemp(join(tmpdir(), 'karat-webhooks-'));
  const logFile = join(folder, 'webhooks.log');
  const service = await startService({ name: 'webhooks', script: WEBHOOKS, environment, logFile });
  const db = rig.databases.db(name);
  t.teardown(async () => {
    await service.kill9();
    await db.dropDatabase();
    await rm(folder, { recursive: true });
  });
  await service.ready();
  return { environment, db };
}

function orderOf([first]: Story): string {
  return first?.orderId ?? '';
}
