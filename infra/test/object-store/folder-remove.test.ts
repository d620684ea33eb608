import { mkdtemp, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import test from 'ava';
import { objectPath } from '../../src/object-store/folder-places.ts';
import { openFolderStore } from '../../src/object-store/folder-store.ts';

const LIMIT = { maxBytes: 1_000 };
const DAY_MS = 86_400_000;

test('An object is removed from all tiers, unless it has come too late', async (t) => {
  const root = await mkdtemp(join(tmpdir(), 'karat-objects-'));
  t.teardown(() => rm(root, { recursive: true, force: true }));
  const store = await openFolderStore(root);
  const key = { owner: 'ada', sha256: (await store.put('ada', Buffer.from('ring'), LIMIT)).sha256 };
  t.false(await store.remove(key, { storedBefore: Date.now() - DAY_MS }));
  t.is(await store.tierOf(key), 'new');
  t.true(await store.remove(key));
  t.is(await store.tierOf(key), null);
  t.true(await store.remove(key));
});

test('An object that is put again while it is removed is there in the end', async (t) => {
  const root = await mkdtemp(join(tmpdir(), 'karat-objects-'));
  t.teardown(() => rm(root, { recursive: true, force: true }));
  const store = await openFolderStore(root);
  const put = () => store.put('ada', Buffer.from('ring'), LIMIT);
  const key = { owner: 'ada', sha256: (await put()).sha256 };
  const path = objectPath(root, 'new', key);
  let removed = 0;
  for (let round = 0; round < 300; round += 1) {
    const old = new Date(Date.now() - 2 * DAY_MS);
    await utimes(path, old, old);
    const putting = put();
    // At any point of the other's work.
    for (let turns = Math.random() * 600; turns > 0; turns -= 1) await setImmediate();
    const isGone = await store.remove(key, { storedBefore: Date.now() - DAY_MS });
    await putting;
    if (isGone) removed += 1;
    t.is((await store.get(key)).toString(), 'ring');
  }
  t.log(`${String(removed)} of 300 were removed before they came again`);
});
