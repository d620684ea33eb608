import { eventually } from '@karat/infra/testing';
import { workQueue } from '@karat/projections';
import test from 'ava';
import { createCoalescer } from '../../src/operator/coalesce.ts';
import type { FeedEntry } from '../../src/operator/feed.ts';

const change = (orderId: string, version: number): FeedEntry => ({
  entryId: `1000-${String(version)}`,
  row: { ...workQueue.initial(orderId), version },
});

const told = (entries: readonly FeedEntry[]) =>
  entries.map(({ entryId, row }) => `${row.orderId} ${entryId}`);

test('changes of a row that come together are told once, in the order of the last', async (t) => {
  const tellings: (readonly string[])[] = [];
  const changes = createCoalescer((entries) => tellings.push(told(entries)));
  changes.add([change('a', 1), change('b', 2), change('a', 3)]);
  await eventually(() => tellings.length === 1);
  t.deepEqual(tellings[0], ['b 1000-2', 'a 1000-3']);

  changes.add([change('b', 4)]);
  changes.add([change('b', 5), change('c', 6)]);
  await eventually(() => tellings.length === 2);
  t.deepEqual(tellings[1], ['b 1000-5', 'c 1000-6']);
});

test('what is forgotten is not told', async (t) => {
  const tellings: (readonly string[])[] = [];
  const changes = createCoalescer((entries) => tellings.push(told(entries)));
  changes.add([change('a', 1)]);
  changes.forget();
  changes.add([change('b', 2)]);
  await eventually(() => tellings.length === 1);
  t.deepEqual(tellings, [['b 1000-2']]);
});
