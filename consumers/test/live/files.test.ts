import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ObjectKey } from '@karat/infra/object-store';
import { eventually } from '@karat/infra/testing';
import type { OrderEvent } from '@karat/schemas';
import test from 'ava';
import { lifeWith } from '../support/file-stories.ts';
import {
  copiesOf,
  createFilesRig,
  hasCaughtUp,
  isIn,
  metricOf,
  storeModel,
  type FilesRig,
} from '../support/files-rig.ts';
import { envelopeOf } from '../support/order-story.ts';
import { printed, runKarat } from '../support/run-karat.ts';

const CANCELLED: OrderEvent = {
  type: 'OrderCancelled',
  data: { reason: 'customer-wish', refundOwed: false },
};

test.serial(
  'the life of an order brings its model from new to in work to the archive',
  async (t) => {
    const rig = await createFilesRig(t);
    const key = await storeModel(rig, 'ada', 'a ring');
    const service = await rig.start();
    const life = lifeWith(key);
    await rig.append(life.slice(0, 2));
    await eventually(() => metricOf(service, /^karat_files_settled_total.*tier="new"/));
    t.true(await isIn(rig, key, 'new'));
    await rig.append(life.slice(2, 7));
    t.true(await isIn(rig, key, 'in-work'));
    const orderId = life[0]?.orderId ?? '';
    const where = await runKarat(rig, 'files', 'where', orderId, '--json');
    t.is(where.code, 0);
    t.like(printed(where), { orderId, files: [{ tier: 'in-work', wanted: 'in-work', orders: 1 }] });
    await rig.append(life.slice(7));
    t.true(await isIn(rig, key, 'archive'));
    t.is(await metricOf(service, /^karat_files_settled_total.*outcome="moved"/), 2);
  },
);

test.serial('a model that two orders share stays where the hotter one needs it', async (t) => {
  const rig = await createFilesRig(t);
  const key = await storeModel(rig, 'ada', 'a ring');
  const others = await storeModel(rig, 'ben', 'a ring');
  await rig.start();
  const [one, two, three] = [lifeWith(key), lifeWith(key), lifeWith(others)];
  await rig.append([...one, ...two.slice(0, 3), ...three.slice(0, 2)]);
  t.true(await isIn(rig, key, 'in-work'));
  t.true(await isIn(rig, others, 'new'));
  await rig.append(two.slice(3));
  t.true(await isIn(rig, key, 'archive'));
  await rig.append([
    envelopeOf(CANCELLED, { orderId: three[0]?.orderId ?? '', version: 3 }),
    ...lifeWith(key).slice(0, 2),
  ]);
  t.true(await isIn(rig, others, 'archive'));
  t.true(await isIn(rig, key, 'new'));
});

test.serial(
  'killed again and again and told everything twice, the service leaves each model in its tier, once',
  async (t) => {
    const rig = await createFilesRig(t);
    const lengths = [2, 3, 8];
    const models = await Promise.all(
      Array.from({ length: 60 }, (_, n) => storeModel(rig, 'ada', `model ${String(n)}`)),
    );
    const lives = models.map((key, n) => lifeWith(key).slice(0, lengths[n % lengths.length]));
    const reading = readAllTheTime(rig, models);
    const service = await rig.start();
    for (let from = 0; from < 8; from += 1) {
      await rig.append(lives.flatMap((life) => life.slice(from, from + 1)));
      await reading.someTime();
      await service.kill9();
      await service.restart();
    }
    await allIn(rig, models);
    // As after the loss of what is known: every event is told again, and asks for its moves again.
    for (const name of ['orders', 'moves', 'positions']) {
      await rig.mongo.db.collection(name).deleteMany({});
    }
    await hasCaughtUp(rig);
    await allIn(rig, models);
    const { looks, misses } = await reading.stop();
    t.log(`${String(looks)} looks at models while they were moved`);
    t.true(looks > 100);
    t.deepEqual(misses, []);
  },
);

/** Waits until every third model is new, in work and archived, each with one copy. */
async function allIn(rig: FilesRig, models: readonly ObjectKey[]): Promise<void> {
  const tiers = ['new', 'in-work', 'archive'];
  await eventually(
    async () => {
      for (const [n, key] of models.entries()) {
        const copies = await copiesOf(rig, key);
        if (copies.length !== 1 || copies[0] !== tiers[n % 3]) return false;
      }
      return true;
    },
    { timeoutMs: 180_000, intervalMs: 200 },
  );
}

/** Reads models again and again, as pricing and operators do. */
function readAllTheTime({ objects }: FilesRig, models: readonly ObjectKey[]) {
  const ending = new AbortController();
  let looks = 0;
  const misses: string[] = [];
  const reading = (async () => {
    while (!ending.signal.aborted) {
      for (const key of models) {
        looks += 1;
        await objects.get(key).catch((error: unknown) => misses.push(String(error)));
      }
    }
  })();
  return {
    /** Until some more models were read, nobody knows how many: up to half a second or so. */
    someTime: async () => {
      const until = looks + Math.floor(Math.random() * 1_500);
      await eventually(() => looks >= until, { intervalMs: 1 });
    },
    stop: async () => {
      ending.abort();
      await reading;
      return { looks, misses };
    },
  };
}

test.serial(
  'while the storage is away the partition stands still and says why, and goes on after it',
  async (t) => {
    const rig = await createFilesRig(t);
    const key = await storeModel(rig, 'ada', 'a ring');
    const service = await rig.start();
    const blocked = join(rig.folder, 'in-work');
    await writeFile(blocked, 'no folder');
    await rig.append(lifeWith(key).slice(0, 3));
    await eventually(async () => {
      const health = await fetch(`http://127.0.0.1:${String(service.opsPort)}/health/ready`);
      return health.status === 503 && (await health.text()).includes('object-store-unavailable');
    });
    await rm(blocked);
    t.true(await isIn(rig, key, 'in-work'));
    await service.ready();
  },
);

test.serial(
  'a missing model is counted and halts nobody, and is found a tier when it is there again',
  async (t) => {
    const rig = await createFilesRig(t);
    const lost = { owner: 'ada', sha256: 'f'.repeat(64) };
    const key = await storeModel(rig, 'ada', 'a ring');
    const service = await rig.start();
    await rig.append([...lifeWith(lost).slice(0, 3), ...lifeWith(key).slice(0, 3)]);
    t.true(await isIn(rig, key, 'in-work'));
    await eventually(() => metricOf(service, /^karat_files_settled_total.*outcome="missing"/));
    const again = await storeModel(rig, 'ada', 'a chain');
    await rig.append(lifeWith(again).slice(0, 3));
    t.true(await isIn(rig, again, 'in-work'));
    await rig.objects.remove(again);
    await storeModel(rig, 'ada', 'a chain');
    t.true(await isIn(rig, again, 'new'));
    const swept = await runKarat(rig, 'files', 'sweep');
    t.is(swept.code, 0, swept.stdout + swept.stderr);
    t.true(await isIn(rig, again, 'in-work'));
  },
);
