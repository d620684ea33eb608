import { sellerOrder, type ProjectedEvent, type SellerOrder } from '@karat/projections';
import test from 'ava';
import { keysOf, projectEvents } from '../../src/projector/project-events.ts';
import { OrdersFailed } from '../../src/subscription.ts';
import { detailOf } from '../../src/subscription/orders-failed.ts';
import { storyOf } from '../support/order-story.ts';

const NOTHING: ReadonlyMap<string, SellerOrder> = new Map();

function projected(orderId: string, length: number): readonly ProjectedEvent[] {
  return storyOf(length, { orderId }).map((event, index) => ({
    ...event,
    part: 0,
    partition: 0,
    offset: String(index),
    customer: null,
    words: null,
  }));
}

test('each view is changed once, however many of its events a batch holds', (t) => {
  const [a, b] = [projected('a', 4), projected('b', 2)];
  const batch = [...a.slice(0, 2), ...b, ...a.slice(2)];
  t.deepEqual(keysOf(sellerOrder, batch), ['a', 'b']);
  const changes = projectEvents(sellerOrder, NOTHING, { events: batch, skipped: [] });
  t.deepEqual(
    changes.map(({ key, before, after }) => [key, before.version, after.version]),
    [
      ['a', 0, 4],
      ['b', 0, 2],
    ],
  );
});

test('a view that has seen all of its events is not written', (t) => {
  const story = projected('a', 4);
  const [change] = projectEvents(sellerOrder, NOTHING, { events: story, skipped: [] });
  const views = new Map(change === undefined ? [] : [['a', change.after]]);
  t.deepEqual(projectEvents(sellerOrder, views, { events: story, skipped: [] }), []);
  t.is(
    projectEvents(sellerOrder, views, {
      events: [...story, ...projected('a', 5).slice(4)],
      skipped: [],
    }).length,
    1,
  );
});

test('a missing event is a failure of the record behind it, with both versions', (t) => {
  const torn = projected('a', 4).filter(({ version }) => version !== 2);
  const failures = failuresOf([...torn, ...projected('b', 2)], sellerOrder);
  t.deepEqual(
    failures.map(({ offset, reason, cause }) => [offset, reason, detailOf(cause)]),
    [['2', 'version-gap', 'Expected version 2 of the order a, got 3']],
  );
});

test('an `evolve` that throws is a failure of the record it threw on, and quotes none of it', (t) => {
  const evolve = (view: SellerOrder, event: ProjectedEvent): SellerOrder => {
    if (event.version === 3) throw new TypeError('Ada Example is no number');
    return sellerOrder.evolve(view, event);
  };
  const story = [...projected('a', 4), ...projected('b', 4)];
  const failures = failuresOf(story, { ...sellerOrder, evolve });
  t.deepEqual(
    failures.map(({ offset, reason }) => [offset, reason]),
    [
      ['2', 'fold-failed'],
      ['2', 'fold-failed'],
    ],
  );
  t.regex(detailOf(failures[0].cause), /^TypeError at project-events\.test\.[jt]s:\d+$/);
});

test('a record that is stepped over moves only the version, once', (t) => {
  const story = projected('a', 4).filter(({ version }) => version !== 2);
  const skipped = [{ orderId: 'a', partition: 0, offset: 1n, version: 2 }];
  const [change] = projectEvents(sellerOrder, NOTHING, { events: story, skipped });
  t.is(change?.after.version, 4);
  const views = new Map(change === undefined ? [] : [['a', change.after]]);
  t.deepEqual(projectEvents(sellerOrder, views, { events: story, skipped }), []);
});

function failuresOf(events: readonly ProjectedEvent[], projection: typeof sellerOrder) {
  try {
    projectEvents(projection, NOTHING, { events: events, skipped: [] });
    return [];
  } catch (error) {
    if (error instanceof OrdersFailed) return error.failures;
    throw error;
  }
}
