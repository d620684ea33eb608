const SEED = 0x9747b28c;
const MULTIPLIER = 0x5bd1e995;

/**
 * The partition of an order, from 0 to `partitions` − 1, in every topic that is keyed by order.
 *
 * Every produce names it, because kafkajs and librdkafka hash keys differently by default and a
 * record in the wrong partition would be decided by a second writer.
 *
 * @see https://github.com/apache/kafka/blob/4.1/clients/src/main/java/org/apache/kafka/common/utils/Utils.java (murmur2)
 */
export function partitionOf(orderId: string, partitions: number): number {
  return (murmur2(Buffer.from(orderId, 'utf8')) & 0x7fffffff) % partitions;
}

/** The 32-bit murmur2 hash that Kafka's Java clients use for keys, as a signed integer. */
export function murmur2(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const words = bytes.length >> 2;
  let hash = SEED ^ bytes.length;
  for (let word = 0; word < words; word += 1) {
    hash = Math.imul(hash, MULTIPLIER) ^ mixed(view.getInt32(word * 4, true));
  }
  return avalanche(withTail(hash, bytes.subarray(words * 4)));
}

function mixed(word: number): number {
  const product = Math.imul(word, MULTIPLIER);
  return Math.imul(product ^ (product >>> 24), MULTIPLIER);
}

function withTail(hash: number, tail: Uint8Array): number {
  if (tail.length === 0) return hash;
  const [first = 0, second = 0, third = 0] = tail;
  return Math.imul(hash ^ (third << 16) ^ (second << 8) ^ first, MULTIPLIER);
}

function avalanche(hash: number): number {
  const product = Math.imul(hash ^ (hash >>> 13), MULTIPLIER);
  return product ^ (product >>> 15);
}
