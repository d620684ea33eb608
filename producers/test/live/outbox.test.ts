import { randomUUID } from 'node:crypto';
import test from 'ava';
import { createOutboxRig } from '../support/outbox-rig.ts';
import { initiation } from '../support/partition-rig.ts';

test('a command goes through the outbox into the log', async (t) => {
  const rig = await createOutboxRig(t);
  const gateway = await rig.newGateway();
  await rig.startRelay({});
  await gateway.send(initiation(randomUUID()));
  t.is((await rig.readCommands(1)).length, 1);
});
