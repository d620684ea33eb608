import { createLogger } from '@karat/infra/logger';
import { createTelemetry } from '@karat/infra/telemetry';
import { eventually } from '@karat/infra/testing';
import type { ProjectedEvent, Versioned } from '@karat/projections';
import type { ExecutionContext } from 'ava';
import { createEventSubscription } from '../../src/event-subscription.ts';
import type { LostView } from '../../src/projector/live-view.ts';
import { createProjector, type OpenView } from '../../src/projector/projector.ts';
import type { ParkingStore } from '../../src/subscription.ts';
import type { ProjectorRig } from './projector-rig.ts';
import type { Story } from './stories.ts';

/** More of a text with each event: that of the third is more than the 16 MiB of a document. */
export function ballastOf({ version }: ProjectedEvent): string {
  return 'x'.repeat(7 * 1024 * 1024 * version);
}

/** The view with this name. */
export function viewOf(rig: ProjectorRig, name: string): OpenView {
  const view = rig.views.find(({ projection }) => projection.name === name);
  if (view === undefined) throw new TypeError(`Expected a view ${name}`);
  return view;
}

/** What is parked in the live generation of a view, as soon as there is one. */
export function parkingOf({ store }: OpenView): Promise<ParkingStore> {
  return eventually(async () => {
    const id = await store.active();
    return id !== null && store.generation(id).parking;
  });
}

/** Follows the log in this process, with the code of the view that is given. */
export async function project(
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

/** Waits until a view shows these orders at the last of these events. */
export async function shows(
  rig: ProjectorRig,
  view: OpenView,
  stories: readonly Story[],
): Promise<void> {
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

/** The order that a story tells of. */
export function orderOf([first]: Story): string {
  return first?.orderId ?? '';
}
