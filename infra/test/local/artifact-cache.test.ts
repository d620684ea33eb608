import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { cachedFolder, cacheFolder } from '../../local/servers/artifact-cache.ts';
import { newFolder } from '../support/local-platform.ts';

test('The cache is outside the work tree, where XDG says', (t) => {
  t.is(cacheFolder({ XDG_CACHE_HOME: '/var/cache/anna' }), '/var/cache/anna/karat');
  t.true(cacheFolder({}).endsWith('/.cache/karat'));
});

test('Two starts at once download once', async (t) => {
  const cache = await newFolder(t);
  let fills = 0;
  const get = (): Promise<string> =>
    cachedFolder({ cache, name: 'redis-6' }, async (folder) => {
      fills += 1;
      await writeFile(join(folder, 'program'), 'whole');
    });
  const [one, other] = await Promise.all([get(), get()]);
  t.is(one, other);
  t.is(fills, 1);
  t.is(await readFile(join(one, 'program'), 'utf8'), 'whole');
  t.deepEqual(await readdir(cache), ['redis-6']);
});

test('A download that breaks off leaves nothing that a later start would take', async (t) => {
  const cache = await newFolder(t);
  const broken = cachedFolder({ cache, name: 'redis-6' }, async (folder) => {
    await writeFile(join(folder, 'program'), 'hal');
    throw new TypeError('connection lost');
  });
  await t.throwsAsync(broken, { message: 'connection lost' });
  t.deepEqual(await readdir(cache), []);
});
