import { upcast } from '@karat/schemas';
import test from 'ava';
import fc from 'fast-check';
import { fold, MONGO_VIEWS, workQueue, type Projection, type Versioned } from '../src/index.ts';
import type { ProjectedEvent } from '../src/index.ts';
import { historyOf, LIFE, ORDER_ID } from './support/life.ts';

const VIEWS: readonly Projection<Versioned>[] = [workQueue, ...MONGO_VIEWS];
const MODEL = { modelSha256: 'a'.repeat(64), modelFormat: 'STL', modelBytes: 684 };

/** An order as version 1 wrote it: it begins with the models of its pieces. */
const OLD: readonly ProjectedEvent[] = historyOf([
  {
    ...LIFE.initiated,
    data: {
      ...LIFE.initiated.data,
      items: LIFE.initiated.data.items.map((item) => ({ ...item, ...MODEL })),
    },
  },
  LIFE.submitted,
  LIFE.priced,
]);

const RECORDS = OLD.map((event) =>
  upcast(event.event).map((one, part) => ({ ...event, event: one, part })),
);

for (const projection of VIEWS) {
  const nothing = () => projection.initial(ORDER_ID);
  const whole = fold(projection, nothing(), RECORDS.flat());

  test(`${projection.name}: every event of a split record is folded`, (t) => {
    t.is(RECORDS[0]?.length, 2);
    t.deepEqual([whole.gap, whole.applied, whole.view.version], [null, 4, 3]);
  });

  test(`${projection.name}: a split record is folded once, however often its batch comes`, (t) => {
    fc.assert(
      fc.property(fc.array(fc.nat(3)), (cuts) => {
        let view = nothing();
        for (const cut of cuts) view = fold(projection, view, RECORDS.slice(0, cut).flat()).view;
        const twice = fold(projection, view, [...RECORDS, ...RECORDS].flat());
        t.deepEqual([twice.view, twice.gap], [whole.view, null]);
      }),
    );
  });

  test(`${projection.name}: a part without the record before it is a hole`, (t) => {
    const [, ...parts] = RECORDS[0] ?? [];
    t.like(fold(projection, nothing(), parts), { applied: 0, gap: { known: 0, got: 1 } });
  });
}
