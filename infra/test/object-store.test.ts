import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import test from 'ava';
import type { ExecutionContext } from 'ava';
import { openObjectStore } from '../src/object-store.ts';

const RING = Buffer.from('solid ring');
const RING_SHA256 = createHash('sha256').update(RING).digest('hex');
const RING_KEY = { owner: null, sha256: RING_SHA256 };
const LIMIT = { maxBytes: 1_000 };

test('an object is found again under the hash of its bytes', async (t) => {
  const { store } = await newStore(t);
  t.deepEqual(await store.put(null, RING, LIMIT), { sha256: RING_SHA256, bytes: RING.length });
  t.true(await store.has(RING_KEY));
  t.deepEqual(await store.get(RING_KEY), RING);
  t.deepEqual(Buffer.concat(await (await store.stream(RING_KEY)).toArray()), RING);
});

test('an upload may come in pieces, and twice', async (t) => {
  const { store, folder } = await newStore(t);
  const pieces = () => Readable.from([Buffer.from('solid '), Buffer.from('ring')]);
  const [first, second] = await Promise.all([
    store.put(null, pieces(), LIMIT),
    store.put(null, pieces(), LIMIT),
  ]);
  t.deepEqual(first, { sha256: RING_SHA256, bytes: RING.length });
  t.deepEqual(second, first);
  t.deepEqual(await readdir(join(folder, 'incoming')), []);
});

test('an upload that is too large is refused and leaves nothing behind', async (t) => {
  const { store, folder } = await newStore(t);
  const error = await t.throwsAsync(store.put(null, RING, { maxBytes: RING.length - 1 }));
  t.like(error, { code: 'object-too-large', retryable: false });
  t.deepEqual(await readdir(join(folder, 'incoming')), []);
  t.false(await store.has(RING_KEY));
  await t.notThrowsAsync(store.put(null, RING, { maxBytes: RING.length }));
});

test('an upload that breaks off leaves nothing behind', async (t) => {
  const { store, folder } = await newStore(t);
  async function* broken() {
    yield RING;
    await Promise.reject(new TypeError('client went away'));
  }
  await t.throwsAsync(store.put(null, broken(), LIMIT), { message: /client went away/ });
  t.deepEqual(await readdir(join(folder, 'incoming')), []);
});

test('an unknown object is not found, and a name is never a path', async (t) => {
  const { store } = await newStore(t);
  for (const name of [RING_SHA256, '../../etc/passwd', RING_SHA256.toUpperCase(), '']) {
    const key = { owner: null, sha256: name };
    t.false(await store.has(key));
    t.like(await t.throwsAsync(store.get(key)), { code: 'object-not-found' }, name);
    t.like(await t.throwsAsync(store.stream(key)), { code: 'object-not-found' }, name);
  }
});

test('bytes that rotted on disk are noticed', async (t) => {
  const { store, folder } = await newStore(t);
  await store.put(null, RING, LIMIT);
  await writeFile(join(folder, RING_SHA256.slice(0, 2), RING_SHA256), 'solid rust');
  t.like(await t.throwsAsync(store.get(RING_KEY)), { code: 'undecodable' });
});

test('a store that cannot be reached by a file URL is a fault of the configuration', async (t) => {
  t.like(await t.throwsAsync(openObjectStore('ftp://models')), { code: 'config-invalid' });
});

async function newStore(t: ExecutionContext) {
  const folder = await mkdtemp(join(tmpdir(), 'karat-objects-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return { folder, store: await openObjectStore(pathToFileURL(folder).href) };
}
