import type { Service } from '@karat/infra/services';
import { eventually } from '@karat/infra/testing';
import anyTest, { type ExecutionContext, type TestFn } from 'ava';
import { MongoClient, type Db, type Document } from 'mongodb';
import { clientOf, type Answer, type Client } from '../support/http-client.ts';
import { orderRequest } from '../support/orders.ts';
import { createPlatform, type Platform } from '../support/platform.ts';

interface Readers {
  readonly platform: Platform;
  readonly projector: Service;
  readonly shop: Client;
  /** Who reads, and what: every kind of store and answer. */
  readonly reads: readonly (readonly [Client, string])[];
  readonly carl: Client;
}

const test = anyTest as TestFn<Readers>;

test.before(async (t) => {
  const platform = await createPlatform();
  t.context = { ...t.context, platform };
  const [projector, storefront, operator, crm, seller] = await Promise.all([
    platform.start('projector'),
    platform.start('storefront'),
    platform.start('operator'),
    platform.start('crm'),
    platform.start('seller'),
    platform.start('outbox'),
    platform.start('writer'),
  ]);
  const shop = clientOf(storefront.port, 'shop');
  const carl = clientOf(crm.port, 'carl');
  const order = await shop.command('/v1/orders', orderRequest({ sellerId: 'gems' }));
  const path = `/v1/orders/${String(order.body['orderId'])}`;
  const reads = [
    [carl, '/v1/orders'],
    [carl, path],
    [shop, path],
    [clientOf(seller.port, 'gems'), '/v1/orders'],
    [clientOf(operator.port, 'anna'), '/v1/work-queue'],
    [clientOf(operator.port, 'anna'), '/v1/my-work'],
    [shop, '/v1/commands/6f9619ff-8b86-5011-b42d-00cf4fc964ff'],
  ] as const;
  t.context = { platform, projector, shop, carl, reads };
});

test.after.always((t) => t.context.platform.close());

const ageOf = ({ headers }: Answer): number | null => {
  const text = headers.get('karat-view-age');
  return text === null ? null : Number(text);
};

/** Waits until no read says that its view is old. */
async function allFresh({ reads }: Readers): Promise<void> {
  for (const [client, path] of reads) {
    await eventually(async () => ageOf(await client.ask(path)) === null, { timeoutMs: 60_000 });
  }
}

test.serial('views are as new as the last look, also while nobody orders', async (t) => {
  await allFresh(t.context);
  const { platform } = t.context;
  const mongo = new MongoClient(platform.mongoUrl('view_crm'));
  t.teardown(() => mongo.close());
  const asOf = () => positionTimes(mongo.db(), 'order-card');
  const before = await asOf();
  t.is(before.length, platform.log.identity.partitions);
  await eventually(async () => {
    const now = await asOf();
    return now.every((time, index) => time > (before[index] ?? Infinity));
  });
});

test.serial('with the projector dead every read says how old its view is', async (t) => {
  const { projector, reads } = t.context;
  await allFresh(t.context);
  await projector.kill9();
  for (const [client, path] of reads) {
    const first = await eventually(async () => {
      const age = ageOf(await client.ask(path));
      return age !== null && { age };
    });
    t.true(first.age >= 2 && first.age < 60, `${path}: ${String(first.age)} s`);
    await eventually(async () => (ageOf(await client.ask(path)) ?? 0) > first.age);
  }
  await projector.restart();
  await allFresh(t.context);
});

test.serial('a view restored from an old backup says so, and then heals', async (t) => {
  const { platform, projector, shop, carl } = t.context;
  const mongo = new MongoClient(platform.mongoUrl('view_crm'));
  t.teardown(() => mongo.close());
  const backup = await dump(mongo.db());
  const later = await shop.command('/v1/orders', orderRequest());
  const token = later.headers.get('karat-position') ?? '';
  const path = `/v1/orders/${String(later.body['orderId'])}`;
  const patience = { headers: { prefer: 'wait=10' } };
  t.is((await carl.ask(`${path}?minPosition=${token}`, patience)).status, 200);
  stop(t, projector);
  await restore(mongo.db(), backup);
  const old = await eventually(async () => {
    const answer = await carl.ask(path, {
      headers: { 'karat-position': token, prefer: 'wait=0' },
    });
    return (ageOf(answer) ?? 0) > 2 && answer;
  });
  t.is(old.status, 404, 'the backup does not know the order');
  t.not(old.headers.get('karat-view-position'), token);
  process.kill(projector.pid ?? 0, 'SIGCONT');
  await eventually(async () => {
    const healed = await carl.ask(`${path}?minPosition=${token}`);
    return healed.status === 200 && ageOf(healed) === null;
  });
});

async function positionTimes(db: Db, view: string): Promise<readonly number[]> {
  const generation = await db
    .collection<{ _id: string; active: string }>('generations')
    .findOne({ _id: view });
  const stored = db.collection<{ _id: number; asOf?: number }>(
    `${view}_${generation?.active ?? ''}_positions`,
  );
  const found = await stored.find().sort({ _id: 1 }).toArray();
  return found.map(({ asOf = 0 }) => asOf);
}

/** Stops a process where it stands, and lets it go on after the test at the latest. */
function stop(t: ExecutionContext, { pid }: Service): void {
  if (pid === null) throw new TypeError('Expected the projector to run');
  process.kill(pid, 'SIGSTOP');
  t.teardown(() => process.kill(pid, 'SIGCONT'));
}

async function dump(db: Db): Promise<ReadonlyMap<string, readonly Document[]>> {
  const backup = new Map<string, readonly Document[]>();
  for (const { name } of await db.listCollections({}, { nameOnly: true }).toArray()) {
    backup.set(name, await db.collection(name).find({}, { promoteLongs: false }).toArray());
  }
  return backup;
}

async function restore(db: Db, backup: ReadonlyMap<string, readonly Document[]>): Promise<void> {
  for (const [name, documents] of backup) {
    await db.collection(name).deleteMany({});
    if (documents.length > 0) await db.collection(name).insertMany([...documents]);
  }
}
