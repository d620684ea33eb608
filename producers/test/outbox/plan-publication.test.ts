import { partitionOf } from '@karat/schemas';
import test from 'ava';
import fc from 'fast-check';
import { Binary } from 'mongodb';
import type { OutboxRow } from '../../src/outbox/outbox-collections.ts';
import { planPublication } from '../../src/outbox/plan-publication.ts';

const PARTITIONS = 3;
const UNBOUNDED = { partitions: PARTITIONS, maxBatchBytes: Number.POSITIVE_INFINITY };

function rowOf(orderId: string, seq: number, bytes = 10): OutboxRow {
  return {
    _id: `${orderId}/${seq}`,
    orderId,
    seq,
    commandId: `${orderId}/${seq}`,
    key: orderId,
    value: new Binary(Buffer.alloc(bytes)),
    headers: {},
    createdAt: new Date(0),
    publishedAt: null,
  };
}

const idsOf = (rows: readonly OutboxRow[]) => rows.map(({ _id }) => _id);

/** Waiting rows of a few orders in any order, each order's from any first seq on. */
const WAITING_ROWS = fc
  .uniqueArray(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e'), fc.integer({ min: 1, max: 9 })), {
    selector: ([orderId, seq]) => `${orderId}/${seq}`,
    maxLength: 40,
  })
  .map((places) => places.map(([orderId, seq]) => rowOf(orderId, seq)));

test('rows of an order go to its partition, in order and together', (t) => {
  const rows = [rowOf('a', 1), rowOf('b', 7), rowOf('a', 2), rowOf('b', 8)];
  for (const { partition, rows: sent } of planPublication(rows, UNBOUNDED)) {
    t.true(sent.every(({ orderId }) => partitionOf(orderId, PARTITIONS) === partition));
  }
  const ofA = planPublication(rows, UNBOUNDED).flatMap((batch) =>
    batch.rows.filter(({ orderId }) => orderId === 'a'),
  );
  t.deepEqual(idsOf(ofA), ['a/1', 'a/2']);
});

test('no row is sent without every earlier waiting row of its order in front of it', (t) => {
  const law = fc.property(WAITING_ROWS, fc.integer({ min: 1, max: 120 }), (rows, maxBatchBytes) => {
    const plan = planPublication(rows, { partitions: PARTITIONS, maxBatchBytes });
    for (const { rows: sent } of plan) {
      for (const [index, { orderId, seq }] of sent.entries()) {
        const before = sent.slice(0, index).filter((row) => row.orderId === orderId);
        const earlier = rows.filter((row) => row.orderId === orderId && row.seq < seq);
        if (before.length !== earlier.length) return false;
        if (before.some((row) => row.seq >= seq)) return false;
      }
    }
    return true;
  });
  t.notThrows(() => {
    fc.assert(law, { numRuns: 500 });
  });
});

test('every partition that has rows gets one batch, and without a bound nothing is left', (t) => {
  const law = fc.property(WAITING_ROWS, (rows) => {
    const plan = planPublication(rows, UNBOUNDED);
    const sent = plan.flatMap((batch) => idsOf(batch.rows));
    const partitions = new Set(plan.map(({ partition }) => partition));
    return (
      partitions.size === plan.length && sent.toSorted().join() === idsOf(rows).toSorted().join()
    );
  });
  t.notThrows(() => {
    fc.assert(law);
  });
});

test('a batch ends where Kafka would refuse it, and a large row goes alone', (t) => {
  const rows = [rowOf('a', 1, 60), rowOf('a', 2, 60), rowOf('a', 3, 60)];
  const batchOf = (maxBatchBytes: number) =>
    planPublication(rows, { partitions: 1, maxBatchBytes }).map((batch) => idsOf(batch.rows));
  t.deepEqual(batchOf(120), [['a/1', 'a/2']]);
  t.deepEqual(batchOf(119), [['a/1']]);
  t.deepEqual(batchOf(1), [['a/1']]);
});
