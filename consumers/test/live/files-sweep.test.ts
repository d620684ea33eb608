import { randomUUID } from 'node:crypto';
import { readdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { explicitPartitioner } from '@karat/infra/kafka';
import { createLogger } from '@karat/infra/logger';
import type { ObjectKey } from '@karat/infra/object-store';
import { eventually } from '@karat/infra/testing';
import { partitionOf, type CommandEnvelope } from '@karat/schemas';
import { encodeCommand } from '@karat/schemas/codec';
import test from 'ava';
import { openFilesStores } from '../../src/files/files-stores.ts';
import { NOTHING_SWEPT } from '../../src/files/sweep-report.ts';
import { attached, initiated } from '../support/file-stories.ts';
import {
  copiesOf,
  createFilesRig,
  hasCaughtUp,
  storeModel,
  type FilesRig,
} from '../support/files-rig.ts';
import { envelopeOf } from '../support/order-story.ts';
import { printed, runKarat } from '../support/run-karat.ts';

const SILENT = createLogger({ service: 'test', level: 'silent' });
const TWO_DAYS_MS = 2 * 86_400_000;

/** Makes a stored model as old as if it had been stored two days ago. */
async function age({ folder }: FilesRig, { sha256 }: ObjectKey): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const at = new Date(Date.now() - TWO_DAYS_MS);
  for (const { name, parentPath } of entries) {
    if (name === sha256) await utimes(join(parentPath, name), at, at);
  }
}

function attachedBy({ owner, sha256 }: ObjectKey) {
  const orderId = randomUUID();
  return [initiated(), attached({ modelSha256: sha256, modelOwner: owner })].map((event, index) =>
    envelopeOf(event, { orderId, version: index + 1 }),
  );
}

test.serial(
  'a model that no order refers to is removed after its grace, and not before',
  async (t) => {
    const rig = await createFilesRig(t);
    const [old, young, used] = await Promise.all([
      storeModel(rig, 'ada', 'old orphan'),
      storeModel(rig, 'ada', 'young orphan'),
      storeModel(rig, 'ada', 'used'),
    ]);
    await rig.start();
    await rig.append(attachedBy(used));
    await hasCaughtUp(rig);
    await Promise.all([age(rig, old), age(rig, used)]);
    const counts = { found: 2, young: 1, swept: 1, heldBack: 0, spared: 0 };
    const dry = await runKarat(rig, 'files', 'sweep', '--dry-run', '--json');
    t.like(printed(dry), { isDryRun: true, heldBackFor: null, orphans: counts });
    t.deepEqual(await copiesOf(rig, old), ['new']);
    const swept = await runKarat(rig, 'files', 'sweep', '--json');
    t.is(swept.code, 0);
    t.like(printed(swept), { isDryRun: false, heldBackFor: null, orphans: counts });
    t.deepEqual(await copiesOf(rig, old), []);
    t.deepEqual(await copiesOf(rig, young), ['new']);
    t.deepEqual(await copiesOf(rig, used), ['new']);
  },
);

test.serial('nothing is removed while the service has not read what the log holds', async (t) => {
  const rig = await createFilesRig(t);
  const [orphan, used] = await Promise.all([
    storeModel(rig, 'ada', 'orphan'),
    storeModel(rig, 'ada', 'used'),
  ]);
  const service = await rig.start();
  await rig.append(attachedBy(await storeModel(rig, 'ada', 'another')));
  await hasCaughtUp(rig);
  await service.stop();
  await rig.append(attachedBy(used));
  await Promise.all([age(rig, orphan), age(rig, used)]);
  const held = await runKarat(rig, 'files', 'sweep', '--json');
  t.is(held.code, 1);
  t.like(printed(held), { heldBackFor: 'behind', orphans: { swept: 0, heldBack: 2 } });
  await service.restart();
  await hasCaughtUp(rig);
  const swept = await runKarat(rig, 'files', 'sweep', '--json');
  t.like(printed(swept), { heldBackFor: null, orphans: { swept: 1, heldBack: 0 } });
  t.deepEqual(await copiesOf(rig, used), ['new']);
  t.deepEqual(await copiesOf(rig, orphan), []);
});

