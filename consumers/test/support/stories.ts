import { eventually } from '@karat/infra/testing';
import {
  fold,
  MONGO_VIEWS,
  VIEW_NAMES,
  workQueue,
  type ProjectedEvent,
  type Projection,
  type Versioned,
} from '@karat/projections';
import type { EventEnvelope } from '@karat/schemas';
import { storyOf } from './order-story.ts';
import { placeOf } from './published-places.ts';
import { CUSTOMER, inOrder, type ProjectorRig } from './projector-rig.ts';

/** The events of one order. */
export type Story = readonly EventEnvelope[];

/** Every view. */
export const PROJECTIONS: readonly Projection<Versioned>[] = [workQueue, ...MONGO_VIEWS];

/** Orders that have come so far: one of each length, from 1 to 9 events. */
export function storiesOf(lengths: readonly number[]): readonly Story[] {
  return lengths.map((length) => storyOf(length));
}

/** The first events of all stories, then the second ones, and so on. */
export function interleaved(stories: readonly Story[]): Story {
  return Array.from({ length: 9 }, (_, index) => index).flatMap((index) =>
    stories.flatMap((story) => story.slice(index, index + 1)),
  );
}

/** Waits until every view shows each order at its last version. */
export async function showsAll(rig: ProjectorRig, stories: readonly Story[]): Promise<void> {
  for (const name of VIEW_NAMES) {
    await eventually(
      async () => {
        const shown = await rig.readView(name);
        return stories.every((story) => shown?.get(orderOf(story))?.version === story.length);
      },
      { timeoutMs: 60_000, intervalMs: 50 },
    );
  }
}

/** What a view has to show, folded from the stories themselves. */
export function expectedOf(
  projection: Projection<Versioned>,
  stories: readonly Story[],
): ReadonlyMap<string, Versioned> {
  const views = stories.flatMap((story) => {
    const events = story.map((event) => asProjected(projection, event));
    const { view, entries } = fold(projection, projection.initial(orderOf(story)), events);
    return [
      [orderOf(story), projection.keptOf?.(view) ?? view] as const,
      ...entries.map(({ key, entry }) => [key, entry] as const),
    ];
  });
  return inOrder(new Map(views));
}

function orderOf([first]: Story): string {
  return first?.orderId ?? '';
}

function asProjected({ personal }: Projection<Versioned>, event: EventEnvelope): ProjectedEvent {
  const customer = personal && event.event.type === 'OrderInitiated' ? CUSTOMER : null;
  return { ...event, part: 0, ...placeOf(event.eventId), customer, words: null };
}
