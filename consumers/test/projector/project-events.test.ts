import { sellerOrder, type ProjectedEvent, type SellerOrder } from '@karat/projections';
import test from 'ava';
import { keysOf, projectEvents } from '../../src/projector/project-events.ts';
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
  const changes = projectEvents(sellerOrder, NOTHING, batch);
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
  const [change] = projectEvents(sellerOrder, NOTHING, story);
  const views = new Map(change === undefined ? [] : [['a', change.after]]);
  t.deepEqual(projectEvents(sellerOrder, views, story), []);
  t.is(projectEvents(sellerOrder, views, [...story, ...projected('a', 5).slice(4)]).length, 1);
});

test('a missing event is an error that names the order and both versions', (t) => {
  const torn = projected('a', 4).filter(({ version }) => version !== 2);
  t.throws(() => projectEvents(sellerOrder, NOTHING, torn), {
    code: 'version-gap',
    message: 'Expected version 2 of the order a, got 3',
  });
});
