import test from 'ava';
import type { ExecutionContext } from 'ava';
import { isRetryable } from '../../src/errors.ts';
import { connectMongo } from '../../src/mongo.ts';
import { mongoUrlFor, uniqueEnv } from '../../src/testing.ts';
import { newDatabase, servers, silent } from '../support/live.ts';
import { startProxy } from '../support/proxy.ts';

test('the database of the URL is connected', async (t) => {
  const { db } = await newDatabase(t);
  await db
    .collection<{ _id: string; metal: string }>('rings')
    .insertOne({ _id: 'a', metal: 'gold' });
  t.deepEqual(await db.collection('rings').findOne({}, { projection: { _id: 0 } }), {
    metal: 'gold',
  });
});

test('a server that turns into a black hole is given up in time', async (t) => {
  const url = mongoUrlFor(servers.mongoUrl, uniqueEnv());
  const proxy = await startProxy(t, new URL(url).host);
  const { db } = await openMongo(t, url.replace(new URL(url).host, proxy.host), 500);
  proxy.swallow();
  const beginning = performance.now();
  const error = await t.throwsAsync(db.command({ ping: 1 }));
  t.true(isRetryable(error));
  t.true(performance.now() - beginning < 5_000, 'took too long');
});

test('a URL without a database is a fault of the configuration', async (t) => {
  const url = 'mongodb://root:secret@db.example:27017/?replicaSet=rs0';
  const error = await t.throwsAsync(connectMongo(url, { name: 'test', logger: silent }));
  t.like(error, {
    code: 'config-invalid',
    message:
      'Expected a Mongo URL with a database in its path, got mongodb://***@db.example:27017/?replicaSet=rs0',
  });
});

test('a wrong credential is told at the start', async (t) => {
  const url = mongoUrlFor(servers.mongoUrl, uniqueEnv()).replace(/\/\/[^@]*@/, '//nobody:wrong@');
  const error = await t.throwsAsync(connectMongo(url, { name: 'test', logger: silent }));
  t.like(error, { code: 'mongo-unavailable', retryable: true });
});

async function openMongo(t: ExecutionContext, url: string, timeoutMs: number) {
  const connection = await connectMongo(url, { name: 'test', logger: silent, timeoutMs });
  t.teardown(connection.close);
  return connection;
}
