import { newGenerationId } from '../../src/projector/generation-id.ts';
import { createMongoViewStore } from '../../src/projector/mongo-view-store.ts';
import { createRedisViewStore } from '../../src/projector/redis-view-store.ts';
import { eventually } from '@karat/infra/testing';
import { sellerOrder } from '@karat/projections';
import test from 'ava';
import { createProjectorRig } from '../support/projector-rig.ts';
import { createStoresRig } from '../support/stores-rig.ts';
import { interleaved, showsAll, storiesOf } from '../support/stories.ts';

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
  const rig = await createProjectorRig(t);
  await rig.startProjector();
  const stories = storiesOf(Array.from({ length: 12 }, () => 3));
  await rig.publish(interleaved(stories));
  await showsAll(rig, stories);
  const [torn = []] = storiesOf([3]);
  const tornAt = Date.now();
  await rig.publish([...torn.slice(0, 1), ...torn.slice(2)]);
  const db = rig.databases.db(`${rig.log.environment}_view_crm`);
  await eventually(async () => {
    const live = await db
      .collection<{ _id: string; active: string }>('generations')
      .findOne({ _id: 'order-card' });
    const positions = db.collection<{ _id: number; asOf?: number }>(
      `order-card_${live?.active ?? ''}_positions`,
    );
    const times = (await positions.find().toArray()).map(({ asOf = 0 }) => asOf);
    const [oldest = 0, ...others] = times.toSorted((one, other) => one - other);
    // What stands still may have been looked at once more before it did.
    return oldest < tornAt + 2_000 && others.every((time) => time > oldest + 4_000);
  });
  t.pass();
});
