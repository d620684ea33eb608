import { existsSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { withFileLock } from '../../local/processes/file-lock.ts';
import { newFolder } from '../support/local-platform.ts';

test('Holders of a lock take turns and leave nothing behind', async (t) => {
  const folder = await newFolder(t);
  const file = join(folder, 'start.lock');
  let holders = 0;
  let most = 0;
  const turn = (): Promise<void> =>
    withFileLock(file, { timeoutMs: 5000 }, async () => {
      most = Math.max(most, ++holders);
      await readdir(folder);
      holders -= 1;
    });
  await Promise.all([turn(), turn(), turn(), turn()]);
  t.is(most, 1);
  t.deepEqual(await readdir(folder), []);
});

test('The lock of a process that died is taken over', async (t) => {
  const file = join(await newFolder(t), 'start.lock');
  await writeFile(file, JSON.stringify({ pid: process.pid, startedAt: 'long ago', token: 'dead' }));
  t.is(await withFileLock(file, { timeoutMs: 5000 }, () => Promise.resolve('mine')), 'mine');
  t.false(existsSync(file));
});

test('A lock that stays held is reported with its file', async (t) => {
  const file = join(await newFolder(t), 'start.lock');
  await withFileLock(file, { timeoutMs: 5000 }, async () => {
    const other = withFileLock(file, { timeoutMs: 50 }, () => Promise.resolve());
    const error = await t.throwsAsync(other, { code: 'provision-failed' });
    t.true(error.message.startsWith(`Expected the lock ${file} (delete it if no start is under`));
  });
});

test('A failure under the lock gives it back', async (t) => {
  const file = join(await newFolder(t), 'start.lock');
  await t.throwsAsync(
    withFileLock(file, { timeoutMs: 5000 }, () => Promise.reject(new TypeError('broken'))),
  );
  t.false(existsSync(file));
});
