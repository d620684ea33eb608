import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openObjectStore, uploadsPlaceOf } from '@karat/infra/object-store';
import { startServers, type RunningServers } from '@karat/infra/servers';
import test from 'ava';
import { testUploads } from '../support/upload-suite.ts';

const world: { servers: RunningServers | null; root: string } = { servers: null, root: '' };

test.before(async () => {
  world.root = await mkdtemp(join(tmpdir(), 'karat-s3-uploads-'));
  const { env } = process;
  world.servers = await startServers({ root: world.root, env, karatEnv: 'test', only: ['s3'] });
});

test.after.always(async () => {
  await world.servers?.stop();
  await rm(world.root, { recursive: true, force: true });
});

testUploads('in S3', async (t) => {
  const { host, username, password } = new URL(world.servers?.environment['S3_TEST_URL'] ?? '');
  const url = `s3://uploads?endpoint=${encodeURIComponent(`http://${host}`)}`;
  const secrets = { s3AccessKeyId: username, s3SecretAccessKey: password };
  const store = await openObjectStore(url, secrets);
  t.teardown(store.close);
  return uploadsPlaceOf(url, secrets);
});
