import test from 'ava';
import { lastStableOffsets } from '@karat/infra/kafka';
import { createFaultRig, untilHeard, type FaultRig } from '../../support/fault-rig.ts';
import { commandOf } from '../../support/writer-rig.ts';

async function withAdmin(
  { log }: FaultRig,
  use: (admin: ReturnType<FaultRig['log']['kafka']['admin']>, groupId: string) => Promise<void>,
): Promise<void> {
  const admin = log.kafka.admin();
  await admin.connect();
  try {
    await use(admin, `${log.environment}.decider`);
  } finally {
    await admin.disconnect();
  }
}

test('in a storm of rebalances no command is lost or decided twice', async (t) => {
  t.timeout(180_000);
  const rig = await createFaultRig(t, { partitions: 6 });
  const [one, two] = await Promise.all([rig.startWriter('one'), rig.startWriter('two')]);
  const load = rig.load({ orders: 36 });
  await untilHeard(load, 20);
  const three = await rig.startWriter('three');
  for (const writer of [one, two, three, one]) {
    await writer.stop();
    await writer.restart();
  }
  await two.kill9();
  await two.restart();
  await rig.prove(load);
});

test('with the consumer group deleted a writer goes on where the log says', async (t) => {
  t.timeout(180_000);
  const rig = await createFaultRig(t);
  const writer = await rig.startWriter('one');
  const load = rig.load({ orders: 24 });
  await untilHeard(load, 60);
  await writer.stop();
  await withAdmin(rig, async (admin, groupId) => {
    await admin.deleteGroups([groupId]);
  });
  await writer.restart();
  await rig.prove(load);
});

test('offsets of the group that say all is decided are not believed', async (t) => {
  t.timeout(180_000);
  const rig = await createFaultRig(t);
  const writer = await rig.startWriter('one');
  const load = rig.load({ orders: 24 });
  await untilHeard(load, 60);
  await writer.stop();
  // Commands come in while nobody decides; the group is told that they are done.
  const { commands } = rig.log.topics;
  await Promise.all(load.orderIds.map((id) => rig.gateway.send(early(id))));
  await withAdmin(rig, async (admin, groupId) => {
    const ends = await lastStableOffsets(admin, commands);
    const partitions = [...ends].map(([partition, end]) => ({ partition, offset: String(end) }));
    await admin.setOffsets({ groupId, topic: commands, partitions });
  });
  await writer.restart();
  for (const id of load.orderIds) load.sent.add(early(id).commandId);
  await rig.prove(load);
});

/** A command that the load does not wait for. */
const early = (orderId: string) =>
  commandOf(orderId, `${orderId}/early`, {
    command: { type: 'CloseOrder', data: {} },
    role: 'logistics',
  });
