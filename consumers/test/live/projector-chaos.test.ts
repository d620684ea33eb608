import { connectRedis } from '@karat/infra/redis';
import { createLogger } from '@karat/infra/logger';
import { eventually, testServers } from '@karat/infra/testing';
import test, { type ExecutionContext } from 'ava';
import { Long } from 'mongodb';
import { awaitEnd } from '../../src/verify/await-end.ts';
import { verifyView } from '../../src/verify/verify-view.ts';
import { createProjectorRig, type ProjectorRig } from '../support/projector-rig.ts';
import { interleaved, showsAll, storiesOf } from '../support/stories.ts';

/** Every view has to be at the end of the log, and as the log says, in Mongo and in Redis. */
async function noDifference(t: ExecutionContext, { log, views }: ProjectorRig): Promise<void> {
  for (const view of views) {
    await awaitEnd(log, view, 60_000);
    const { name } = view.projection;
    const { differences, documents } = await verifyView({ log, view });
    t.deepEqual(differences, [], name);
    t.true(documents > 0, name);
  }
}

/** How far all views are together. */
async function progressOf({ views }: ProjectorRig): Promise<bigint> {
  let sum = 0n;
  for (const { store } of views) {
    const active = await store.active();
    const positions = active === null ? [] : await store.generation(active).positions();
    for (const [, offset] of positions) sum += offset;
  }
  return sum;
}

test.serial(
  'projectors killed at any point, joining and leaving, with every event twice, lose nothing',
  async (t) => {
    t.timeout(240_000);
    const rig = await createProjectorRig(t);
    const stories = storiesOf(Array.from({ length: 200 }, () => 9));
    const events = interleaved(stories);
    const steady = await rig.startProjector();
    const other = await rig.startProjector();
    const KILLS = 5;
    for (let kill = 0; kill < KILLS; kill += 1) {
      const part = events.slice(
        (kill * events.length) / KILLS,
        ((kill + 1) * events.length) / KILLS,
      );
      const before = await progressOf(rig);
      // Each stands in the log twice, some right behind each other and some far apart.
      await rig.publish(
        part.flatMap((event, index) => (index % 2 === 0 ? [event, event] : [event])),
      );
      await rig.publish(part.filter((_event, index) => index % 2 === 1));
      const victim = kill % 3 === 2 ? other : steady;
      // In the middle of it: something is folded already, and something is not.
      await eventually(async () => (await progressOf(rig)) > before, { intervalMs: kill * 3 });
      await victim.kill9();
      await victim.restart();
    }
    await other.stop();
    await showsAll(rig, stories);
    await noDifference(t, rig);
  },
);

test.serial('everything delivered again changes nothing', async (t) => {
  t.timeout(180_000);
  const rig = await createProjectorRig(t);
  const projector = await rig.startProjector();
  const stories = storiesOf([...Array.from({ length: 60 }, () => 9), 1, 2, 3, 4, 5, 6, 7, 8]);
  const events = interleaved(stories);
  await rig.publish(events);
  await showsAll(rig, stories);
  await noDifference(t, rig);

  // The events of the whole day once more, as an import that was started twice would write them.
  await rig.publish(events);
  await noDifference(t, rig);

  // And delivered once more from the first one on, as after positions were set back.
  const redelivered = async () => {
    const before = await handled(projector.opsPort);
    await setBack(t, rig);
    await eventually(async () => (await handled(projector.opsPort)) >= before + events.length);
  };
  await redelivered();
  await noDifference(t, rig);
});

/** Events that the card of orders has had its effect of, repetitions among them. */
async function handled(opsPort: number): Promise<number> {
  const metrics = await (await fetch(`http://127.0.0.1:${String(opsPort)}/metrics`)).text();
  return metrics
    .split('\n')
    .filter(
      (line) => line.startsWith('karat_subscription_handled_total{') && line.includes('order-card'),
    )
    .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}

/** Sets the positions of all live generations back to the beginning, and leaves what they hold. */
async function setBack(
  t: ExecutionContext,
  { log, views, databases }: ProjectorRig,
): Promise<void> {
  const { environment, identity } = log;
  const redis = await connectRedis(testServers(process.env).redisUrl, {
    name: 'test',
    logger: createLogger({ service: 'test', level: 'error' }),
  });
  t.teardown(() => {
    redis.disconnect();
  });
  for (const { projection, store } of views) {
    const active = String(await store.active());
    if (projection.database === 'redis') {
      const text = JSON.stringify({ incarnation: identity.incarnation, offset: '0' });
      const positions = `${environment}:wq:${active}:positions`;
      for (const partition of await redis.hkeys(positions)) {
        await redis.hset(positions, partition, text);
      }
    } else {
      await databases
        .db(`${environment}_${projection.database}`)
        .collection(`${projection.name}_${active}_positions`)
        .updateMany({ offset: { $exists: true } }, { $set: { offset: Long.ZERO } });
    }
  }
}
