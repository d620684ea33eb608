import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServers, type RunningServers } from '@karat/infra/servers';
import { eventually } from '@karat/infra/testing';
import test from 'ava';
import { lifeWith } from '../support/file-stories.ts';
import {
  createFilesRig,
  hasCaughtUp,
  isIn,
  storeModel,
  type RigStore,
} from '../support/files-rig.ts';
import { printed, runKarat } from '../support/run-karat.ts';

const world: { servers: RunningServers | null; root: string } = { servers: null, root: '' };

test.before(async () => {
  world.root = await mkdtemp(join(tmpdir(), 'karat-files-s3-'));
  const { env } = process;
  world.servers = await startServers({ root: world.root, env, karatEnv: 'test', only: ['s3'] });
});

test.after.always(async () => {
  await world.servers?.stop();
  await rm(world.root, { recursive: true, force: true });
});

function newStore(): RigStore {
  const server = new URL(world.servers?.environment['S3_TEST_URL'] ?? '');
  const endpoint = encodeURIComponent(`http://${server.host}`);
  return {
    url: `s3://files-${randomUUID().slice(0, 8)}?endpoint=${endpoint}&region=us-east-1`,
    s3AccessKeyId: server.username,
    s3SecretAccessKey: server.password,
  };
}

test.serial(
  'in S3, too, a model goes from new to in work to the archive, and orphans go',
  async (t) => {
    const rig = await createFilesRig(t, newStore());
    const key = await storeModel(rig, 'ada', 'a ring');
    const orphan = await storeModel(rig, 'ada', 'an orphan');
    await rig.start();
    const life = lifeWith(key);
    await rig.append(life.slice(0, 3));
    t.true(await isIn(rig, key, 'in-work'));
    await rig.append(life.slice(3));
    t.true(await isIn(rig, key, 'archive'));
    await hasCaughtUp(rig);
    const kept = await runKarat(rig, 'files', 'sweep', '--json');
    t.like(printed(kept), { orphans: { found: 1, young: 1, swept: 0 } });
    // What has just been stored is no older than no time at all, but for a clock that is behind.
    const environmentVariables = { ...rig.environmentVariables, FILES_GRACE_MINUTES: '0' };
    await eventually(async () => {
      const swept = await runKarat({ environmentVariables }, 'files', 'sweep', '--json');
      t.is(swept.code, 0, swept.stderr);
      return !(await rig.objects.has(orphan));
    });
    t.true(await isIn(rig, key, 'archive'));
  },
);
