import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureTopics } from '@karat/infra/kafka';
import { eventually } from '@karat/infra/testing';
import test from 'ava';
import { createFaultRig, untilHeard, type FaultRig } from '../../support/fault-rig.ts';

/** Deletes the states topic and makes it again, as the next deploy would. */
async function loseStatesTopic({ log }: FaultRig): Promise<void> {
  const { states } = log.topics;
  const admin = log.kafka.admin();
  await admin.connect();
  await admin.deleteTopics({ topics: [states] });
  // The broker deletes in the background, and lists the topic until it has.
  await eventually(async () => !(await admin.listTopics()).includes(states));
  const { partitions } = log.identity;
  await ensureTopics(admin, [
    { topic: states, partitions, config: { 'cleanup.policy': 'compact' } },
  ]);
  await admin.disconnect();
}

test('a state folder deleted under a killed writer costs nothing but time', async (t) => {
  t.timeout(180_000);
  const rig = await createFaultRig(t);
  const writer = await rig.startWriter('one');
  const load = rig.load({ orders: 24 });
  await untilHeard(load, 60);
  await writer.kill9();
  await rm(join(rig.folder, 'one'), { recursive: true, force: true });
  await writer.restart();
  await rig.prove(load);
});

test('a state folder deleted under a running writer costs nothing but time', async (t) => {
  t.timeout(180_000);
  const rig = await createFaultRig(t);
  const writer = await rig.startWriter('one');
  const load = rig.load({ orders: 24 });
  await untilHeard(load, 60);
  await rm(join(rig.folder, 'one'), { recursive: true, force: true });
  await untilHeard(load, 90);
  await writer.restart();
  await rig.prove(load);
});

test('a states topic deleted under a running writer is written anew', async (t) => {
  t.timeout(180_000);
  const rig = await createFaultRig(t);
  await rig.startWriter('one');
  const load = rig.load({ orders: 24 });
  await untilHeard(load, 60);
  await loseStatesTopic(rig);
  await rig.prove(load);
});

test('with states topic and folder gone at once the states are folded from the events', async (t) => {
  t.timeout(180_000);
  const rig = await createFaultRig(t);
  const writer = await rig.startWriter('one');
  const load = rig.load({ orders: 24 });
  await untilHeard(load, 60);
  await writer.kill9();
  await Promise.all([
    loseStatesTopic(rig),
    rm(join(rig.folder, 'one'), { recursive: true, force: true }),
  ]);
  await writer.restart();
  await rig.prove(load);
});
