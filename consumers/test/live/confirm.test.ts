import { newGenerationId } from '../../src/projector/generation-id.ts';
import { createMongoViewStore } from '../../src/projector/mongo-view-store.ts';
import { createRedisViewStore } from '../../src/projector/redis-view-store.ts';
import { eventually } from '@karat/infra/testing';
import { sellerOrder } from '@karat/projections';
import test from 'ava';
import { createProjectorRig, type ProjectorRig } from '../support/projector-rig.ts';
import { runKarat } from '../support/run-karat.ts';
import { createSubscriptionRig } from '../support/subscription-rig.ts';
import { createStoresRig } from '../support/stores-rig.ts';
import { interleaved, storiesOf } from '../support/stories.ts';

const INCARNATION = '6f9619ff-8b86-5011-b42d-00cf4fc964ff';

test.serial('a position is confirmed where it is that far, and never as older', async (t) => {
  const { db, redis, environment } = await createStoresRig(t);
  const options = { incarnation: INCARNATION };
  const id = newGenerationId();
  const inMongo = createMongoViewStore({ ...options, db, projection: sellerOrder }).generation(id);
  const inRedis = createRedisViewStore({ ...options, redis, environment }).generation(id);
  const positions = db.collection<{ _id: number; asOf?: number }>(`seller-order_${id}_positions`);
  const stores = [
    [inMongo, async () => (await positions.findOne({ _id: 1 }))?.asOf],
    [
      inRedis,
      async () => {
        const text = await redis.hget(`${environment}:wq:${id}:as-of`, '1');
        return text === null ? undefined : Number(text);
      },
    ],
  ] as const;
  for (const [generation, asOf] of stores) {
    const confirm = (offset: bigint, time: number) =>
      generation.confirm([
        { partition: 0, offset: 0n, asOf: 1 },
        { partition: 1, offset, asOf: time },
      ]);
    await confirm(0n, 500);
    t.is(await asOf(), undefined, 'nothing is stored of the partition');
    await generation.begin(1);
    await generation.write({ partition: 1, from: 0n, next: 90n }, []);
    await confirm(90n, 1_795_247_165_651);
    t.is(await asOf(), 1_795_247_165_651);
    await confirm(100n, 1_795_247_166_000);
    t.is(await asOf(), 1_795_247_165_651, 'it is not that far, or no more');
    await confirm(9n, 1_795_247_160_000);
    t.is(await asOf(), 1_795_247_165_651, 'it was known to be newer');
    await confirm(9n, 1_795_247_165_652);
    t.is(await asOf(), 1_795_247_165_652);
  }
});

test.serial('a partition that stands still grows older while the others do not', async (t) => {
  const rig = await createSubscriptionRig(t);
  const times = async () => {
    const found = await rig.positions.find({ _id: { $gte: 0 } }).toArray();
    return new Map(found.map(({ _id, asOf = 0 }) => [_id, asOf]));
  };
  await rig.subscribe(({ partition, events }) => {
    const isStuck = partition === 0 && events.length > 0;
    return isStuck
      ? Promise.reject(new TypeError('Expected the store, it is away'))
      : Promise.resolve();
  });
  await eventually(async () => {
    const all = [...(await times()).values()];
    return all.length === rig.log.identity.partitions && all.every((time) => time > 0);
  });
  await rig.publish(interleaved(storiesOf(Array.from({ length: 20 }, () => 2))));
  await eventually(() => rig.reasons.has('test partition 0'));
  const stuckAt = (await times()).get(0) ?? 0;
  t.true(stuckAt > 0);
  await eventually(async () => {
    const others = [...(await times())].filter(([partition]) => partition !== 0);
    return others.length > 0 && others.every(([, time]) => time > stuckAt + 2_000);
  });
  t.is((await times()).get(0), stuckAt);
});

test.serial(
  'a view that was built anew says how old it is before any projector keeps it',
  async (t) => {
    const rig = await createProjectorRig(t);
    await rig.publish(interleaved(storiesOf([1, 2, 3, 4, 5, 6])));
    const begunAt = Date.now();
    t.is((await runKarat(rig, 'rebuild', 'order-card')).code, 0);
    const times = await timesOf(rig);
    t.is(times.length, rig.log.identity.partitions);
    t.true(times.every((time) => time >= begunAt && time <= Date.now()));
  },
);

/** Up to when each partition of the cards shows everything. */
async function timesOf({ databases, log }: ProjectorRig): Promise<readonly number[]> {
  const db = databases.db(`${log.environment}_view_crm`);
  const live = await db
    .collection<{ _id: string; active: string }>('generations')
    .findOne({ _id: 'order-card' });
  const positions = db.collection<{ _id: number; asOf?: number }>(
    `order-card_${live?.active ?? ''}_positions`,
  );
  const found = await positions.find({ _id: { $gte: 0 } }).toArray();
  return found.map(({ asOf = 0 }) => asOf);
}
