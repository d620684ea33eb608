import type { ProjectedEvent, Versioned } from '@karat/projections';
import test from 'ava';
import { rebuildView } from '../../src/rebuild/rebuild-view.ts';
import { verifyView } from '../../src/verify/verify-view.ts';
import { ballastOf, orderOf, parkingOf, project, shows } from '../support/in-process.ts';
import { parkedOrder, released, request } from '../support/parked.ts';
import { createRebuildRig } from '../support/rebuild-rig.ts';
import { interleaved, storiesOf } from '../support/stories.ts';

test.serial(
  'a rebuild parks what cannot be folded, and steps over what was stepped over',
  async (t) => {
    const rig = await createRebuildRig(t);
    const [torn = [], skipped = [], large = [], broken = [], whole = []] = storiesOf([
      9, 9, 5, 4, 9,
    ]);
    const seen = interleaved([
      torn.filter(({ version }) => version !== 3),
      skipped.filter(({ version }) => version !== 5),
      large,
      broken,
      whole,
    ]);
    await rig.publish(seen);
    const view = rig.viewOf('seller-order');
    const close = await project(t, rig, view);
    const parking = await parkingOf(view);
    await parkedOrder(parking, orderOf(skipped), ({ waiting }) => waiting === 3);
    await request(parking, orderOf(skipped), 'skip');
    await released(parking, orderOf(skipped));
    await close();
    await rebuildView({
      ...{ log: rig.log, jobs: rig.jobs, startedBy: 'test' },
      view: {
        ...view,
        projection: {
          ...view.projection,
          evolve: (stored, event) => {
            if (event.orderId === orderOf(broken) && event.version === 2)
              throw new TypeError('fault');
            const after = view.projection.evolve(stored, event);
            return event.orderId === orderOf(large)
              ? { ...after, ballast: ballastOf(event) }
              : after;
          },
        },
      },
    });
    const { orders } = await (await parkingOf(view)).load();
    const parked = orders.map(({ orderId, reason, waiting }) => [orderId, reason, waiting]);
    t.deepEqual(
      parked.sort(),
      [
        [orderOf(torn), 'version-gap', 5],
        [orderOf(large), 'document-refused', 2],
        [orderOf(broken), 'fold-failed', 2],
      ].sort(),
    );
    const shown = [torn.slice(0, 2), skipped, large.slice(0, 2), broken.slice(0, 1), whole];
    await shows(rig, view, shown);
    await project(t, rig, view);
    for (const order of [large, broken]) {
      await request(await parkingOf(view), orderOf(order), 'retry');
      await released(await parkingOf(view), orderOf(order));
    }
    await shows(rig, view, [torn.slice(0, 2), skipped, large, broken, whole]);
    // What the faulty code has left in its document is all that differs from the log.
    const { differences } = await verifyView({ log: rig.log, view });
    t.deepEqual(
      differences.map(({ key, details }) => [key, details.length]),
      [[orderOf(large), 1]],
    );
  },
);

test.serial(
  'an order that a rebuild could fold is not waited for in the new generation',
  async (t) => {
    const rig = await createRebuildRig(t);
    for (const name of ['work-queue', 'seller-order']) {
      const view = rig.viewOf(name);
      const [events = []] = storiesOf([9]);
      const evolve = (stored: Versioned, event: ProjectedEvent): Versioned => {
        if (event.orderId === orderOf(events) && event.version === 4) throw new TypeError('fault');
        return view.projection.evolve(stored, event);
      };
      await project(t, rig, { ...view, projection: { ...view.projection, evolve } });
      await rig.publish(events.slice(0, 5));
      const before = await parkingOf(view);
      await parkedOrder(before, orderOf(events), ({ waiting }) => waiting === 1);
      await rebuildView({ log: rig.log, jobs: rig.jobs, startedBy: 'test', view });
      await rig.publish(events.slice(5));
      await shows(rig, view, [events]);
      t.deepEqual((await (await parkingOf(view)).load()).orders, []);
    }
  },
);
