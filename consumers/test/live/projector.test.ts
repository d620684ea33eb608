import { eventually } from '@karat/infra/testing';
import test from 'ava';
import { parkedOrder } from '../support/parked.ts';
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
  'an order whose event is missing is parked in every view, and others go on',
  async (t) => {
    const rig = await createProjectorRig(t);
    const projector = await rig.startProjector();
    const [torn = [], whole = []] = storiesOf([9, 9]);
    const orderId = torn[0]?.orderId ?? '';
    await rig.publish([...torn.slice(0, 2), ...torn.slice(3), ...whole]);
    await showsAll(rig, [torn.slice(0, 2), whole]);
    for (const { projection, store } of rig.views) {
      const generation = store.generation((await store.active()) ?? '');
      const parked = await parkedOrder(generation.parking, orderId, ({ waiting }) => waiting === 5);
      t.like(parked, {
        group: `${rig.log.environment}.projector.${projection.name}`,
        reason: 'version-gap',
        detail: `Expected version 3 of the order ${orderId}, got 4`,
      });
    }
    const url = `http://127.0.0.1:${String(projector.opsPort)}`;
    t.is((await fetch(`${url}/health/ready`)).status, 200);
    const labels = 'subscription="work-queue",reason="version-gap",service="projector"';
    await eventually(async () => {
      const metrics = await (await fetch(`${url}/metrics`)).text();
      return metrics.includes(`karat_parked_waiting_records{${labels}} 5`);
    });
  },
);
