import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateMultipartUploadCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import test, { type ExecutionContext } from 'ava';
import { startServers, type RunningServers } from '../../local/servers.ts';
import {
  openObjectStore,
  type ObjectStore,
  type PresignedRequest,
} from '../../src/object-store.ts';
import { connectS3 } from '../../src/object-store/s3-connection.ts';
import { parseS3Url } from '../../src/object-store/s3-settings.ts';
import { eventually } from '../../src/testing.ts';
import { allOf } from '../support/all-of.ts';
import { testObjectStore, uniquePrefix, type TestedStore } from '../support/object-store-suite.ts';
import { startProxy } from '../support/proxy.ts';

const RING = Buffer.from('solid ring');
const SHA256 = createHash('sha256').update(RING).digest('hex');
const KEY = { owner: 'seller-1', sha256: SHA256 };
const LIMIT = { maxBytes: 1_000 };

const world: { servers: RunningServers | null; root: string } = { servers: null, root: '' };

test.before(async () => {
  world.root = await mkdtemp(join(tmpdir(), 'karat-s3-'));
  const { env } = process;
  world.servers = await startServers({ root: world.root, env, karatEnv: 'test', only: ['s3'] });
});

test.after.always(async () => {
  await world.servers?.stop();
  await rm(world.root, { recursive: true, force: true });
});

function server(): URL {
  return new URL(world.servers?.environment['S3_TEST_URL'] ?? '');
}

function storeAt(host: string, more = ''): TestedStore {
  const { username, password } = server();
  const endpoint = encodeURIComponent(`http://${host}`);
  return {
    url: `s3://${uniquePrefix()}?endpoint=${endpoint}&region=us-east-1${more}`,
    secrets: { s3AccessKeyId: username, s3SecretAccessKey: password },
  };
}

testObjectStore('S3', {
  newStore: () => Promise.resolve(storeAt(server().host)),
  kills: 2,
  moves: 40,
});

async function newStore(t: ExecutionContext, { url, secrets } = storeAt(server().host)) {
  const store = await openObjectStore(url, secrets);
  t.teardown(store.close);
  return store;
}

async function uploadLink(store: ObjectStore, expiresInS = 60): Promise<PresignedRequest> {
  const link = await store.presignUpload({ key: KEY, bytes: RING.length, expiresInS });
  if (link === null) throw new TypeError('Expected a link');
  return link;
}

/** As a browser does: it sets the length itself, by the body. */
async function send({ url, method, headers }: PresignedRequest, body: string): Promise<number> {
  const sent = new Headers(headers);
  sent.delete('content-length');
  return (await fetch(url, { method, headers: sent, body })).status;
}

test('a link lets in the one file that it was made for, and nothing else', async (t) => {
  const store = await newStore(t);
  const link = await uploadLink(store);
  t.is(await send(link, 'solid rust'), 400);
  t.is(await send(link, 'solid ring and more'), 403);
  const wrongChecksum = { 'x-amz-checksum-sha256': Buffer.alloc(32).toString('base64') };
  t.is(await send({ ...link, headers: wrongChecksum }, 'solid rust'), 403);
  t.is(await send({ ...link, url: tampered(link.url) }, 'solid ring'), 403);
  t.false(await store.has(KEY));
  t.is(await send(link, 'solid ring'), 200);
  t.deepEqual(await store.get(KEY), RING);
  t.is(await store.tierOf(KEY), 'new');
});

test('a link reads a file wherever it is now', async (t) => {
  const store = await newStore(t);
  t.like(await t.throwsAsync(store.presignDownload(KEY, 60)), { code: 'object-not-found' });
  await store.put(KEY.owner, RING, LIMIT);
  await store.move(KEY, 'archive');
  const { url = '' } = (await store.presignDownload(KEY, 60)) ?? {};
  t.is(await (await fetch(url)).text(), 'solid ring');
  t.is((await fetch(tampered(url))).status, 403);
});

test('a link that has expired is refused', async (t) => {
  const store = await newStore(t);
  await store.put(KEY.owner, RING, LIMIT);
  const { url = '' } = (await store.presignDownload(KEY, 1)) ?? {};
  await eventually(async () => (await fetch(url)).status === 403);
  const link = await uploadLink(store, 1);
  await eventually(async () => (await send(link, 'solid ring')) === 403);
  t.pass();
});

test('a wrong secret is refused by the storage', async (t) => {
  const { url, secrets } = storeAt(server().host);
  const wrong = { ...secrets, s3SecretAccessKey: 'wrong' };
  t.like(await t.throwsAsync(openObjectStore(url, wrong)), { code: 'object-store-unavailable' });
});

test('what killed uploads have left, whole or in parts, is swept when it is old', async (t) => {
  const place = storeAt(server().host);
  const store = await newStore(t, place);
  const { client, bucketOf } = connectS3(parseS3Url(place.url, place.secrets));
  t.teardown(() => {
    client.destroy();
  });
  const Bucket = bucketOf('new');
  await client.send(new PutObjectCommand({ Bucket, Key: 'incoming/whole', Body: 'solid' }));
  await client.send(new CreateMultipartUploadCommand({ Bucket, Key: 'incoming/parts' }));
  await store.put(KEY.owner, RING, LIMIT);
  t.is(await store.sweepIncoming(60_000), 0);
  t.is(await store.sweepIncoming(-60_000), 2);
  t.is(await store.sweepIncoming(-60_000), 0);
  t.deepEqual(await store.get(KEY), RING);
});

test('buckets that are there already are used', async (t) => {
  const place = storeAt(server().host);
  const [first, second] = await Promise.all([newStore(t, place), newStore(t, place)]);
  await first.put(KEY.owner, RING, LIMIT);
  t.true(await second.has(KEY));
});

// Before the others: with them beside it a busy machine is as slow as storage that is away.
test.serial('storage that is away is said to be unavailable, soon', async (t) => {
  t.timeout(200_000);
  const proxy = await startProxy(t, server().host);
  const store = await newStore(t, storeAt(proxy.host, '&timeoutMs=2000'));
  await store.put(KEY.owner, RING, LIMIT);
  const everyCall = [
    () => store.get(KEY),
    () => store.put(KEY.owner, RING, LIMIT),
    () => store.move(KEY, 'archive'),
    () => store.remove(KEY),
    () => allOf(store.list('new')),
  ];
  for (const [way, lose] of [
    ['a black hole', proxy.swallow],
    ['a refusal', proxy.cut],
  ] as const) {
    lose();
    for (const call of everyCall) {
      const startedAt = performance.now();
      const error = await t.throwsAsync(call());
      t.like(error, { code: 'object-store-unavailable', retryable: true }, way);
      t.true(performance.now() - startedAt < 20_000, way);
    }
    proxy.restore();
  }
  t.deepEqual(await eventually(() => store.get(KEY)), RING);
});

function tampered(url: string): string {
  return url.replace(
    /X-Amz-Signature=(.)/,
    (_, digit) => `X-Amz-Signature=${digit === '0' ? '1' : '0'}`,
  );
}
