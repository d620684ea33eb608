import type { PackedRecord } from '@karat/infra/log-reader';
import test from 'ava';
import { orderOf } from '../../src/subscription.ts';
import { createHeldRecords } from '../../src/rebuild/held-records.ts';

/** A record without a value and headers, as the log has it: lengths are doubled there. */
function packed(key: string | null, offset: number): PackedRecord {
  const text = Buffer.from(key ?? '');
  const keyLength = key === null ? NULL_LENGTH : text.length * 2;
  const bytes = Buffer.concat([Buffer.from([keyLength]), text, Buffer.from([NULL_LENGTH, 0])]);
  return { offset, timestamp: offset, key: key === null ? null : text, bytes };
}

const NULL_LENGTH = 1;

function hold(held: ReturnType<typeof createHeldRecords>, record: PackedRecord): void {
  held.hold(orderOf(record), record);
}

const placesOf = (held: ReturnType<typeof createHeldRecords>) =>
  [...held.histories()].flat().map(({ key, offset }) => `${key?.toString() ?? 'none'} ${offset}`);

test('the records of an order come together and in their order', (t) => {
  const held = createHeldRecords('orders', 1);
  for (const [offset, key] of ['a', 'b', 'a', null, 'b', 'a', null].entries()) {
    hold(held, packed(key, offset));
  }
  t.deepEqual(placesOf(held), ['a 0', 'a 2', 'a 5', 'b 1', 'b 4', 'none 3', 'none 6']);
  const [record] = [...held.histories()].flat();
  t.like(record, { topic: 'orders', partition: 1, value: null, headers: {}, timestamp: 0 });
});

test('orders that are not wanted any more are let go of, and their memory with them', (t) => {
  const held = createHeldRecords('orders', 1);
  for (let offset = 0; offset < 100; offset += 1) {
    hold(held, packed(['a', 'b', null][offset % 3] ?? null, offset));
  }
  const kept = held.keepOnly((orderId) => Buffer.from(orderId).toString() !== 'b');
  t.is(placesOf(kept).length, 67);
  t.false(placesOf(kept).some((place) => place.startsWith('b')));
  t.true(kept.bytes() < held.bytes());
  hold(kept, packed('a', 100));
  t.is(placesOf(kept)[34], 'a 100');
});

test('many orders come in pieces, each of them whole', (t) => {
  const held = createHeldRecords('orders', 1);
  for (let offset = 0; offset < 9_000; offset += 1)
    hold(held, packed(String(offset % 900), offset));
  const pieces = [...held.histories()];
  t.true(pieces.length > 1);
  t.is(pieces.flat().length, 9_000);
  for (const piece of pieces) {
    const keys = piece.map(({ key }) => key?.toString());
    t.is(keys.length, new Set(keys).size * 10);
  }
});
