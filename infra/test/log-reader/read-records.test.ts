import test from 'ava';
import fc from 'fast-check';
import { readVarint } from '../../src/log-reader/byte-cursor.ts';
import { readBatches } from '../../src/log-reader/record-batch.ts';
import { createUnpackRecord, packRecords, readRecords } from '../../src/log-reader/read-records.ts';
import { batchOf, encodeBatch, encodeRecords, varint } from '../support/encode-batch.ts';

const PLACE = { topic: 'orders', partition: 3 };

test('numbers are read as they were written, up to what a number holds exactly', (t) => {
  const halfOfExact = 2 ** 52;
  const numbers = fc.integer({ min: -halfOfExact, max: halfOfExact - 1 });
  fc.assert(
    fc.property(numbers, (number) => {
      const bytes = varint(number);
      const cursor = { bytes, at: 0 };
      return readVarint(cursor) === number && cursor.at === bytes.length;
    }),
  );
  // The vectors of the encoding's own page.
  const vectors = [0, -1, 1, -2, 0x7fffffff, -0x80000000];
  t.deepEqual(
    vectors.map((number) => readVarint({ bytes: varint(number), at: 0 })),
    vectors,
  );
});

const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
// An object cannot have it as a name of its own by assignment; nobody's header is called so.
const headerName = fc
  .string({ unit: 'grapheme', maxLength: 200 })
  .filter((name) => name !== '__proto__');
const records = fc.array(
  fc.record({
    timestampDelta: fc.integer({ min: -1_000, max: 10_000_000 }),
    key: fc.option(bytes),
    value: fc.option(bytes),
    headers: fc.uniqueArray(fc.tuple(headerName, fc.string({ unit: 'grapheme' })), {
      selector: ([name]) => name,
      maxLength: 15,
    }),
  }),
  { minLength: 1, maxLength: 20 },
);

test('records are read as they were written, whatever is in them', (t) => {
  fc.assert(
    fc.property(records, fc.nat(), (given, baseOffset) => {
      const numbered = given.map((record, offsetDelta) => ({ ...record, offsetDelta }));
      const body = encodeRecords(numbered);
      const batch = batchOf({ baseOffset, lastOffset: baseOffset, count: given.length });
      const read = readRecords(PLACE, batch, body);
      t.deepEqual(
        read,
        numbered.map(({ key, value, headers, offsetDelta, timestampDelta }) => ({
          ...PLACE,
          offset: String(baseOffset + offsetDelta),
          key,
          value,
          headers: Object.fromEntries(headers),
          timestamp: batch.firstTimestamp + timestampDelta,
        })),
      );
      const packed = packRecords(batch, body);
      t.deepEqual(
        packed.map(({ key }) => key),
        read.map(({ key }) => key),
      );
      t.deepEqual(packed.map(createUnpackRecord(PLACE)), read);
    }),
    { numRuns: 50 },
  );
});

test('a header without a value is empty, and the broker’s time replaces the writer’s', (t) => {
  const record = { offsetDelta: 0, timestampDelta: 9, key: null, value: null };
  const body = encodeRecords([{ ...record, headers: [['actor', null]] }]);
  const [read] = readRecords(PLACE, batchOf({ count: 1, appendTimestamp: 5 }), body);
  t.like(read, { headers: { actor: '' }, timestamp: 5, key: null, value: null });
});

test('records that are cut off are told instead of read as something else', (t) => {
  const record = { offsetDelta: 0, timestampDelta: 0, headers: [], key: null };
  const body = encodeRecords([{ ...record, value: Buffer.from('ring') }]);
  for (let length = 0; length < body.length; length += 1) {
    const cut = body.subarray(0, length);
    t.throws(() => readRecords(PLACE, batchOf({ count: 1 }), cut), { instanceOf: RangeError });
    t.throws(() => packRecords(batchOf({ count: 1 }), cut), { instanceOf: RangeError });
  }
});

test('a batch that the broker has cut off is left out, those before it are not', (t) => {
  const first = batchOf({ baseOffset: 4, lastOffset: 6, count: 3, records: Buffer.from('abc') });
  const second = batchOf({ baseOffset: 7, lastOffset: 7, producerId: 9n, isTransactional: true });
  const set = Buffer.concat([encodeBatch(first), encodeBatch(second)]);
  const attributes = 0x10;
  t.deepEqual(readBatches(set), [first, { ...second, attributes }]);
  for (const missing of [1, 30, 61]) {
    t.deepEqual(readBatches(set.subarray(0, set.length - missing)), [first]);
  }
  t.deepEqual(readBatches(Buffer.alloc(0)), []);
});

test('a batch of a format that is not known is refused', (t) => {
  t.throws(() => readBatches(encodeBatch(batchOf({}), 1)), {
    message: 'Expected a batch of format 2, got 1',
  });
});
