import { PlatformError } from '@karat/infra/errors';
import { explicitPartitioner, lastStableOffsets } from '@karat/infra/kafka';
import { eventually } from '@karat/infra/testing';
import { partitionOf } from '@karat/schemas';
import test from 'ava';
import { storyOf } from '../support/order-story.ts';
import { interleaved, storiesOf } from '../support/stories.ts';
import {
  createSubscriptionRig,
  messageOf,
  type SubscriptionRig,
} from '../support/subscription-rig.ts';

const PATIENCE = { timeoutMs: 40_000 };

test.serial('events arrive once each, in the order of their partition', async (t) => {
  const rig = await createSubscriptionRig(t);
  const seen: string[] = [];
  await rig.subscribe(({ events }) => {
    seen.push(...events.map(nameOf));
    return Promise.resolve();
  });
  const stories = storiesOf([9, 9, 9]);
  await rig.publish(interleaved(stories));
  await eventually(() => seen.length >= 27, PATIENCE);
  t.is(seen.length, 27);
  for (const story of stories) {
    t.deepEqual(
      seen.filter((name) => name.startsWith(story[0]?.orderId ?? '')),
      story.map(nameOf),
    );
  }
});

test.serial(
  'a successor goes on from the stored position, whatever the group remembers',
  async (t) => {
    const rig = await createSubscriptionRig(t);
    const [story = []] = storiesOf([9]);
    const first: string[] = [];
    const predecessor = await rig.subscribe(({ events }) => {
      first.push(...events.map(nameOf));
      return Promise.resolve();
    });
    await rig.publish(story.slice(0, 4));
    await eventually(() => first.length === 4, PATIENCE);
    await predecessor.close();
    await rig.publish(story.slice(4, 8));
    await commitEndToGroup(rig);
    const second: string[] = [];
    await rig.subscribe(({ events }) => {
      second.push(...events.map(nameOf));
      return Promise.resolve();
    });
    await rig.publish(story.slice(8));
    await eventually(() => second.length >= 5, PATIENCE);
    t.deepEqual(second, story.slice(4).map(nameOf));
  },
);

test.serial(
  'a store that is away holds up its partition only, and nothing is skipped',
  async (t) => {
    const rig = await createSubscriptionRig(t);
    const stories = storiesOf(Array.from({ length: 30 }, () => 2));
    const stuck = 0;
    let isAway = true;
    const seen: string[] = [];
    await rig.subscribe(({ partition, events }) => {
      if (partition === stuck && isAway) {
        const message = 'Expected an answer, got none';
        throw new PlatformError('mongo-unavailable', message, { retryable: true });
      }
      seen.push(...events.map(nameOf));
      return Promise.resolve();
    });
    await rig.publish(interleaved(stories));
    const isStuck = ([first]: (typeof stories)[number]) =>
      partitionOf(first?.orderId ?? '', 3) === stuck;
    const others = stories.filter((story) => !isStuck(story)).flat();
    await eventually(() => seen.length === others.length, PATIENCE);
    const reason = 'mongo-unavailable: Expected an answer, got none';
    t.is(await eventually(() => rig.reasons.get('test partition 0')), reason);
    isAway = false;
    await eventually(() => seen.length === 60, PATIENCE);
    await eventually(() => rig.reasons.size === 0);
    t.deepEqual([...seen].sort(), stories.flat().map(nameOf).sort());
  },
);

test.serial(
  'bytes that nobody can read stop their partition behind what stands before them',
  async (t) => {
    const rig = await createSubscriptionRig(t);
    const [story = []] = storiesOf([4]);
    const { topics } = rig.log;
    const partition = partitionOf(story[0]?.orderId ?? '', rig.log.identity.partitions);
    await rig.publish(story.slice(0, 2));
    await rig.producer.send({
      topic: topics.events,
      messages: [{ value: 'what is this?', partition }],
    });
    await rig.publish(story.slice(2));
    const seen: string[] = [];
    await rig.subscribe(({ events }) => {
      seen.push(...events.map(nameOf));
      return Promise.resolve();
    });
    const check = `test partition ${String(partition)}`;
    const reason = await eventually(() => rig.reasons.get(check), PATIENCE);
    t.regex(reason, /^undecodable: /);
    t.deepEqual(seen, story.slice(0, 2).map(nameOf));
    const stored = await rig.positions.findOne({ _id: partition });
    t.is(Number(stored?.offset), 2);
    const metrics = await rig.telemetry.registry.metrics();
    t.regex(
      metrics,
      new RegExp(`karat_subscription_halted\\{[^}]*partition="${String(partition)}"[^}]*\\} 1`),
    );
  },
);

