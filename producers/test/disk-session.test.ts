import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { beginDiskSession } from '../src/disk-session.ts';

/** A folder with one file of a session that began and was not ended. */
function interruptedFolder(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'karat-session-'));
  t.teardown(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  beginDiskSession(folder, ['states']);
  writeFileSync(join(folder, 'states'), 'of the session');
  return folder;
}

const isKept = (folder: string) => existsSync(join(folder, 'states'));

test('what a killed process wrote is kept: the kernel has it', (t) => {
  const folder = interruptedFolder(t);
  beginDiskSession(folder, ['states']);
  t.true(isKept(folder));
});

test('what was under way when the machine crashed is not believed', (t) => {
  const folder = interruptedFolder(t);
  writeFileSync(join(folder, 'session'), 'an earlier start of the machine');
  beginDiskSession(folder, ['states']);
  t.false(isKept(folder));
});

test('what a session has ended with is kept over a start of the machine', (t) => {
  const folder = interruptedFolder(t);
  beginDiskSession(folder, ['states']).end();
  beginDiskSession(folder, ['states']);
  t.true(isKept(folder));
});

test('files without a word on their session are not believed', (t) => {
  const folder = interruptedFolder(t);
  rmSync(join(folder, 'session'));
  beginDiskSession(folder, ['states']);
  t.false(isKept(folder));
});
