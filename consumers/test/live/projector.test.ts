import { eventually } from '@karat/infra/testing';
import { fold, MONGO_VIEWS, workQueue, VIEW_NAMES } from '@karat/projections';
import type { Projection, Versioned, ProjectedEvent } from '@karat/projections';
import type { EventEnvelope } from '@karat/schemas';
import test from 'ava';
import { storyOf } from '../support/order-story.ts';
import {
  createProjectorRig,
  CUSTOMER,
  inOrder,
  type ProjectorRig,
} from '../support/projector-rig.ts';

const PATIENCE = { timeoutMs: 60_000, intervalMs: 50 };

test('each view shows every order as its events tell it', async (t) => {
  const rig = await createProjectorRig(t);
  await rig.startProjector();
  const stories = storiesOf([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  await rig.publish(interleaved(stories));
  await showsAll(rig, stories);
  for (const projection of PROJECTIONS) {
    t.deepEqual(await rig.readView(projection.name), expectedOf(projection, stories));
  }
});

test('a projector that was killed in the middle goes on where its views stand', async (t) => {
  const rig = await createProjectorRig(t);
  const projector = await rig.startProjector();
  const stories = storiesOf(Array.from({ length: 600 }, () => 9));
  await rig.publish(interleaved(stories));
  await eventually(async () => ((await rig.readView('order-card'))?.size ?? 0) > 0, PATIENCE);
  await projector.kill9();
  await projector.restart();
  await showsAll(rig, stories);
  for (const projection of PROJECTIONS) {
    t.deepEqual(await rig.readView(projection.name), expectedOf(projection, stories));
  }
});

test('events that stand in the log twice are folded once', async (t) => {
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

test('a view whose database was dropped comes back while nobody orders', async (t) => {
  const rig = await createProjectorRig(t);
  await rig.startProjector();
  const stories = storiesOf([4, 9]);
  await rig.publish(interleaved(stories));
  await showsAll(rig, stories);
  const before = await rig.readView('order-card');
  await rig.dropDatabase('view_crm');
  await eventually(async () => (await rig.readView('order-card')) === null || true);
  await showsAll(rig, stories);
  t.deepEqual(await rig.readView('order-card'), before);
});

const PROJECTIONS: readonly Projection<Versioned>[] = [workQueue, ...MONGO_VIEWS];

type Story = readonly EventEnvelope[];

function storiesOf(lengths: readonly number[]): readonly Story[] {
  return lengths.map((length) => storyOf(length));
}

/** The first events of all stories, then the second ones, and so on. */
function interleaved(stories: readonly Story[]): Story {
  return Array.from({ length: 9 }, (_, index) => index).flatMap((index) =>
    stories.flatMap((story) => story.slice(index, index + 1)),
  );
}

async function showsAll(rig: ProjectorRig, stories: readonly Story[]): Promise<void> {
  for (const name of VIEW_NAMES) {
    await eventually(async () => {
      const shown = await rig.readView(name);
      return stories.every(
        (story) => shown?.get(story[0]?.orderId ?? '')?.version === story.length,
      );
    }, PATIENCE);
  }
}

function expectedOf(
  projection: Projection<Versioned>,
  stories: readonly Story[],
): ReadonlyMap<string, Versioned> {
  const expected = new Map(
    stories.map((story) => {
      const orderId = story[0]?.orderId ?? '';
      const events = story.map((event) => asProjected(projection, event));
      const { view } = fold(projection, projection.initial(orderId), events);
      return [orderId, projection.keptOf?.(view) ?? view];
    }),
  );
  return inOrder(expected);
}

function asProjected({ personal }: Projection<Versioned>, event: EventEnvelope): ProjectedEvent {
  const customer = personal && event.event.type === 'OrderInitiated' ? CUSTOMER : null;
  return { ...event, partition: 0, offset: '0', customer };
}
