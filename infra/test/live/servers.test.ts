import { readFile, readdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { Redis } from 'ioredis';
import { Kafka, logLevel } from 'kafkajs';
import { MongoClient } from 'mongodb';
import { startServers, type RunningServers } from '../../local/servers.ts';
import type { ServerPart } from '../../local/servers/part.ts';
import { expectGone, newFolder, startScript } from '../support/local-platform.ts';

const SERVERS = fileURLToPath(new URL('../../local/bin/servers.js', import.meta.url));

/** These tests start servers of their own: the addresses of this run's servers would make that needless. */
const env: Record<string, string | undefined> = {
  PATH: process.env['PATH'],
  HOME: process.env['HOME'],
  XDG_CACHE_HOME: process.env['XDG_CACHE_HOME'],
};

type Environment = Readonly<Record<string, string>>;

async function start(
  t: ExecutionContext,
  root: string,
  only?: readonly ServerPart[],
): Promise<RunningServers> {
  const servers = await startServers({ root, env, karatEnv: 'test', ...(only ? { only } : {}) });
  t.teardown(() => servers.stop());
  return servers;
}

/** The process ids of servers and of their keepers as written beside the servers. */
async function pidsUnder(root: string): Promise<{ servers: number[]; keepers: number[] }> {
  const folder = join(root, 'servers');
  const parts = await readdir(folder, { withFileTypes: true });
  const records = await Promise.all(
    parts
      .filter((part) => part.isDirectory())
      .map((part) => readFile(join(folder, part.name, 'running.json'), 'utf8')),
  );
  const pidsOf = (role: string): number[] => {
    const pattern = new RegExp(`"${role}":{"pid":(\\d+)`);
    return [...new Set(records.map((record) => Number(pattern.exec(record)?.[1])))];
  };
  return { servers: pidsOf('server'), keepers: pidsOf('keeper') };
}

/** The fields of a JSON object as text. */
function fieldsOf(printed: unknown): Environment {
  return Object.fromEntries(
    Object.entries(printed ?? {}).map(([name, value]: [string, unknown]) => [name, String(value)]),
  );
}

async function withKafka<T>(
  { KAFKA_BROKERS = '' }: Environment,
  work: (kafka: Kafka) => Promise<T>,
): Promise<T> {
  return work(new Kafka({ brokers: [KAFKA_BROKERS], logLevel: logLevel.NOTHING }));
}

async function writeRecord(environment: Environment): Promise<void> {
  await withKafka(environment, async (kafka) => {
    const admin = kafka.admin();
    await admin.connect();
    await admin.createTopics({ topics: [{ topic: 'kept', numPartitions: 1 }] });
    await admin.disconnect();
    const producer = kafka.producer({ idempotent: true });
    await producer.connect();
    await producer.send({ topic: 'kept', messages: [{ value: 'a' }, { value: 'b' }] });
    await producer.disconnect();
  });
}

async function countRecords(environment: Environment): Promise<string | undefined> {
  return withKafka(environment, async (kafka) => {
    const admin = kafka.admin();
    await admin.connect();
    const [offsets] = await admin.fetchTopicOffsets('kept');
    await admin.disconnect();
    return offsets?.high;
  });
}

async function registerSchema({ SCHEMA_REGISTRY_URL = '' }: Environment): Promise<unknown> {
  const schema = JSON.stringify({ type: 'record', name: 'Ring', fields: [] });
  const response = await fetch(`${SCHEMA_REGISTRY_URL}/subjects/kept/versions`, {
    method: 'POST',
    headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
    body: JSON.stringify({ schema }),
  });
  return response.json();
}

async function schemaById(
  environment: Environment,
  registered: unknown,
): Promise<string | undefined> {
  const id = String(fieldsOf(registered)['id']);
  const url = `${environment['SCHEMA_REGISTRY_URL'] ?? ''}/schemas/ids/${id}`;
  return fieldsOf(await (await fetch(url)).json())['schema'];
}

async function withCards<T>(
  { MONGO_VIEW_CRM_URL = '' }: Environment,
  work: (client: MongoClient) => Promise<T>,
): Promise<T> {
  const client = new MongoClient(MONGO_VIEW_CRM_URL, { serverSelectionTimeoutMS: 5000 });
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

async function writeCard(environment: Environment): Promise<void> {
  await withCards(environment, (client) =>
    client.db().collection('cards').insertOne({ order: 'kept' }),
  );
}

async function countCards(environment: Environment): Promise<number> {
  return withCards(environment, (client) => client.db().collection('cards').countDocuments());
}

async function withRedis<T>(
  { REDIS_URL = '' }: Environment,
  work: (redis: Redis) => Promise<T>,
): Promise<T> {
  const redis = new Redis(REDIS_URL);
  try {
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}

test('A second start joins the servers, a kill -9 of the first leaves no process, and the third finds all data', async (t) => {
  const root = await newFolder(t);
  const { child, printed } = await startScript(t, {
    script: SERVERS,
    args: ['--root', root, '--json'],
    env: { ...env, KARAT_ENV: 'test' },
  });
  const first = fieldsOf(printed);

  const second = await start(t, root);
  t.deepEqual(second.owned, []);
  t.deepEqual(second.environment, first);
  await second.stop();

  await writeRecord(first);
  const registered = await registerSchema(first);
  await writeCard(first);
  await withRedis(first, (redis) => redis.set('kept', 'yes'));

  const pids = await pidsUnder(root);
  t.is(pids.servers.length, 4);
  t.is(pids.keepers.length, 1);
  child.kill('SIGKILL');
  await expectGone(t, [...pids.servers, ...pids.keepers]);

  const third = await start(t, root);
  t.deepEqual(third.owned, ['kafka', 'registry', 'mongod', 'redis']);
  t.deepEqual(third.environment, first, 'the same ports and passwords');
  t.is(await countRecords(first), '2');
  t.is(await schemaById(first, registered), '{"type":"record","name":"Ring","fields":[]}');
  t.is(await countCards(first), 1);
  t.is(await withRedis(first, (redis) => redis.get('kept')), 'yes');

  const later = await pidsUnder(root);
  await third.stop();
  await expectGone(t, later.servers);
});

test('Servers whose ports were taken meanwhile start on other ports with their data', async (t) => {
  const root = await newFolder(t);
  const parts = ['kafka', 'mongod'] as const;
  const before = await start(t, root, parts);
  await writeRecord(before.environment);
  await writeCard(before.environment);
  await before.stop();
  await takePort(t, Number(before.environment['KAFKA_BROKERS']?.split(':')[1]));
  await takePort(t, Number(/:(\d+)\//.exec(before.environment['MONGO_URL'] ?? '')?.[1]));

  const after = await start(t, root, parts);
  t.not(after.environment['KAFKA_BROKERS'], before.environment['KAFKA_BROKERS']);
  t.not(after.environment['MONGO_URL'], before.environment['MONGO_URL']);
  t.is(await countRecords(after.environment), '2');
  t.is(await countCards(after.environment), 1);
});

async function takePort(t: ExecutionContext, port: number): Promise<void> {
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  t.teardown(() => server.close());
}

test('Of two starts at the same moment one starts the server and the other joins it', async (t) => {
  const root = await newFolder(t);
  const [one, other] = await Promise.all([start(t, root, ['redis']), start(t, root, ['redis'])]);
  t.deepEqual(one.environment, other.environment);
  t.deepEqual([...one.owned, ...other.owned], ['redis']);
});

test('A server left behind by a killed keeper is ended and started anew', async (t) => {
  const root = await newFolder(t);
  const { child } = await startScript(t, {
    script: SERVERS,
    args: ['--root', root, '--json', '--only', 'redis'],
    env,
  });
  const { servers: orphans, keepers } = await pidsUnder(root);
  // The parent first: it would end the servers of a lost keeper itself.
  child.kill('SIGSTOP');
  for (const keeper of keepers) process.kill(keeper, 'SIGKILL');
  child.kill('SIGKILL');
  await expectGone(t, keepers);

  const servers = await start(t, root, ['redis']);
  t.deepEqual(servers.owned, ['redis']);
  await expectGone(t, orphans);
});

test('A server that ends at its start is reported with the last lines of its log', async (t) => {
  const root = await newFolder(t);
  const servers = await start(t, root, ['redis']);
  await servers.stop();
  await writeFile(join(root, 'servers', 'redis', 'appendonly.aof'), 'this is no append-only file');
  const error = await t.throwsAsync(start(t, root, ['redis']), { code: 'provision-failed' });
  t.regex(error.message, /^Expected Redis to answer on port \d+, got: it ended with exit code 1\n/);
  t.regex(error.message, /Last lines of .*server\.log:\n[^]*Bad file format/);
});

test('Each database lets in its own user alone, and the reader of the keys cannot write', async (t) => {
  const servers = await start(t, await newFolder(t), ['mongod']);
  const { MONGO_VIEW_CRM_URL = '', MONGO_OWN_KEYS_READ_URL = '' } = servers.environment;
  const crm = new MongoClient(MONGO_VIEW_CRM_URL);
  const reader = new MongoClient(MONGO_OWN_KEYS_READ_URL);
  t.teardown(() => Promise.all([crm.close(), reader.close()]));
  await crm.db().collection('cards').insertOne({});
  await crm.db().dropDatabase();
  t.is(await reader.db().collection('order_keys').countDocuments(), 0);
  const refused = { message: /not authorized/ };
  await t.throwsAsync(reader.db().collection('order_keys').insertOne({}), refused);
  await t.throwsAsync(crm.db('test_own_keys').collection('order_keys').findOne(), refused);
});
