import { randomUUID } from 'node:crypto';
import { eventually } from '@karat/infra/testing';
import test from 'ava';
import type { Kafka, Producer, ProducerConfig } from 'kafkajs';
import { createPartitionRig, initiation, readAll } from '../../support/partition-rig.ts';

/** A client whose transactions never reach their commit. */
function withoutCommits(kafka: Kafka): Kafka {
  const producer = (config?: ProducerConfig): Producer => {
    const made = kafka.producer(config);
    const transaction = async () => {
      const begun = await made.transaction();
      return { ...begun, commit: () => Promise.reject(new Error('The connection is gone')) };
    };
    return { ...made, transaction };
  };
  return Object.create(kafka, { producer: { value: producer } }) as Kafka;
}

test('what a commit that failed would have changed is not remembered', async (t) => {
  const rig = await createPartitionRig(t);
  const store = await rig.newStore();
  const orderId = randomUUID();
  const commands = await rig.send(rig.encode(initiation(orderId)));
  const failing = await rig.open(store, { kafka: withoutCommits(rig.log.kafka) });
  await t.throwsAsync(failing.decideBatch(commands), { code: 'unclear-outcome' });
  t.is(store.load([orderId]).size, 0);
  // The same command is decided for the first time, not answered as one that repeats.
  const writer = await rig.open(store);
  const [decided] = await writer.decideBatch(commands);
  t.like(decided?.outcome.receipt, { outcome: 'ACCEPTED', repeated: false, version: 1 });
  // Kafka answers a commit before its marker stands in every partition.
  const events = await eventually(async () => {
    const all = await readAll(rig.log.reader, rig.log.topics.events);
    return all.length > 0 && all;
  });
  t.is(events.length, 1);
});
