import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { openObjectStore } from '../src/object-store.ts';
import { allOf } from './support/all-of.ts';
import { testObjectStore } from './support/object-store-suite.ts';

const RING = Buffer.from('solid ring');
const SHA256 = createHash('sha256').update(RING).digest('hex');
const KEY = { owner: null, sha256: SHA256 };
const LIMIT = { maxBytes: 1_000 };
const NO_SECRETS = { s3AccessKeyId: null, s3SecretAccessKey: null };

testObjectStore('a folder', {
  newStore: async (t) => ({
    url: pathToFileURL(await newFolder(t)).href,
    secrets: NO_SECRETS,
  }),
  kills: 5,
  moves: 200,
});

async function newFolder(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'karat-objects-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function newStore(t: ExecutionContext) {
  const folder = await newFolder(t);
  return { folder, store: await openObjectStore(pathToFileURL(folder).href) };
}

test('bytes that rotted on disk are noticed, and mended by the next upload', async (t) => {
  const { store, folder } = await newStore(t);
  await store.put(null, RING, LIMIT);
  await writeFile(join(folder, SHA256.slice(0, 2), SHA256), 'solid rust');
  t.like(await t.throwsAsync(store.get(KEY)), { code: 'undecodable' });
  await store.put(null, RING, LIMIT);
  t.deepEqual(await store.get(KEY), RING);
});

test('a rotten copy is never moved over another one', async (t) => {
  const { store, folder } = await newStore(t);
  await store.put(null, RING, LIMIT);
  await store.move(KEY, 'archive');
  const rotten = join(folder, 'in-work', '_', SHA256.slice(0, 2));
  await mkdir(rotten, { recursive: true });
  await writeFile(join(rotten, SHA256), 'solid rust');
  t.deepEqual(await store.get(KEY), RING);
  t.like(await t.throwsAsync(store.move(KEY, 'archive')), { code: 'undecodable' });
  t.deepEqual(await store.get(KEY), RING);
});

test('files from before there were owners and tiers are new and nobody’s', async (t) => {
  const { store, folder } = await newStore(t);
  await mkdir(join(folder, SHA256.slice(0, 2)));
  await writeFile(join(folder, SHA256.slice(0, 2), SHA256), RING);
  t.is(await store.tierOf(KEY), 'new');
  t.like(await allOf(store.list('new')), [{ key: KEY, bytes: RING.length }]);
  await store.move(KEY, 'archive');
  t.is(await store.tierOf(KEY), 'archive');
  t.deepEqual(await store.get(KEY), RING);
});

test('what a killed upload has left is swept when it is old', async (t) => {
  const { store, folder } = await newStore(t);
  await writeFile(join(folder, 'incoming', 'left'), 'sol');
  t.is(await store.sweepIncoming(60_000), 0);
  const longAgo = new Date(Date.now() - 120_000);
  await utimes(join(folder, 'incoming', 'left'), longAgo, longAgo);
  t.is(await store.sweepIncoming(60_000), 1);
  t.deepEqual(await readdir(join(folder, 'incoming')), []);
});

test('a folder hands out no links', async (t) => {
  const { store } = await newStore(t);
  await store.put(null, RING, LIMIT);
  t.is(await store.presignUpload({ key: KEY, bytes: RING.length, expiresInS: 60 }), null);
  t.is(await store.presignDownload(KEY, 60), null);
});

test('a store that is neither folder nor S3, or S3 without secrets, is a fault of the configuration', async (t) => {
  for (const url of ['ftp://models', 's3://models', 's3://Models_1', 'file://models']) {
    t.like(await t.throwsAsync(openObjectStore(url)), { code: 'config-invalid' }, url);
  }
});
