import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { generateModel } from '@karat/infra/models';
import { openObjectStore, type ObjectStore } from '@karat/infra/object-store';
import { startService, type Service } from '@karat/infra/services';
import { eventually, mongoUrlFor, testServers } from '@karat/infra/testing';
import { bodyHashOf } from '@karat/producers/gateway';
import { decodeEvents } from '@karat/schemas/codec';
import type { OrderCommand, ReadEvent } from '@karat/schemas';
import test, { type ExecutionContext } from 'ava';
import { createWriterRig, type WriterRig } from '../support/writer-rig.ts';

const PRICING = fileURLToPath(new URL('../../src/bin/pricing.js', import.meta.url));

/** A small size that shows the same; `ORDERS=500 AWAY_MS=60000` is the whole. */
const ORDERS = Number(process.env['ORDERS'] ?? 60);
const AWAY_MS = Number(process.env['AWAY_MS'] ?? 4_000);

interface World extends WriterRig {
  readonly pricing: Service;
  readonly objects: ObjectStore;
  /** Takes the folder of the models away, and gives what brings it back. */
  readonly takeStorage: () => Promise<() => Promise<void>>;
}

async function createWorld(t: ExecutionContext): Promise<World> {
  const rig = await createWriterRig(t);
  const folder = await mkdtemp(join(tmpdir(), 'karat-storage-away-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const models = join(folder, 'models');
  const url = pathToFileURL(models).href;
  const objects = await openObjectStore(url);
  const { mongoUrl } = testServers(process.env);
  const pricing = await startService({
    name: 'pricing',
    script: PRICING,
    environment: {
      ...rig.environmentVariables,
      OBJECT_STORE_URL: url,
      MONGO_OWN_PRICING_URL: mongoUrlFor(mongoUrl, `${rig.log.environment}_own_pricing`),
      MONGO_OWN_OPERATIONS_URL: mongoUrlFor(mongoUrl, `${rig.log.environment}_own_operations`),
      OPS_PORT: '0',
    },
    logFile: join(folder, 'pricing.log'),
  });
  t.teardown(() => pricing.kill9());
  await pricing.ready();
  const takeStorage = async () => {
    await rename(models, `${models}.away`);
    // As a mount that is gone: whatever is asked for below it is an error, not merely not there.
    await writeFile(models, '');
    return async () => {
      await rm(models);
      await rename(`${models}.away`, models);
    };
  };
  return { ...rig, pricing, objects, takeStorage };
}

/** Each order has a model of its own, so that each has to be loaded. */
async function submitOrder({ gateway }: World, stl: Buffer): Promise<string> {
  const sha256 = createHash('sha256').update(stl).digest('hex');
  const orderId = randomUUID();
  const item = { itemId: 'ring', quantity: 1, material: 'silver-925', finish: 'polished' };
  const model = { modelSha256: sha256, modelFormat: 'STL', modelBytes: stl.length };
  const names = { sellerId: null, sellerOrderRef: null, customerId: null };
  const commands: readonly OrderCommand[] = [
    {
      type: 'InitiateOrder',
      data: { ...names, customer: Buffer.from('sealed'), items: [{ ...item, ...model }] },
    },
    {
      type: 'SubmitOrder',
      data: { rush: false, dueAt: Date.now() + 864_000_000, policyVersion: 'p1' },
    },
  ];
  for (const command of commands) {
    await gateway.execute({
      ...{ orderId, command, correlationId: orderId, commandId: randomUUID() },
      ...{ causationId: null, traceparent: null, expectedVersion: null },
      actor: { role: 'storefront', id: 'shop' },
      bodyHash: bodyHashOf(command.data),
      sentAt: Date.now(),
    });
  }
  return orderId;
}

async function readEvents({ log }: World): Promise<readonly ReadEvent[]> {
  const events: ReadEvent[] = [];
  for await (const batch of log.reader.readTopic(log.topics.events)) {
    events.push(...(await decodeEvents(log.codec, batch)));
  }
  return events;
}

async function isWaiting({ pricing }: World): Promise<boolean> {
  const metrics = await fetch(`http://127.0.0.1:${String(pricing.opsPort)}/metrics`);
  return /^karat_pricing_storage_away(\{.*\})? 1$/m.test(await metrics.text());
}

test('while storage is away orders wait, and then each of them is priced once', async (t) => {
  const world = await createWorld(t);
  const models = Array.from({ length: ORDERS }, (_, n) => generateModel(n).stl);
  for (const stl of models) await world.objects.put(null, stl, { maxBytes: stl.length });
  const half = Math.floor(ORDERS / 2);
  const orders: string[] = [];
  const submit = async (some: readonly Buffer[]) => {
    for (const stl of some) orders.push(await submitOrder(world, stl));
  };
  await submit(models.slice(0, half));
  const bringBack = await world.takeStorage();
  const submitted = submit(models.slice(half)).catch((error: unknown) => t.fail(String(error)));
  await eventually(() => isWaiting(world));
  const since = performance.now();
  await eventually(() => performance.now() - since > AWAY_MS, { timeoutMs: 2 * AWAY_MS });
  await bringBack();
  await submitted;
  const answers = await eventually(
    async () => {
      const events = await readEvents(world);
      const found = events.filter(({ event }) => /^Pric(eCalculated|ingFailed)$/.test(event.type));
      return found.length >= ORDERS && found;
    },
    { timeoutMs: 120_000, intervalMs: 500 },
  );
  t.deepEqual(
    answers.map(({ orderId, event }) => `${orderId} ${event.type}`).sort(),
    orders.map((orderId) => `${orderId} PriceCalculated`).sort(),
  );
});
