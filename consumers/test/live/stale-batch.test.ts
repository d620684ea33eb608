import { eventually } from '@karat/infra/testing';
import { partitionOf } from '@karat/schemas';
import test from 'ava';
import type { Consumer, ConsumerConfig, Kafka } from 'kafkajs';
import { createMongoPositions } from '../../src/subscription.ts';
import { storiesOf } from '../support/stories.ts';
import { createSubscriptionRig } from '../support/subscription-rig.ts';

/** Kafka whose consumers tell of each batch before it is handled. */
function watched(kafka: Kafka, onBatch: (partition: number) => void): Kafka {
  const consumer = (config: ConsumerConfig): Consumer => {
    const made = kafka.consumer(config);
    made.on(made.events.START_BATCH_PROCESS, ({ payload }) => {
      if (payload.batchSize > 0) onBatch(payload.partition);
    });
    return made;
  };
  return Object.assign(Object.create(kafka) as Kafka, { consumer });
}

test('a batch that waits while the position is found lost does not hide what is before it', async (t) => {
  const rig = await createSubscriptionRig(t);
  const { log, positions } = rig;
  const [story = []] = storiesOf([9]);
  const partition = partitionOf(story[0]?.orderId ?? '', log.identity.partitions);
  const stored = createMongoPositions(positions, log.identity.incarnation);
  let seen: number[] = [];
  let batches = 0;
  let isLost = false;
  const kafka = watched(log.kafka, (each) => {
    if (each === partition) batches += 1;
  });
  await rig.subscribe(
    ({ events }) => {
      seen.push(...events.map(({ version }) => version));
      return Promise.resolve();
    },
    {
      log: { ...log, kafka },
      positions: {
        ...stored,
        begin: async (each) => {
          if (isLost && each === partition) {
            isLost = false;
            const before = batches;
            await rig.publish(story.slice(4));
            await eventually(() => batches > before);
          }
          await stored.begin(each);
        },
      },
    },
  );
  await rig.publish(story.slice(0, 4));
  await eventually(async () => (await stored.load()).get(partition) === 4n);
  t.deepEqual(seen, [1, 2, 3, 4]);
  seen = [];
  isLost = true;
  await positions.deleteMany({});
  await eventually(() => seen.length >= 9);
  t.deepEqual(seen, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
});
