import type { OrderEvent } from '@karat/schemas';
import test from 'ava';
import fc from 'fast-check';
import {
  fold,
  MONGO_VIEWS,
  viewKeyOf,
  workQueue,
  type Projection,
  type Versioned,
  type ViewEntry,
} from '../src/index.ts';
import { DETOURS, historyOf, LIFE, ORDER_ID } from './support/life.ts';

const EVENTS: readonly OrderEvent[] = [...Object.values(LIFE), ...Object.values(DETOURS)];
const VIEWS: readonly Projection<Versioned>[] = [workQueue, ...MONGO_VIEWS];

/** Any order of any events: a view folds what was decided and does not judge it. */
const histories = fc
  .array(fc.constantFrom(...EVENTS), { minLength: 1, maxLength: 20 })
  .map(historyOf);

for (const projection of VIEWS) {
  const { name } = projection;
  const nothing = () => projection.initial(ORDER_ID);

  test(`${name}: folding twice is folding once`, (t) => {
    fc.assert(
      fc.property(histories, (events) => {
        const once = fold(projection, nothing(), events);
        t.deepEqual(fold(projection, once.view, events), {
          view: once.view,
          applied: 0,
          entries: [],
          gap: null,
        });
      }),
    );
  });

  test(`${name}: it does not matter how events are cut into batches or repeated`, (t) => {
    fc.assert(
      fc.property(histories, fc.array(fc.nat(20)), (events, cuts) => {
        let view = nothing();
        const entries: ViewEntry[] = [];
        for (const upTo of [...cuts, events.length]) {
          const folded = fold(projection, view, events.slice(0, upTo));
          view = folded.view;
          entries.push(...folded.entries);
        }
        const whole = fold(projection, nothing(), events);
        t.deepEqual(view, whole.view);
        t.deepEqual(entries, whole.entries);
      }),
    );
  });

  test(`${name}: the version is the number of events folded`, (t) => {
    fc.assert(
      fc.property(histories, (events) => {
        t.is(fold(projection, nothing(), events).view.version, events.length);
      }),
    );
  });

  test(`${name}: a missing event is told and what follows is not folded`, (t) => {
    fc.assert(
      fc.property(histories, fc.nat(18), (events, at) => {
        fc.pre(at < events.length - 1);
        const torn = events.filter((_event, index) => index !== at);
        const { view, applied, gap } = fold(projection, nothing(), torn);
        t.is(applied, at);
        t.deepEqual(gap, { orderId: ORDER_ID, known: at, got: at + 2 });
        t.is(view.version, at);
      }),
    );
  });

  test(`${name}: each event leaves its own entry, keyed below the order`, (t) => {
    fc.assert(
      fc.property(histories, (events) => {
        const { entries } = fold(projection, nothing(), events);
        const keys = entries.map(({ key }) => key);
        t.is(new Set(keys).size, keys.length);
        t.true(keys.every((key) => key !== ORDER_ID && viewKeyOf(key) === ORDER_ID));
      }),
    );
  });

  test(`${name}: a view survives the way through its store`, (t) => {
    fc.assert(
      fc.property(histories, (events) => {
        const { view, entries } = fold(projection, nothing(), events);
        t.deepEqual(JSON.parse(JSON.stringify(view)), view);
        t.deepEqual(JSON.parse(JSON.stringify(entries)), entries);
      }),
    );
  });
}