test.serial('a model whose command waits for its decision is not removed', async (t) => {
  const rig = await createFilesRig(t);
  const asked = await storeModel(rig, 'ada', 'asked for');
  await rig.start();
  await hasCaughtUp(rig);
  await age(rig, asked);
  const orderId = randomUUID();
  const data = {
    itemId: 'ring',
    modelSha256: asked.sha256,
    modelFormat: 'STL',
    modelBytes: 9,
    modelOwner: 'ada',
    modelUnit: null,
  };
  await send(rig, {
    commandId: randomUUID(),
    orderId,
    actor: { role: 'storefront', id: 'ada' },
    command: { type: 'AttachModel', data },
    expectedVersion: null,
    bodyHash: 'b'.repeat(64),
    correlationId: randomUUID(),
    causationId: null,
    traceparent: null,
    sentAt: Date.now() - TWO_DAYS_MS,
    replyTo: null,
  });
  const swept = await runKarat(rig, 'files', 'sweep', '--json');
  t.like(printed(swept), { heldBackFor: null, orphans: { swept: 0, spared: 1 } });
  t.deepEqual(await copiesOf(rig, asked), ['new']);
});

async function send({ log }: FilesRig, command: CommandEnvelope): Promise<void> {
  const producer = log.kafka.producer({ createPartitioner: explicitPartitioner });
  await producer.connect();
  const { key, value, headers } = encodeCommand(log.codec, command);
  const partition = partitionOf(command.orderId, log.identity.partitions);
  const messages = [{ key, value, headers: { ...headers }, partition }];
  await producer.send({ topic: log.topics.commands, messages });
  await producer.disconnect();
}

test.serial(
  'nothing is removed while an order is parked, which may refer to anything',
  async (t) => {
    const rig = await createFilesRig(t);
    const orphan = await storeModel(rig, 'ada', 'orphan');
    await rig.start();
    // Its first event is missing.
    await rig.append(attachedBy(orphan).slice(1));
    await hasCaughtUp(rig);
    await age(rig, orphan);
    const held = await runKarat(rig, 'files', 'sweep', '--json');
    t.is(held.code, 1);
    t.like(printed(held), { heldBackFor: 'orders-parked', orphans: { swept: 0, heldBack: 1 } });
    const listed = await runKarat(rig, 'parked', 'list', '--group', 'files', '--json');
    t.like(printed(listed), { orders: [{ reason: 'version-gap' }] });
  },
);

test.serial(
  'the database of files can be thrown away: it is filled again, and no model wanders meanwhile',
  async (t) => {
    const rig = await createFilesRig(t);
    const used = await storeModel(rig, 'ada', 'used');
    const service = await rig.start();
    const approved = { type: 'ManufacturingApproved', data: { paymentReference: null } } as const;
    const life = attachedBy(used);
    const orderId = life[0]?.orderId ?? '';
    await rig.append([...life, envelopeOf(approved, { orderId, version: 3 })]);
    await eventually(async () => (await copiesOf(rig, used))[0] === 'in-work');
    await service.stop();
    await rig.mongo.db.dropDatabase();
    await age(rig, used);
    const held = await runKarat(rig, 'files', 'sweep', '--json');
    t.like(printed(held), { heldBackFor: 'behind', orphans: { swept: 0, heldBack: 1 } });
    await service.restart();
    await hasCaughtUp(rig);
    t.deepEqual(await copiesOf(rig, used), ['in-work']);
  },
);

test.serial('models that are attached again while they are swept are not lost', async (t) => {
  const rig = await createFilesRig(t);
  const texts = Array.from({ length: 40 }, (_, n) => `forgotten model ${String(n)}`);
  const models: ObjectKey[] = [];
  for (const text of texts) models.push(await storeModel(rig, 'ada', text));
  await rig.start();
  await rig.append(attachedBy(await storeModel(rig, 'ada', 'another')));
  await hasCaughtUp(rig);
  for (const key of models) await age(rig, key);
  const stores = openFilesStores({ ...rig, logger: SILENT, metrics: { settled: () => undefined } });
  const attaching = (async () => {
    for (const text of texts.filter((_, n) => n % 2 === 0)) {
      await rig.append(attachedBy(await storeModel(rig, 'ada', text)));
    }
  })();
  const sweeping = (async () => {
    const settings = { graceMs: 86_400_000, uploadRetentionMs: 86_400_000, patienceMs: 20_000 };
    const whole = { ...settings, isDryRun: false, despiteSkipped: false };
    return [await stores.sweep(whole), await stores.sweep(whole)];
  })();
  const [[first]] = await Promise.all([sweeping, attaching]);
  const { found, young, swept, heldBack, spared } = first?.orphans ?? NOTHING_SWEPT;
  t.log(
    `found ${String(found)}, removed ${String(swept)}, young or spared ${String(young + spared)}`,
  );
  t.is(found, young + swept + heldBack + spared);
  await hasCaughtUp(rig);
  for (const [n, key] of models.entries()) {
    t.deepEqual(await copiesOf(rig, key), n % 2 === 0 ? ['new'] : [], texts[n]);
  }
});
