import { eventually } from '@karat/infra/testing';
import { partitionOf } from '@karat/schemas';
import test from 'ava';
import { OrdersFailed, type EventBatch } from '../../src/subscription.ts';
import { storyOf } from '../support/order-story.ts';
import { parkedOrder, released, request } from '../support/parked.ts';
import type { Story } from '../support/stories.ts';
import { createSubscriptionRig, type SubscriptionRig } from '../support/subscription-rig.ts';

const PATIENCE = { timeoutMs: 60_000 };

test('bytes that nobody can read park their order, and the others of its partition go on', async (t) => {
  const rig = await createSubscriptionRig(t);
  const { seen, handle } = recorder();
  const [bad, good] = neighbours(rig);
  await rig.publish(bad.slice(0, 1));
  await rig.publishBytes('what is this?', { orderId: orderOf(bad), version: 2 });
  await rig.publish([...good, ...bad.slice(2)]);
  await rig.subscribe(handle, { parking: rig.parking });
  await eventually(() => seen.includes(nameOf(good.at(-1))), PATIENCE);
  const parked = await parkedOrder(rig.parking, orderOf(bad), ({ waiting }) => waiting === 2);
  t.like(parked, {
    group: `${rig.log.environment}.test`,
    offset: 1n,
    lastOffset: 7n,
    reason: 'undecodable',
    detail: 'Expected a value in the Confluent wire format, got bytes without one',
    attempts: 1,
    request: null,
  });
  t.deepEqual(seen, [...bad.slice(0, 1), ...good].map(nameOf));
  t.deepEqual([...rig.reasons], []);
  // Nor was it paused for a moment.
  const failures = await rig.telemetry.registry.getSingleMetricAsString(
    'karat_subscription_failures_total',
  );
  t.notRegex(failures, /^karat_subscription_failures_total\{/m);
  await eventually(async () => {
    const metrics = await rig.telemetry.registry.metrics();
    const labels = 'subscription="test",reason="undecodable",service="test"';
    return (
      metrics.includes(`karat_parked_orders{${labels}} 1`) &&
      metrics.includes(`karat_parked_waiting_records{${labels}} 2`)
    );
  });
});

test('a schema id that the registry does not know parks its order', async (t) => {
  const rig = await createSubscriptionRig(t);
  const { seen, handle } = recorder();
  const [bad, good] = neighbours(rig);
  await rig.publishBytes(Buffer.from([0, 0x3b, 0x9a, 0xca, 0, 1, 2, 3]), { orderId: orderOf(bad) });
  await rig.publish(good);
  await rig.subscribe(handle, { parking: rig.parking });
  const parked = await parkedOrder(rig.parking, orderOf(bad));
  t.is(parked.reason, 'schema-unknown');
  t.regex(parked.detail, /Expected a schema with the id 1000000000, got none/);
  await eventually(() => seen.length === good.length, PATIENCE);
});

test('a record without a key is parked alone', async (t) => {
  const rig = await createSubscriptionRig(t);
  const { seen, handle } = recorder();
  const [story] = neighbours(rig);
  await rig.publish(story.slice(0, 1));
  await rig.publishBytes('what is this?', { orderId: orderOf(story), key: null });
  await rig.publish(story.slice(1));
  await rig.subscribe(handle, { parking: rig.parking });
  t.is((await parkedOrder(rig.parking, 'keyless-1')).offset, 1n);
  await eventually(() => seen.length === story.length, PATIENCE);
});

test('one order more than may be parked halts its partition behind what stands before it', async (t) => {
  const rig = await createSubscriptionRig(t);
  const { seen, handle } = recorder();
  const [first, second, good] = neighbours(rig);
  await rig.publishBytes('bad', { orderId: orderOf(first) });
  await rig.publish(good.slice(0, 1));
  await rig.publishBytes('bad, too', { orderId: orderOf(second), version: 1 });
  await rig.publish(good.slice(1));
  await rig.subscribe(handle, { parking: rig.parking, maxParkedOrders: 1 });
  const check = `test partition ${String(partitionOf(orderOf(first), 3))}`;
  const reason = await eventually(() => rig.reasons.get(check), PATIENCE);
  t.true(
    reason.startsWith(
      `over-capacity: Expected at most 1 parked orders of ${rig.log.environment}.test, got another, ${orderOf(second)} at 2: undecodable: `,
    ),
  );
  t.deepEqual(seen, good.slice(0, 1).map(nameOf));
  await request(rig.parking, orderOf(first), 'skip');
  await eventually(() => seen.length === good.length, PATIENCE);
  t.is((await parkedOrder(rig.parking, orderOf(second))).offset, 2n);
  await eventually(() => !rig.reasons.has(check));
});

test('a retry handles what was parked and all that waits, in order', async (t) => {
  const rig = await createSubscriptionRig(t);
  const { seen, handle } = recorder();
  const [bad, good] = neighbours(rig);
  let isBroken = true;
  const breaking = (batch: EventBatch): Promise<void> => {
    const hit = batch.events.find((event) => nameOf(event) === nameOf(bad[1]));
    if (!isBroken || hit === undefined) return handle(batch);
    const cause = new TypeError('a fault that a release repairs');
    throw new OrdersFailed([{ offset: hit.offset, reason: 'effect-failed', cause }]);
  };
  const subscription = await rig.subscribe(breaking, { parking: rig.parking });
  await rig.publish(alternating(bad, good));
  const parked = await parkedOrder(rig.parking, orderOf(bad), ({ waiting }) => waiting === 2);
  t.like(parked, { reason: 'effect-failed', offset: 2n });
  await request(rig.parking, orderOf(bad), 'retry');
  const again = await parkedOrder(rig.parking, orderOf(bad), ({ attempts }) => attempts > 1);
  t.like(again, { offset: 2n, attempts: 2, request: null });
  await subscription.close();
  isBroken = false;
  await rig.subscribe(breaking, { parking: rig.parking });
  await request(rig.parking, orderOf(bad), 'retry');
  await released(rig.parking, orderOf(bad));
  const own = seen.filter((name) => name.startsWith(orderOf(bad)));
  t.deepEqual(own, bad.map(nameOf));
  const later = storyOf(5, { orderId: orderOf(bad) }).slice(4);
  await rig.publish(later);
  await eventually(() => seen.includes(nameOf(later[0])), PATIENCE);
  t.is((await rig.parking.load()).orders.length, 0);
});

test('a skip steps over one record, now and whenever the log is read again', async (t) => {
  const rig = await createSubscriptionRig(t);
  const { seen, skipped, handle } = recorder();
  const [bad, good] = neighbours(rig);
  await rig.publish(bad.slice(0, 1));
  await rig.publishBytes('what is this?', { orderId: orderOf(bad), version: 2 });
  await rig.publish([...bad.slice(2, 3), ...good]);
  const subscription = await rig.subscribe(handle, { parking: rig.parking });
  await parkedOrder(rig.parking, orderOf(bad), ({ waiting }) => waiting === 1);
  await request(rig.parking, orderOf(bad), 'skip');
  await released(rig.parking, orderOf(bad));
  t.deepEqual(skipped, [`${orderOf(bad)} 2`]);
  t.deepEqual(
    seen.filter((name) => name.startsWith(orderOf(bad))),
    [bad[0], bad[2]].map(nameOf),
  );
  await subscription.close();
  await rig.positions.deleteMany({ _id: { $gte: 0 } });
  seen.length = 0;
  await rig.subscribe(handle, { parking: rig.parking });
  await eventually(() => seen.length === 6, PATIENCE);
  t.deepEqual(skipped, [`${orderOf(bad)} 2`, `${orderOf(bad)} 2`]);
  t.is((await rig.parking.load()).orders.length, 0);
});

function recorder() {
  const seen: string[] = [];
  const skipped: string[] = [];
  const handle = (batch: EventBatch): Promise<void> => {
    seen.push(...batch.events.map(nameOf));
    skipped.push(...batch.skipped.map(({ orderId, version }) => `${orderId} ${String(version)}`));
    return Promise.resolve();
  };
  return { seen, skipped, handle };
}

/** Three orders of four events that share a partition. */
function neighbours({ log }: SubscriptionRig): readonly [Story, Story, Story] {
  const { partitions } = log.identity;
  const found: Story[] = [];
  while (found.length < 3) {
    const story = storyOf(4);
    if (partitionOf(orderOf(story), partitions) === 0) found.push(story);
  }
  const [first = [], second = [], third = []] = found;
  return [first, second, third];
}

function alternating(one: Story, other: Story): Story {
  return one.flatMap((event, index) => [event, ...other.slice(index, index + 1)]);
}

function orderOf([first]: Story): string {
  return first?.orderId ?? '';
}

function nameOf(event: { readonly orderId: string; readonly version: number } | undefined): string {
  return `${event?.orderId ?? ''} ${String(event?.version)}`;
}
