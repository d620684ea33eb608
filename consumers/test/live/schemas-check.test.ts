import { randomUUID } from 'node:crypto';
import { explicitPartitioner } from '@karat/infra/kafka';
import { createRegistry } from '@karat/infra/registry';
import { deployTestLog } from '@karat/infra/test-log';
import { testServers } from '@karat/infra/testing';
import { rawRecordsOf, readCorpus } from '@karat/schemas/corpus';
import { encodeState } from '@karat/schemas/codec';
import test, { type ExecutionContext } from 'ava';
import { printed, runKarat } from '../support/run-karat.ts';
import { storyOf } from '../support/order-story.ts';
import { messageOf } from '../support/subscription-rig.ts';

const V1 = readCorpus('v1');

/** A log with the events of 20 orders, one order as version 1 wrote it, and a state. */
async function createRig(t: ExecutionContext) {
  const servers = testServers(process.env);
  const log = await deployTestLog(servers);
  t.teardown(log.close);
  const producer = log.kafka.producer({ createPartitioner: explicitPartitioner });
  await producer.connect();
  t.teardown(() => producer.disconnect());
  const stories = Array.from({ length: 20 }, () => storyOf(9)).flat();
  await producer.send({
    topic: log.topics.events,
    messages: stories.map((event) => messageOf(log, event)),
  });
  const registry = createRegistry(servers.registryUrl);
  const old =
    V1.histories.find(({ name }) => name.includes('models from the start'))?.records ?? [];
  const raw = rawRecordsOf(V1, old);
  for (const [index, { fullName, headers }] of old.entries()) {
    const subject = `${log.topics.events}-${fullName}`;
    const id = await registry.registerSchema(subject, JSON.stringify(V1.schemas[fullName]));
    const value = Buffer.from(raw[index]?.value ?? Buffer.alloc(5));
    value.writeInt32BE(id, 1);
    await producer.send({
      topic: log.topics.events,
      messages: [{ partition: 0, key: randomUUID(), value, headers: { ...headers } }],
    });
  }
  const value = { incarnation: 'i', commandOffset: 1, writerEpoch: 1, evolveHash: '1' };
  const position = encodeState(log.codec, 'position', { type: 'WriterPosition', value });
  const tombstone = { partition: 1, key: 'gone', value: null };
  const { key } = position;
  await producer.send({
    topic: log.topics.states,
    messages: [{ partition: 1, key, value: position.value }, tombstone],
  });
  const environmentVariables = { ...process.env, KARAT_ENV: log.environment };
  return { log, producer, environmentVariables };
}

test.serial('today’s code reads what it wrote itself and what version 1 wrote', async (t) => {
  const rig = await createRig(t);
  const ended = await runKarat(rig, 'schemas', 'check', '--json');
  t.is(ended.code, 0, ended.stderr);
  const result = printed(ended) as {
    readonly schemas: readonly { readonly record: string; readonly schemaId: number }[];
  };
  t.like(result, { readable: true, records: 187, failures: [] });
  const initiated = result.schemas.filter(({ record }) => record === 'karat.event.OrderInitiated');
  t.is(new Set(initiated.map(({ schemaId }) => schemaId)).size, 2);
  t.true(result.schemas.some(({ record }) => record === 'karat.state.WriterPosition'));
});

test.serial('a record that cannot be read is found, with its place and why', async (t) => {
  const rig = await createRig(t);
  const topic = rig.log.topics.receipts;
  const unknownId = Buffer.alloc(9);
  unknownId.writeInt32BE(2_000_000_000, 1);
  const messages = [Buffer.from('{"no":"avro"}'), unknownId, unknownId].map((value) => {
    return { partition: 2, key: randomUUID(), value };
  });
  await rig.producer.send({ topic, messages });
  const ended = await runKarat(rig, 'schemas', 'check');
  t.is(ended.code, 1);
  t.regex(ended.stdout, /order-receipts.v1 2:0 undecodable: Expected a value in the Confluent/);
  t.regex(ended.stdout, /order-receipts.v1 2:2 schema-unknown: Expected a schema with the id 2000/);
  t.regex(ended.stdout, /\(id 2000000000\): 2 records, first at 2:1, 2 UNREADABLE/);
  t.regex(ended.stdout, /cannot read all: 190 records in/);
});

test.serial('its help says what it reads and what its exit code means', async (t) => {
  const ended = await runKarat({ environmentVariables: process.env }, 'schemas', 'check', '--help');
  t.is(ended.code, 0);
  t.regex(ended.stdout, /exit\s+code 1 when one cannot be read/);
});
