import test from 'ava';
import { committedBatches } from '../../src/log-reader/committed-batches.ts';
import type { RecordBatch } from '../../src/log-reader/record-batch.ts';
import { batchOf, marker } from '../support/encode-batch.ts';

/** Records of a transaction; -1 is somebody without one. */
function written(producerId: bigint, from: number, to: number): RecordBatch {
  const isTransactional = producerId >= 0n;
  return batchOf({ baseOffset: from, lastOffset: to, producerId, isTransactional });
}

function offsetsOf(batches: readonly RecordBatch[]): readonly number[] {
  return batches.map(({ baseOffset }) => baseOffset);
}

test('records of an aborted transaction are left out up to its marker, and markers always', (t) => {
  const batches = [
    written(-1n, 0, 1),
    written(7n, 2, 3),
    written(8n, 4, 4),
    written(7n, 5, 6),
    marker(7n, 7, 'abort'),
    marker(8n, 8, 'commit'),
    written(7n, 9, 9),
    marker(7n, 10, 'commit'),
  ];
  const aborted = [{ producerId: 7n, firstOffset: 2 }];
  t.deepEqual(offsetsOf(committedBatches(batches, aborted)), [0, 4, 9]);
  t.deepEqual(offsetsOf(committedBatches(batches, [])), [0, 2, 4, 5, 9]);
});

test('one producer aborts twice, and what it wrote between stays', (t) => {
  const batches = [
    written(7n, 0, 0),
    marker(7n, 1, 'abort'),
    written(7n, 2, 2),
    marker(7n, 3, 'commit'),
    written(7n, 4, 4),
    marker(7n, 5, 'abort'),
  ];
  const aborted = [
    { producerId: 7n, firstOffset: 4 },
    { producerId: 7n, firstOffset: 0 },
  ];
  t.deepEqual(offsetsOf(committedBatches(batches, aborted)), [2]);
});

test('a transaction that began before what was fetched is left out from the beginning', (t) => {
  const batches = [written(7n, 100, 120), marker(7n, 121, 'abort'), written(-1n, 122, 122)];
  const aborted = [{ producerId: 7n, firstOffset: 3 }];
  t.deepEqual(offsetsOf(committedBatches(batches, aborted)), [122]);
});

test('a producer without a transaction is not held for one that has the same number', (t) => {
  const plain = batchOf({ baseOffset: 5, lastOffset: 5, producerId: 7n });
  t.deepEqual(offsetsOf(committedBatches([plain], [{ producerId: 7n, firstOffset: 0 }])), [5]);
});
