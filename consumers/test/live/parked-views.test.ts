import { createLogger } from '@karat/infra/logger';
import { createTelemetry } from '@karat/infra/telemetry';
import { eventually } from '@karat/infra/testing';
import type { ProjectedEvent, Versioned } from '@karat/projections';
import test, { type ExecutionContext } from 'ava';
import { createEventSubscription } from '../../src/event-subscription.ts';
import type { LostView } from '../../src/projector/live-view.ts';
import { createProjector, type OpenView } from '../../src/projector/projector.ts';
import { rebuildView } from '../../src/rebuild/rebuild-view.ts';
import type { ParkingStore } from '../../src/subscription.ts';
import { verifyView } from '../../src/verify/verify-view.ts';
import { parkedOrder, released, request } from '../support/parked.ts';
import { createProjectorRig, type ProjectorRig } from '../support/projector-rig.ts';
import { createRebuildRig } from '../support/rebuild-rig.ts';
import { expectedOf, interleaved, storiesOf, type Story } from '../support/stories.ts';

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

function ballastOf({ version }: ProjectedEvent): string {
  return 'x'.repeat(7 * 1024 * 1024 * version);
}

function viewOf(rig: ProjectorRig, name: string): OpenView {
  const view = rig.views.find(({ projection }) => projection.name === name);
  if (view === undefined) throw new TypeError(`Expected a view ${name}`);
  return view;
}

function parkingOf({ store }: OpenView): Promise<ParkingStore> {
  return eventually(async () => {
    const id = await store.active();
    return id !== null && store.generation(id).parking;
  });
}

/** Follows the log in this process, with the code of the view that is given. */
async function project(
  t: ExecutionContext,
  { log }: ProjectorRig,
  view: OpenView,
): Promise<() => Promise<void>> {
  const { name } = view.projection;
  const logger = createLogger({ service: 'test', level: 'fatal' });
  const health = { set: () => undefined, reasons: () => Promise.resolve([]) };
  const fail = (error: unknown) => t.fail(String(error));
  const { close } = await createEventSubscription({
    name,
    groupId: `${log.environment}.projector.${name}`,
    log,
    topic: log.topics.events,
    ...createProjector(view, { logger, lost: begunByItself(log) }),
    service: { logger, telemetry: createTelemetry('test'), health, fail },
    pollIntervalMs: 100,
  });
  t.teardown(close);
  return close;
}

/** A view without a live generation begins with an empty one. */
function begunByItself({ reader, topics }: ProjectorRig['log']): LostView {
  return {
    isLogEmpty: () => Promise.resolve(true),
    endOf: (partition) => reader.endOf(topics.events, partition),
    rebuild: () => undefined,
    state: () => 'begins',
  };
}

async function shows(rig: ProjectorRig, view: OpenView, stories: readonly Story[]): Promise<void> {
  await eventually(
    async () => {
      const shown = await rig.readView(view.projection.name);
      return stories.every((story) => versionIn(shown, story) === story.at(-1)?.version);
    },
    { timeoutMs: 60_000 },
  );
}

function versionIn(shown: ReadonlyMap<string, Versioned> | null, story: Story): number | null {
  return shown?.get(orderOf(story))?.version ?? null;
}

function orderOf([first]: Story): string {
  return first?.orderId ?? '';
}
