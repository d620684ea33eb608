import { randomUUID } from 'node:crypto';
import { eventually } from '@karat/infra/testing';
import { decodeEvents } from '@karat/schemas/codec';
import test from 'ava';
import { createPartitionRig, initiation, readAll } from '../support/partition-rig.ts';

// The experiment behind it: a writer whose producer is initialised with its first transaction, as
// kafkajs does by itself, wakes late, shuts out its successor, and decides a command twice.
test('a writer that took the partition first and writes last is fenced, not its successor', async (t) => {
  const rig = await createPartitionRig(t);
  const sleeper = await rig.open(await rig.newStore());
  const successor = await rig.open(await rig.newStore());
  const orderId = randomUUID();
  const commands = await rig.send(rig.encode(initiation(orderId)));
  await successor.decideBatch(commands);
  const error = await t.throwsAsync(sleeper.decideBatch(commands));
  t.is((error as { code?: string } | undefined)?.code, 'fenced');
  const [later] = (await rig.send(rig.encode(initiation(randomUUID())))).slice(-1);
  t.is((await successor.decideBatch(later === undefined ? [] : [later])).length, 1);
  const events = await eventually(async () => {
    const all = await readAll(rig.log.reader, rig.log.topics.events);
    return all.length >= 2 && decodeEvents(rig.log.codec, all);
  });
  t.is(events.filter((event) => event.orderId === orderId).length, 1);
});

test('what a dead writer left open is aborted when its partition is taken', async (t) => {
  const rig = await createPartitionRig(t);
  const { kafka, environment, topics, reader } = rig.log;
  const dead = kafka.producer({
    transactionalId: `${environment}.decider.0`,
    idempotent: true,
    maxInFlightRequests: 1,
  });
  await dead.connect();
  t.teardown(() => dead.disconnect());
  const open = await dead.transaction();
  await open.send({ topic: topics.events, messages: [{ key: 'k', value: 'half', partition: 0 }] });
  await rig.open(await rig.newStore());
  t.deepEqual(await readAll(reader, topics.events), []);
  await t.throwsAsync(open.commit());
  t.deepEqual(await readAll(reader, topics.events), []);
});