test.serial(
  'the position passes aborted records and markers, up to the last stable offset',
  async (t) => {
    const rig = await createSubscriptionRig(t);
    const { kafka, topics, identity } = rig.log;
    const [story = []] = storiesOf([3]);
    const partition = partitionOf(story[0]?.orderId ?? '', identity.partitions);
    const producer = kafka.producer({
      createPartitioner: explicitPartitioner,
      transactionalId: `${rig.log.environment}.test`,
      maxInFlightRequests: 1,
      idempotent: true,
    });
    await producer.connect();
    t.teardown(() => producer.disconnect());
    const send = async (events: typeof story, commit: boolean) => {
      const transaction = await producer.transaction();
      const messages = events.map((event) => messageOf(rig.log, event));
      await transaction.send({ topic: topics.events, messages });
      await (commit ? transaction.commit() : transaction.abort());
    };
    const seen: string[] = [];
    await rig.subscribe(({ events }) => {
      seen.push(...events.map(nameOf));
      return Promise.resolve();
    });
    await send(story, false);
    await send(story.slice(0, 1), true);
    await eventually(() => seen.length === 1, PATIENCE);
    await send(story, false);
    await eventually(async () => {
      const stored = await rig.positions.findOne({ _id: partition });
      return Number(stored?.offset) === 10 && (await endsOf(rig)).get(partition) === 10n;
    }, PATIENCE);
    t.deepEqual(seen, story.slice(0, 1).map(nameOf));
  },
);

test.serial(
  'positions of another log, or beyond the end of this one, are thrown away',
  async (t) => {
    const rig = await createSubscriptionRig(t);
    const { incarnation } = rig.log.identity;
    const stories = storiesOf(Array.from({ length: 12 }, () => 1));
    await rig.publish(interleaved(stories));
    await rig.positions.insertMany([
      { _id: 0, incarnation: 'another log', offset: 1 },
      { _id: 1, incarnation, offset: 1_000 },
    ]);
    const seen: string[] = [];
    await rig.subscribe(({ events }) => {
      seen.push(...events.map(nameOf));
      return Promise.resolve();
    });
    await eventually(() => seen.length >= 12, PATIENCE);
    t.deepEqual([...seen].sort(), stories.flat().map(nameOf).sort());
  },
);

test.serial('partitions move to a second member and back, and no event is lost', async (t) => {
  const rig = await createSubscriptionRig(t);
  const seen = { first: new Set<string>(), second: new Set<string>() };
  const handleAs = (who: keyof typeof seen) => {
    return ({ events }: { events: readonly { orderId: string; version: number }[] }) => {
      for (const event of events) seen[who].add(nameOf(event));
      return Promise.resolve();
    };
  };
  await rig.subscribe(handleAs('first'));
  const before = storiesOf(Array.from({ length: 20 }, () => 1));
  await rig.publish(interleaved(before));
  await eventually(() => seen.first.size === 20, PATIENCE);
  const second = await rig.subscribe(handleAs('second'));
  const shared: ReturnType<typeof storiesOf>[number][] = [];
  await eventually(async () => {
    const story = storyOf(1);
    shared.push(story);
    await rig.publish(story);
    return seen.second.size > 0;
  }, PATIENCE);
  await second.close();
  const after = storiesOf(Array.from({ length: 20 }, () => 1));
  await rig.publish(interleaved(after));
  const all = [...before, ...shared, ...after].flat().map(nameOf);
  await eventually(
    () => all.every((name) => seen.first.has(name) || seen.second.has(name)),
    PATIENCE,
  );
  t.true(after.flat().every((event) => seen.first.has(nameOf(event))));
});

function nameOf({
  orderId,
  version,
}: {
  readonly orderId: string;
  readonly version: number;
}): string {
  return `${orderId} ${String(version)}`;
}

async function commitEndToGroup({ log }: SubscriptionRig): Promise<void> {
  const admin = log.kafka.admin();
  await admin.connect();
  const ends = await lastStableOffsets(admin, log.topics.events);
  await admin.setOffsets({
    groupId: `${log.environment}.test`,
    topic: log.topics.events,
    partitions: [...ends].map(([partition, end]) => ({ partition, offset: String(end) })),
  });
  await admin.disconnect();
}

async function endsOf({ log }: SubscriptionRig): Promise<ReadonlyMap<number, bigint>> {
  const admin = log.kafka.admin();
  await admin.connect();
  const ends = await lastStableOffsets(admin, log.topics.events);
  await admin.disconnect();
  return ends;
}
