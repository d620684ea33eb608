import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testUploads } from '../support/upload-suite.ts';

testUploads('in a folder', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'karat-uploads-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return { kind: 'folder', folder };
});
