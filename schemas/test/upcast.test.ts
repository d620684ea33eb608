import test from 'ava';
import { decodeEvents } from '../src/codec.ts';
import { follows, isFolded, wholeRecordAt } from '../src/follows.ts';
import { upcast } from '../src/upcast.ts';
import { codecOf, rawRecordsOf, readCorpus } from '../tooling/corpus/corpus.ts';
import { EVENTS } from '../tooling/samples/events.ts';

const V1 = readCorpus('v1');

function historyOf(name: string) {
  const history = V1.histories.find((one) => one.name.includes(name));
  return rawRecordsOf(V1, history?.records ?? []);
}

test('an event of today means itself', (t) => {
  for (const event of EVENTS) t.deepEqual(upcast(event), [event]);
});

test('an order that version 1 began with its models is begun bare and gets each model', async (t) => {
  const [began, ...models] = await decodeEvents(
    codecOf(V1),
    historyOf('models from the start').slice(0, 1),
  );
  if (began?.event.type !== 'OrderInitiated') return t.fail('Expected an order that begins');
  const nowhere = { modelOwner: null, modelUnit: null };
  const bare = { modelSha256: null, modelFormat: null, modelBytes: null, ...nowhere };
  t.is(began.event.data.items.length, 2);
  for (const item of began.event.data.items) t.like(item, bare);
  t.deepEqual(
    models.map(({ event }) => event),
    ['ring', 'pendant'].map((itemId) => ({
      type: 'ModelAttached',
      data: {
        ...{ itemId, modelSha256: 'a'.repeat(64), modelFormat: 'STL', modelBytes: 1_024_084 },
        ...nowhere,
      },
    })),
  );
});

test('the events of one record share all but their id and part, and have the same ids for ever', async (t) => {
  const events = await decodeEvents(codecOf(V1), historyOf('models from the start').slice(0, 1));
  t.deepEqual(
    events.map(({ eventId, version, part, offset }) => [eventId, version, part, offset]),
    [
      ['01993b52-7c1e-7a40-9d2f-000000000001', 1, 0, '0'],
      ['4055d2f5-700a-5c39-837f-5a4d7237e91c', 1, 1, '0'],
      ['adbe4c93-721c-5706-b931-d388cd6b20c0', 1, 2, '0'],
    ],
  );
  const shared = events.map(({ eventId: _id, event: _event, part: _part, ...rest }) => rest);
  for (const rest of shared) t.deepEqual(rest, shared[0]);
});

test('pieces without a model stay as they are', async (t) => {
  const events = await decodeEvents(codecOf(V1), historyOf('just begun'));
  t.deepEqual(
    events.map(({ event }) => event.type),
    ['OrderInitiated', 'ModelAttached'],
  );
});

test('a history follows itself without a hole, also within a record', async (t) => {
  const events = await decodeEvents(codecOf(V1), historyOf('models from the start'));
  let version = 0;
  for (const event of events) {
    t.true(follows(version, event));
    t.false(follows(version, { ...event, version: event.version + 1 }));
    version = event.version;
  }
  t.is(version, 6);
});

test('a part is folded when its record is, or when it was folded itself', (t) => {
  t.true(isFolded(wholeRecordAt(2), { version: 2, part: 5 }));
  t.true(isFolded({ version: 2, part: 1 }, { version: 2, part: 1 }));
  t.true(isFolded({ version: 2, part: 1 }, { version: 1, part: 3 }));
  t.false(isFolded({ version: 2, part: 1 }, { version: 2, part: 2 }));
  t.false(isFolded(wholeRecordAt(2), { version: 3, part: 0 }));
});
