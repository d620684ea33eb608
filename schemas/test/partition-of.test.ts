import test from 'ava';
import fc from 'fast-check';
import { murmur2, partitionOf } from '../src/partition-of.ts';

// The vectors of Kafka's own test of murmur2:
// https://github.com/apache/kafka/blob/4.1/clients/src/test/java/org/apache/kafka/common/utils/UtilsTest.java
const VECTORS: readonly (readonly [string, number])[] = [
  ['21', -973932308],
  ['foobar', -790332482],
  ['a-little-bit-long-string', -985981536],
  ['a-little-bit-longer-string', -1486304829],
  ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
  ['abc', 479470107],
];

for (const [text, hash] of VECTORS) {
  test(`"${text}" hashes as it does in Kafka's Java clients`, (t) => {
    t.is(murmur2(Buffer.from(text)), hash);
  });
}

test('every order has a partition, and always the same', (t) => {
  fc.assert(
    fc.property(fc.uuid(), fc.integer({ min: 1, max: 48 }), (orderId, partitions) => {
      const partition = partitionOf(orderId, partitions);
      return (
        partition >= 0 && partition < partitions && partition === partitionOf(orderId, partitions)
      );
    }),
  );
  t.pass();
});
