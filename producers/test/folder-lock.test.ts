import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { lockFolder } from '../src/folder-lock.ts';
import { openStateStores } from '../src/state-stores.ts';

const HOLDER = fileURLToPath(new URL('./support/hold-folder.js', import.meta.url));

async function newFolder(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'karat-lock-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Another process that has locked the folder. */
async function holdElsewhere(t: ExecutionContext, folder: string): Promise<ChildProcess> {
  const holder = fork(HOLDER, [folder]);
  t.teardown(() => holder.kill('SIGKILL'));
  await once(holder, 'message');
  return holder;
}

test('a folder that another process uses is refused, with what to do about it', async (t) => {
  const folder = await newFolder(t);
  const holder = await holdElsewhere(t, folder);
  t.throws(() => lockFolder(folder), {
    code: 'folder-in-use',
    message:
      'Expected a folder that no other writer uses, got one in use by process ' +
      `${String(holder.pid)}: stop that process, or give this one a WRITER_INSTANCE or STATE_DIR ` +
      'of its own',
  });
});

test('the folder of a process that was killed can be used at once', async (t) => {
  const folder = await newFolder(t);
  const holder = await holdElsewhere(t, folder);
  const ended = once(holder, 'exit');
  holder.kill('SIGKILL');
  await ended;
  t.notThrows(() => {
    lockFolder(folder).release();
  });
});

test('a second user of a folder in one process is refused until the first releases it', async (t) => {
  const folder = await newFolder(t);
  const lock = lockFolder(folder);
  t.throws(() => lockFolder(folder), { code: 'folder-in-use' });
  lock.release();
  t.notThrows(() => {
    lockFolder(folder).release();
  });
});

test('the stores of a process are refused before any partition is opened', async (t) => {
  const folder = await newFolder(t);
  await holdElsewhere(t, folder);
  t.throws(() => openStateStores(folder), { code: 'folder-in-use' });
});

test('a store of one partition is refused too while another process has it', async (t) => {
  const folder = await newFolder(t);
  await holdElsewhere(t, join(folder, '7'));
  const stores = openStateStores(folder);
  t.throws(() => stores.of(7), { code: 'folder-in-use' });
  await stores.close();
});
