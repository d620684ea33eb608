import { randomUUID } from 'node:crypto';
import { PlatformError } from '@karat/infra/errors';
import type { LogReader } from '@karat/infra/log-reader';
import test from 'ava';
import { attachment, createPartitionRig, initiation } from '../support/partition-rig.ts';

/** A reader for which a topic cannot be read. */
function unreadable(reader: LogReader, topic: string): LogReader {
  return {
    ...reader,
    read: (request) => {
      if (request.topic !== topic) return reader.read(request);
      throw new PlatformError('kafka-unavailable', `${topic} was read`);
    },
  };
}

test('a writer that takes its partition again reads no state that it wrote itself', async (t) => {
  const rig = await createPartitionRig(t);
  const store = await rig.newStore();
  const first = await rig.open(store);
  const orderId = randomUUID();
  await first.decideBatch(await rig.send(rig.encode(initiation(orderId))));
  const reader = unreadable(rig.log.reader, rig.log.topics.states);
  const again = await rig.open(store, { reader });
  const [decided] = await again.decideBatch(await rig.send(rig.encode(attachment(orderId))));
  t.is(decided?.outcome.receipt.outcome, 'ACCEPTED');
  t.is(decided?.outcome.receipt.version, 2);
});

test('a writer whose partition another had meanwhile reads what that one wrote', async (t) => {
  const rig = await createPartitionRig(t);
  const store = await rig.newStore();
  const orderId = randomUUID();
  const first = await rig.open(store);
  await first.decideBatch(await rig.send(rig.encode(initiation(orderId))));
  const other = await rig.open(await rig.newStore());
  await other.decideBatch(await rig.send(rig.encode(attachment(orderId))));
  const again = await rig.open(store);
  const commands = await rig.send(rig.encode(attachment(orderId)));
  t.is(again.nextOffset(), 2n);
  const [decided] = await again.decideBatch(commands);
  t.true(decided?.outcome.receipt.repeated);
});
