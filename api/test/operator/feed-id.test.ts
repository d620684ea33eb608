import test from 'ava';
import { compareEntryIds, formatFeedId, parseFeedId } from '../../src/operator/feed-id.ts';

test('a place survives being an event’s id, also with a dash in the generation', (t) => {
  for (const generation of ['926f5b3f3a4d', 'g-2026-11']) {
    const place = { generation, entryId: '1795247165000-12' };
    t.deepEqual(parseFeedId(formatFeedId(place)), place);
  }
});

test('what is no place is none', (t) => {
  for (const text of ['', 'x', '1-2', '-1-2', 'g-1-x', 'g g-1-2'])
    t.is(parseFeedId(text), null, text);
});

test('places are compared as numbers, not as text', (t) => {
  t.true(compareEntryIds('999-0', '1000-0') < 0);
  t.true(compareEntryIds('1000-10', '1000-9') > 0);
  t.is(compareEntryIds('1000-9', '1000-9'), 0);
});
