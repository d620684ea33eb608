import { spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { TIERS, openObjectStore, type ObjectStore, type Tier } from '../../src/object-store.ts';
import type { S3Secrets } from '../../src/object-store/s3-settings.ts';
import { allOf } from './all-of.ts';

/** A store of one test's own, and how another process opens it. */
export interface TestedStore {
  readonly url: string;
  readonly secrets: S3Secrets;
}

/** What differs between one kind of store and another. */
export interface SuiteOptions {
  readonly newStore: (t: ExecutionContext) => Promise<TestedStore>;
  /** How often a mover is killed. */
  readonly kills: number;
  /** How often an object is moved under the eyes of a reader. */
  readonly moves: number;
}

const RING = Buffer.from('solid ring');
const SHA256 = createHash('sha256').update(RING).digest('hex');
const LIMIT = { maxBytes: 1_000 };
const KEY = { owner: 'seller-1', sha256: SHA256 };
const MOVER = fileURLToPath(new URL('move-objects.js', import.meta.url));
const UPLOADER = fileURLToPath(new URL('upload-measured.js', import.meta.url));
const MEBIBYTE = 1024 * 1024;

/** The tests that every kind of store has to pass. */
export function testObjectStore(kind: string, options: SuiteOptions): void {
  const open = async (t: ExecutionContext): Promise<ObjectStore & TestedStore> => {
    const tested = await options.newStore(t);
    const store = await openObjectStore(tested.url, tested.secrets);
    t.teardown(store.close);
    return { ...store, ...tested };
  };
  testKeeping(kind, open);
  testUploads(kind, open);
  testMoves(kind, { open, ...options });
  testMemory(kind, open);
}

type Open = (t: ExecutionContext) => Promise<ObjectStore & TestedStore>;

function testKeeping(kind: string, open: Open): void {
  test(`${kind}: an object is found again by its owner and the hash of its bytes`, async (t) => {
    const store = await open(t);
    t.deepEqual(await store.put(KEY.owner, RING, LIMIT), { sha256: SHA256, bytes: RING.length });
    t.true(await store.has(KEY));
    t.is(await store.tierOf(KEY), 'new');
    t.deepEqual(await store.get(KEY), RING);
    t.deepEqual(Buffer.concat(await (await store.stream(KEY)).toArray()), RING);
  });

  test(`${kind}: a file of one owner is not there for another, or for none`, async (t) => {
    const store = await open(t);
    await store.put(KEY.owner, RING, LIMIT);
    t.false(await store.has({ owner: 'seller-2', sha256: SHA256 }));
    t.false(await store.has({ owner: null, sha256: SHA256 }));
    await store.put(null, RING, LIMIT);
    await store.remove(KEY);
    t.deepEqual(await store.get({ owner: null, sha256: SHA256 }), RING);
  });

  test(`${kind}: an unknown object is not found, and no name is a path`, async (t) => {
    const store = await open(t);
    const names = [SHA256, '../../etc/passwd', SHA256.toUpperCase(), ''];
    const keys = names.map((sha256) => ({ owner: KEY.owner, sha256 }));
    for (const key of [...keys, { owner: '../x', sha256: SHA256 }]) {
      t.false(await store.has(key));
      t.is(await store.tierOf(key), null);
      t.like(await t.throwsAsync(store.get(key)), { code: 'object-not-found' });
      t.like(await t.throwsAsync(store.stream(key)), { code: 'object-not-found' });
      t.like(await t.throwsAsync(store.move(key, 'archive')), { code: 'object-not-found' });
      await t.notThrowsAsync(store.remove(key));
    }
    t.like(await t.throwsAsync(store.put('../x', RING, LIMIT)), { code: 'invalid-argument' });
  });

  test(`${kind}: all objects of a tier are listed, with their size and age`, async (t) => {
    const store = await open(t);
    const since = Date.now() - 2_000;
    const owners = ['seller-1', 'seller-2', null];
    for (const owner of owners) await store.put(owner, RING, LIMIT);
    await store.move({ owner: 'seller-2', sha256: SHA256 }, 'archive');
    const ownersIn = async (tier: Tier) => {
      const listed = await allOf(store.list(tier));
      for (const { key, bytes, storedAt } of listed) {
        t.like({ sha256: key.sha256, bytes }, { sha256: SHA256, bytes: RING.length });
        t.true(storedAt >= since && storedAt < Date.now() + 2_000);
      }
      return listed.map(({ key }) => key.owner).sort();
    };
    t.deepEqual(await ownersIn('new'), [null, 'seller-1']);
    t.deepEqual(await ownersIn('in-work'), []);
    t.deepEqual(await ownersIn('archive'), ['seller-2']);
  });
}

function testUploads(kind: string, open: Open): void {
  test(`${kind}: an upload may come in pieces, and twice at once`, async (t) => {
    const store = await open(t);
    const pieces = () => Readable.from([RING.subarray(0, 5), RING.subarray(5)]);
    const put = () => store.put(KEY.owner, pieces(), LIMIT);
    const stored = { sha256: SHA256, bytes: RING.length };
    t.deepEqual(await Promise.all([put(), put()]), [stored, stored]);
    t.is(await store.sweepIncoming(-60_000), 0);
  });

  test(`${kind}: an upload that is too large or breaks off leaves nothing behind`, async (t) => {
    const store = await open(t);
    const tooLarge = await t.throwsAsync(store.put(null, RING, { maxBytes: RING.length - 1 }));
    t.like(tooLarge, { code: 'object-too-large', retryable: false });
    const maxBytes = 20 * MEBIBYTE;
    const endless = store.put(null, zeros(Infinity), { maxBytes });
    t.like(await t.throwsAsync(endless), { code: 'object-too-large' });
    const broken = store.put(null, zeros(12, new TypeError('went away')), { maxBytes });
    await t.throwsAsync(broken, { message: /went away/ });
    t.is(await store.sweepIncoming(-60_000), 0);
    t.deepEqual(await allOf(store.list('new')), []);
    await t.notThrowsAsync(store.put(null, RING, { maxBytes: RING.length }));
  });

  test(`${kind}: an upload of many parts comes back whole`, async (t) => {
    const store = await open(t);
    const { sha256, bytes } = await store.put(null, zeros(13), { maxBytes: 13 * MEBIBYTE });
    t.is(bytes, 13 * MEBIBYTE);
    t.true((await store.get({ owner: null, sha256 })).equals(Buffer.alloc(13 * MEBIBYTE)));
  });

  test(`${kind}: a file put again stays in its tier`, async (t) => {
    const store = await open(t);
    await store.put(KEY.owner, RING, LIMIT);
    await store.move(KEY, 'archive');
    await store.put(KEY.owner, RING, LIMIT);
    t.deepEqual(await tiersWith(store), ['archive']);
  });
}

interface MoveOptions extends Pick<SuiteOptions, 'kills' | 'moves'> {
  readonly open: Open;
}

function testMoves(kind: string, { open, kills, moves }: MoveOptions): void {
  test(`${kind}: a file moves in all directions, and moving it again does nothing`, async (t) => {
    const store = await open(t);
    await store.put(KEY.owner, RING, LIMIT);
    const ways = TIERS.flatMap((from) => TIERS.map((to) => [from, to] as const));
    for (const tier of ways.flat()) {
      await store.move(KEY, tier);
      t.deepEqual(await tiersWith(store), [tier]);
    }
    t.deepEqual(await store.get(KEY), RING);
  });

  test(`${kind}: a reader never misses a file that is moved under its eyes`, async (t) => {
    t.timeout(120_000);
    const store = await open(t);
    await store.put(KEY.owner, RING, LIMIT);
    let isMoving = true;
    const move = async () => {
      for (let n = 0; n < moves; n += 1) await store.move(KEY, randomTier());
    };
    let reads = 0;
    const read = async () => {
      for (; isMoving; reads += 1) t.deepEqual(await store.get(KEY), RING);
    };
    // Two movers, so that moves in opposite directions meet.
    const moving = Promise.all([move(), move()]).finally(() => {
      isMoving = false;
    });
    await Promise.all([moving, read(), read()]);
    t.true(reads > 0);
    await store.move(KEY, 'in-work');
    t.deepEqual(await tiersWith(store), ['in-work']);
  });

  test(`${kind}: a mover that is killed leaves a file that is readable and can be moved on`, async (t) => {
    t.timeout(240_000);
    const store = await open(t);
    await store.put(KEY.owner, RING, LIMIT);
    for (let n = 0; n < kills; n += 1) {
      await killMover(t, store);
      t.deepEqual(await store.get(KEY), RING);
      const tier = randomTier();
      await store.move(KEY, tier);
      t.deepEqual(await tiersWith(store), [tier]);
    }
  });
}

function testMemory(kind: string, open: Open): void {
  test(`${kind}: an upload of 100 MB takes little memory`, async (t) => {
    t.timeout(120_000);
    const child = spawnWith(await open(t), [UPLOADER]);
    t.teardown(() => child.kill('SIGKILL'));
    const printed = Buffer.concat(await child.stdout.toArray()).toString();
    const raisedBytes = Number(printed);
    t.log(`RssAnon rose by ${String(Math.round(raisedBytes / MEBIBYTE))} MiB`);
    t.true(printed !== '' && raisedBytes < 64 * MEBIBYTE, printed);
  });
}

/** Kills a process in the middle of one of the moves that it makes without end. */
async function killMover(t: ExecutionContext, store: TestedStore): Promise<void> {
  const child = spawnWith(store, [MOVER, KEY.owner, KEY.sha256]);
  t.teardown(() => child.kill('SIGKILL'));
  const exit = once(child, 'exit');
  let movesLeft = 1 + Math.floor(Math.random() * 8);
  for await (const line of createInterface({ input: child.stdout })) {
    if (line !== '') movesLeft -= 1;
    if (movesLeft === 0) child.kill('SIGKILL');
  }
  await exit;
  t.is(child.signalCode, 'SIGKILL');
}

function spawnWith({ url, secrets }: TestedStore, args: readonly string[]) {
  return spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      OBJECT_STORE_URL: url,
      S3_ACCESS_KEY_ID: secrets.s3AccessKeyId ?? '',
      S3_SECRET_ACCESS_KEY: secrets.s3SecretAccessKey ?? '',
    },
  });
}

async function tiersWith(store: ObjectStore): Promise<readonly Tier[]> {
  const tiers: Tier[] = [];
  for (const tier of TIERS) {
    const listed = await allOf(store.list(tier));
    if (listed.some(({ key }) => key.sha256 === SHA256)) tiers.push(tier);
  }
  return tiers;
}

async function* zeros(mebibytes: number, failure?: Error): AsyncGenerator<Uint8Array> {
  for (let n = 0; n < mebibytes; n += 1) yield await Promise.resolve(Buffer.alloc(MEBIBYTE));
  if (failure !== undefined) throw failure;
}

function randomTier(): Tier {
  return TIERS[Math.floor(Math.random() * TIERS.length)] ?? 'new';
}

/** A name that no other test has. */
export function uniquePrefix(): string {
  return `t${randomUUID().slice(0, 8)}`;
}
