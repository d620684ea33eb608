import { eventually } from '@karat/infra/testing';
import test from 'ava';
import { createProjectorRig } from '../support/projector-rig.ts';
import { expectedOf, interleaved, PROJECTIONS, showsAll, storiesOf } from '../support/stories.ts';

test.serial('each view shows every order as its events tell it', async (t) => {
  const rig = await createProjectorRig(t);
  await rig.startProjector();
  const stories = storiesOf([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  await rig.publish(interleaved(stories));
  await showsAll(rig, stories);
  for (const projection of PROJECTIONS) {
    t.deepEqual(await rig.readView(projection.name), expectedOf(projection, stories));
  }
});

test.serial('events that stand in the log twice are folded once', async (t) => {
  const rig = await createProjectorRig(t);
  await rig.startProjector();
  const stories = storiesOf([3, 6, 9]);
  const events = interleaved(stories);
  await rig.publish(events.flatMap((event) => [event, event]));
  await rig.publish(events);
  await showsAll(rig, stories);
  for (const projection of PROJECTIONS) {
    t.deepEqual(await rig.readView(projection.name), expectedOf(projection, stories));
  }
});

test.serial('views whose stores were emptied come back while nobody orders', async (t) => {
  const rig = await createProjectorRig(t);
  await rig.startProjector();
  const stories = storiesOf([4, 9]);
  await rig.publish(interleaved(stories));
  await showsAll(rig, stories);
  await rig.dropDatabase('view_crm');
  t.is(await rig.readView('order-card'), null);
  await rig.deleteRedisKeys();
  t.is(await rig.readView('work-queue'), null);
  await showsAll(rig, stories);
  for (const projection of PROJECTIONS) {
    t.deepEqual(await rig.readView(projection.name), expectedOf(projection, stories));
  }
});

test.serial(
  'a missing event stops its partition, says so, and nothing behind it is skipped',
  async (t) => {
    const rig = await createProjectorRig(t);
    const projector = await rig.startProjector();
    const [torn = []] = storiesOf([9]);
    await rig.publish([...torn.slice(0, 2), ...torn.slice(3)]);
    const unready = await eventually(async () => {
      const response = await fetch(`http://127.0.0.1:${String(projector.opsPort)}/health/ready`);
      return response.status === 503 && (await response.text());
    });
    t.true(
      unready.includes(
        `version-gap: Expected version 3 of the order ${torn[0]?.orderId ?? ''}, got 4`,
      ),
    );
    await rig.publish(torn.slice(2, 3));
    t.is((await rig.readView('order-card'))?.size, 0);
  },
);
