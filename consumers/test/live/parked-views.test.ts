import test from 'ava';
import { ballastOf, orderOf, parkingOf, project, shows, viewOf } from '../support/in-process.ts';
import { parkedOrder, released, request } from '../support/parked.ts';
import { createProjectorRig } from '../support/projector-rig.ts';
import { expectedOf, interleaved, storiesOf } from '../support/stories.ts';

for (const name of ['work-queue', 'seller-order']) {
  test.serial(
    `a fault in the code of ${name} parks its order until a release repairs it`,
    async (t) => {
      const rig = await createProjectorRig(t);
      const stories = storiesOf([9, 9, 4]);
      const [broken = []] = stories;
      const view = viewOf(rig, name);
      const close = await project(t, rig, {
        ...view,
        projection: {
          ...view.projection,
          evolve: (stored, event) => {
            if (event.orderId === orderOf(broken) && event.version === 4)
              throw new TypeError('fault');
            return view.projection.evolve(stored, event);
          },
        },
      });
      await rig.publish(interleaved(stories));
      const parking = await parkingOf(view);
      const parked = await parkedOrder(parking, orderOf(broken), ({ waiting }) => waiting === 5);
      t.is(parked.reason, 'fold-failed');
      t.regex(parked.detail, /^TypeError at parked-views\.test\.[jt]s:\d+$/);
      const shown = [broken.slice(0, 3), ...stories.slice(1)];
      await shows(rig, view, shown);
      await close();
      await project(t, rig, view);
      await request(parking, orderOf(broken), 'retry');
      await released(parking, orderOf(broken));
      await shows(rig, view, stories);
      t.deepEqual(await rig.readView(name), expectedOf(view.projection, stories));
    },
  );
}

test.serial(
  'a document that Mongo refuses parks its order at the event that made it so',
  async (t) => {
    const rig = await createProjectorRig(t);
    const stories = storiesOf([5, 6]);
    const [large = []] = stories;
    const view = viewOf(rig, 'seller-order');
    const close = await project(t, rig, {
      ...view,
      projection: {
        ...view.projection,
        // That of the third event is more than a document holds, which is 16 MiB.
        evolve: (stored, event) => ({
          ...view.projection.evolve(stored, event),
          ...(event.orderId === orderOf(large) ? { ballast: ballastOf(event) } : {}),
        }),
      },
    });
    await rig.publish(interleaved(stories));
    const parking = await parkingOf(view);
    const parked = await parkedOrder(parking, orderOf(large), ({ waiting }) => waiting === 2);
    t.like(parked, { reason: 'document-refused', attempts: 1 });
    t.regex(parked.detail, /^(MongoInvalidArgumentError|RangeError ERR_OUT_OF_RANGE)/);
    await shows(rig, view, [large.slice(0, 2), ...stories.slice(1)]);
    await close();
    await project(t, rig, view);
    await request(parking, orderOf(large), 'retry');
    await released(parking, orderOf(large));
    await shows(rig, view, stories);
  },
);

test.serial(
  'in Redis a record that is stepped over leaves the rest of its order as it is',
  async (t) => {
    const rig = await createProjectorRig(t);
    const [torn = [], whole = []] = storiesOf([9, 9]);
    const view = viewOf(rig, 'work-queue');
    await project(t, rig, view);
    await rig.publish(interleaved([[...torn.slice(0, 6), ...torn.slice(7)], whole]));
    const parking = await parkingOf(view);
    await parkedOrder(parking, orderOf(torn), ({ waiting }) => waiting === 1);
    await request(parking, orderOf(torn), 'skip');
    await released(parking, orderOf(torn));
    await shows(rig, view, [torn, whole]);
    const { skipped } = await parking.load();
    t.deepEqual(
      skipped.map(({ orderId, version }) => [orderId, version]),
      [[orderOf(torn), 8]],
    );
  },
);

test.serial('a projector that is killed while an order is parked finds it parked', async (t) => {
  const rig = await createProjectorRig(t);
  const projector = await rig.startProjector();
  const [torn = [], whole = []] = storiesOf([9, 9]);
  await rig.publish([...torn.slice(0, 2), ...torn.slice(3, 5), ...whole.slice(0, 4)]);
  const views = ['work-queue', 'order-card'].map((name) => viewOf(rig, name));
  for (const view of views) {
    const parking = await parkingOf(view);
    await parkedOrder(parking, orderOf(torn), ({ waiting }) => waiting === 1);
  }
  await projector.kill9();
  await rig.publish([...torn.slice(5), ...whole.slice(4)]);
  await projector.restart();
  for (const view of views) {
    const parking = await parkingOf(view);
    const parked = await parkedOrder(parking, orderOf(torn), ({ waiting }) => waiting === 5);
    t.is(parked.attempts, 1);
    await shows(rig, view, [torn.slice(0, 2), whole]);
  }
});
