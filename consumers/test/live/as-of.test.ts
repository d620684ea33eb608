import { eventually } from '@karat/infra/testing';
import { partitionOf } from '@karat/schemas';
import test from 'ava';
import { Long } from 'mongodb';
import { createMongoPositions, type EventBatch } from '../../src/subscription.ts';
import { storyOf } from '../support/order-story.ts';
import {
  createSubscriptionRig,
  messageOf,
  type SubscriptionRig,
} from '../support/subscription-rig.ts';
import type { Story } from '../support/stories.ts';

const MINUTE_MS = 60_000;

test('a partition that is behind shows everything up to the last record that has its effect', async (t) => {
  const rig = await createSubscriptionRig(t);
  const now = Date.now();
  await publishAt(rig, 0, [now - 3 * MINUTE_MS, now - 2 * MINUTE_MS, now - MINUTE_MS]);
  await rig.subscribe(stuckAt(0, 3), { maxBatchRecords: 1 });
  await eventually(async () => (await asOfs(rig)).get(0) === now - 2 * MINUTE_MS);
  await untilOthersAre(rig, Date.now() + 1_000);
  t.is((await asOfs(rig)).get(0), now - 2 * MINUTE_MS);
});

test('a clock of a sender that is ahead makes nothing newer than it is', async (t) => {
  const rig = await createSubscriptionRig(t);
  const now = Date.now();
  await publishAt(rig, 0, [now - MINUTE_MS, now + 10 * MINUTE_MS, now + 10 * MINUTE_MS]);
  await rig.subscribe(stuckAt(0, 3), { maxBatchRecords: 1 });
  const asOf = await eventually(async () => {
    const found = (await asOfs(rig)).get(0) ?? 0;
    return found > now && found;
  });
  t.true(asOf <= Date.now());
});

test('a store that was restored is as old as it says, whatever it showed before', async (t) => {
  const rig = await createSubscriptionRig(t);
  let isAway = false;
  const handle = ({ partition, events }: EventBatch): Promise<void> => {
    const isStuck = isAway && partition === 0 && events.length > 0;
    return isStuck ? Promise.reject(new TypeError('Expected the store, it is away')) : DONE;
  };
  const before = Date.now() - 2 * MINUTE_MS;
  await publishAt(rig, 0, [before, before]);
  await rig.subscribe(handle);
  await eventually(async () => ((await asOfs(rig)).get(0) ?? 0) > before);
  isAway = true;
  const backup = { offset: Long.fromNumber(1), asOf: before - MINUTE_MS };
  await rig.positions.updateOne({ _id: 0 }, { $set: backup });
  await eventually(() => rig.reasons.has('test partition 0'));
  await untilOthersAre(rig, Date.now() + 1_000);
  t.is((await asOfs(rig)).get(0), before - MINUTE_MS);
});

test('a partition at the end shows what was there when the end was asked for, and no more', async (t) => {
  const rig = await createSubscriptionRig(t);
  const stored = createMongoPositions(rig.positions, rig.log.identity.incarnation);
  const looks = createGate();
  // All partitions have begun when it is closed, so that only the poll looks at the positions.
  const load = async () => {
    const positions = await stored.load();
    await looks.passed();
    return positions;
  };
  const confirmed: number[] = [];
  const positions = {
    ...stored,
    load,
    confirm: (confirmations: readonly { readonly partition: number; readonly asOf: number }[]) => {
      confirmed.push(...confirmations.filter((each) => each.partition === 0).map(asOfOf));
      return DONE;
    },
  };
  await rig.subscribe(stuckAt(0, 1), { positions });
  await eventually(() => confirmed.length > 0);
  await looks.close();
  const publishedAt = Date.now();
  await publishAt(rig, 0, [publishedAt]);
  await eventually(() => rig.reasons.has('test partition 0'));
  const count = confirmed.length;
  looks.open();
  await eventually(() => confirmed.length > count);
  t.true(confirmed.slice(count).every((asOf) => asOf <= publishedAt));
});

const DONE = Promise.resolve();

const asOfOf = ({ asOf }: { readonly asOf: number }): number => asOf;

/** Handles everything of a partition but its nth event, for which the store is away. */
function stuckAt(partition: number, place: number) {
  return (batch: EventBatch): Promise<void> => {
    const isStuck = batch.events.some(({ offset }) => Number(offset) >= place - 1);
    return batch.partition === partition && isStuck
      ? Promise.reject(new TypeError('Expected the store, it is away'))
      : DONE;
  };
}

/** Writes events of an order to a partition, as if they had been written at these times. */
async function publishAt(
  { log, producer }: SubscriptionRig,
  partition: number,
  times: readonly number[],
): Promise<void> {
  let story: Story = [];
  do story = storyOf(9);
  while (partitionOf(story[0]?.orderId ?? '', log.identity.partitions) !== partition);
  const messages = times.flatMap((time, index) => {
    const [event] = story.slice(index);
    return event === undefined ? [] : [{ ...messageOf(log, event), timestamp: String(time) }];
  });
  await producer.send({ topic: log.topics.events, messages });
}

/** Up to when each partition shows everything. */
async function asOfs({ positions }: SubscriptionRig): Promise<ReadonlyMap<number, number>> {
  const found = await positions.find({ _id: { $gte: 0 } }).toArray();
  return new Map(found.flatMap(({ _id, asOf }) => (asOf === undefined ? [] : [[_id, asOf]])));
}

/** Waits until all partitions but the first are at least so new. */
async function untilOthersAre(rig: SubscriptionRig, time: number): Promise<void> {
  await eventually(async () => {
    const others = [...(await asOfs(rig))].filter(([partition]) => partition !== 0);
    return others.length > 0 && others.every(([, asOf]) => asOf >= time);
  });
}

/** Something that may be closed; `close` waits until somebody stands before it. */
function createGate() {
  let open: () => void = () => undefined;
  let arrived: () => void = () => undefined;
  let closed: Promise<void> = Promise.resolve();
  return {
    passed: () => {
      arrived();
      return closed;
    },
    close: (): Promise<void> => {
      closed = new Promise((resolve) => {
        open = resolve;
      });
      return new Promise((resolve) => {
        arrived = resolve;
      });
    },
    open: () => {
      open();
    },
  };
}
