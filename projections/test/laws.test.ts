import type { OrderEvent } from '@karat/schemas';
import test from 'ava';
import fc from 'fast-check';
import { fold, MONGO_VIEWS, workQueue, type Projection, type Versioned } from '../src/index.ts';
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
          gap: null,
        });
      }),
    );
  });

  test(`${name}: it does not matter how events are cut into batches or repeated`, (t) => {
    fc.assert(
      fc.property(histories, fc.array(fc.nat(20)), (events, cuts) => {
        let view = nothing();
        for (const cut of cuts) view = fold(projection, view, events.slice(0, cut)).view;
        view = fold(projection, view, events).view;
        t.deepEqual(view, fold(projection, nothing(), events).view);
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

  test(`${name}: a view survives the way through its store`, (t) => {
    fc.assert(
      fc.property(histories, (events) => {
        const { view } = fold(projection, nothing(), events);
        t.deepEqual(JSON.parse(JSON.stringify(view)), view);
      }),
    );
  });
}
