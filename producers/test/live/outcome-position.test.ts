import { randomUUID } from 'node:crypto';
import { eventually } from '@karat/infra/testing';
import { parsePosition, shortIncarnation } from '@karat/schemas';
import test from 'ava';
import type { Committed } from '../../src/partition-writer.ts';
import { RING } from '../support/given-order.ts';
import { attachment, createPartitionRig, initiation, readAll } from '../support/partition-rig.ts';

type Rig = Awaited<ReturnType<typeof createPartitionRig>>;

/** Offset behind the last event, once there are so many. */
async function endOfEvents({ log }: Rig, count: number): Promise<bigint> {
  const events = await eventually(async () => {
    const all = await readAll(log.reader, log.topics.events);
    return all.length >= count && all;
  });
  return BigInt(events.at(-1)?.offset ?? -1) + 1n;
}

const offsetsOf = (decided: readonly Committed[]) =>
  decided.map(({ outcome }) => parsePosition(outcome.position ?? '')?.nextOffset);

test('every outcome says how far a view has to be to show it', async (t) => {
  const rig = await createPartitionRig(t);
  const orderId = randomUUID();
  const writer = await rig.open(await rig.newStore());
  const unknown = await writer.decideBatch(await rig.send(rig.encode(attachment(randomUUID()))));
  t.deepEqual(offsetsOf(unknown), [0n], 'refused before there was any event');
  const begun = rig.encode(initiation(orderId));
  const first = await writer.decideBatch(await rig.send(begun, rig.encode(attachment(orderId))));
  const end = await endOfEvents(rig, 2);
  t.deepEqual(offsetsOf(first), [end, end]);
  t.deepEqual(parsePosition(first[0]?.outcome.position ?? ''), {
    partition: 0,
    nextOffset: end,
    incarnation: shortIncarnation(rig.log.identity.incarnation),
  });
  const again = await writer.decideBatch(await rig.send(begun));
  t.true(again[0]?.outcome.receipt.repeated);
  t.deepEqual(offsetsOf(again), [end], 'what was repeated has been visible since then');
});

test('a writer that has just begun knows where the events end', async (t) => {
  const rig = await createPartitionRig(t);
  const begun = rig.encode(initiation(randomUUID()));
  await (await rig.open(await rig.newStore())).decideBatch(await rig.send(begun));
  const end = await endOfEvents(rig, 1);
  const next = await rig.open(await rig.newStore());
  const [offset = 0n] = offsetsOf(await next.decideBatch(await rig.send(begun)));
  t.true(offset >= end, `${String(offset)} is before the event at ${String(end - 1n)}`);
});

test('events that take several requests are all behind the position', async (t) => {
  const rig = await createPartitionRig(t);
  const items = Array.from({ length: 100 }, (_, index) => {
    return { ...RING, itemId: `${'ring'.repeat(20)}-${String(index)}` };
  });
  const orderIds = Array.from({ length: 120 }, () => randomUUID());
  const writer = await rig.open(await rig.newStore());
  const records = await rig.send(...orderIds.map((id) => rig.encode(initiation(id, items))));
  const decided = await writer.decideBatch(records);
  const end = await endOfEvents(rig, decided.length);
  t.deepEqual(new Set(offsetsOf(decided)), new Set([end]));
});
