import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import test from 'ava';
import { explicitPartitioner } from '@karat/infra/kafka';
import { generateModel } from '@karat/infra/models';
import { openObjectStore, type ObjectStore } from '@karat/infra/object-store';
import { startService, type Service } from '@karat/infra/services';
import { deployTestLog, type TestLog } from '@karat/infra/test-log';
import { connectMongo } from '@karat/infra/mongo';
import { createLogger } from '@karat/infra/logger';
import { eventually, mongoUrlFor, testServers } from '@karat/infra/testing';
import {
  derivedCommandId,
  newEventId,
  partitionOf,
  type EventEnvelope,
  type ReadCommand,
} from '@karat/schemas';
import { decodeCommands, encodeEvent } from '@karat/schemas/codec';
import { openTariffStore } from '../../src/pricing/tariff-store/tariff-store.ts';
import { LEAD_MS, useVersion } from '../../src/pricing/tariff-store/use-version.ts';
import { termsOf } from '../support/tariffs.ts';

const servers = testServers(process.env);
const RING = generateModel(0).stl;
const SCRIPT = fileURLToPath(new URL('../../src/bin/pricing.js', import.meta.url));

interface World {
  readonly log: TestLog;
  readonly objects: ObjectStore;
  readonly service: Service;
  readonly folder: string;
}

const world: { current: World | null } = { current: null };

function given(): World {
  if (world.current === null) throw new TypeError('Expected the service to have been started');
  return world.current;
}

test.before(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'karat-pricing-'));
  const objectStoreUrl = pathToFileURL(join(folder, 'models')).href;
  const log = await deployTestLog(servers);
  const service = await startService({
    name: 'pricing',
    script: SCRIPT,
    environment: {
      ...process.env,
      KARAT_ENV: log.environment,
      OBJECT_STORE_URL: objectStoreUrl,
      MONGO_OWN_PRICING_URL: databaseUrl(log),
      MONGO_OWN_OPERATIONS_URL: databaseUrl(log, 'own_operations'),
      OPS_PORT: '0',
    },
    logFile: join(folder, 'pricing.log'),
  });
  world.current = { log, service, folder, objects: await openObjectStore(objectStoreUrl) };
  await service.ready();
});

test.after.always(async () => {
  if (world.current === null) return;
  const { service, log, folder } = world.current;
  await service.stop();
  const logger = createLogger({ service: 'test', level: 'silent' });
  for (const name of ['own_pricing', 'own_operations']) {
    const { db, close } = await connectMongo(databaseUrl(log, name), { name: 'test', logger });
    await db.dropDatabase();
    await close();
  }
  await log.close();
  await rm(folder, { recursive: true });
});

function databaseUrl({ environment }: TestLog, name = 'own_pricing'): string {
  return mongoUrlFor(servers.mongoUrl, `${environment}_${name}`);
}

async function store(model: Buffer): Promise<string> {
  return (await given().objects.put(null, model, { maxBytes: model.length })).sha256;
}

function submittedWith(modelSha256: string): EventEnvelope {
  const item = { itemId: 'i1', quantity: 1, material: 'silver-925', finish: 'polished' };
  const model = { modelSha256, modelFormat: 'STL', modelBytes: RING.length };
  return {
    eventId: newEventId(),
    orderId: randomUUID(),
    version: 3,
    occurredAt: 1_795_000_000_000,
    actor: { role: 'seller', id: 's1' },
    event: {
      type: 'OrderSubmitted',
      data: {
        submissionNo: 1,
        rush: false,
        dueAt: 1_796_000_000_000,
        policyVersion: 'p1',
        items: [{ ...item, ...model }],
      },
    },
    commandId: randomUUID(),
    bodyHash: '',
    commandOffset: '0',
    correlationId: randomUUID(),
    traceparent: null,
    writerEpoch: 1,
  };
}

async function publish(envelopes: readonly EventEnvelope[]): Promise<void> {
  const { log } = given();
  const producer = log.kafka.producer({ createPartitioner: explicitPartitioner });
  await producer.connect();
  const messages = envelopes.map((envelope) => {
    const record = encodeEvent(log.codec, envelope);
    const partition = partitionOf(envelope.orderId, log.identity.partitions);
    return { ...record, headers: { ...record.headers }, partition };
  });
  await producer.send({ topic: log.topics.events, messages });
  await producer.disconnect();
}

async function readCommands(): Promise<readonly ReadCommand[]> {
  const { log } = given();
  const commands: ReadCommand[] = [];
  for await (const batch of log.reader.readTopic(log.topics.commands)) {
    commands.push(...(await decodeCommands(log.codec, batch)));
  }
  return commands;
}

function answerFor({ orderId }: EventEnvelope): Promise<ReadCommand> {
  return eventually(
    async () => (await readCommands()).find((command) => command.orderId === orderId),
    { timeoutMs: 30_000, intervalMs: 50 },
  );
}

test.serial('a submitted ring gets a price', async (t) => {
  const event = submittedWith(await store(RING));
  await publish([event]);
  const command = await answerFor(event);
  t.like(command, {
    commandId: derivedCommandId(event.eventId, 'RecordPrice', 0),
    causationId: event.eventId,
    correlationId: event.correlationId,
    actor: { role: 'pricing', id: 'pricing' },
    command: { type: 'RecordPrice', data: { submissionNo: 1, currency: 'EUR' } },
  });
});

test.serial(
  'a submission is priced with the tariff of its time, whatever is in force now',
  async (t) => {
    const [before, from] = [1_795_000_000_000, Date.now() + 2 * LEAD_MS];
    const logger = createLogger({ service: 'test', level: 'silent' });
    const { db, close } = await connectMongo(databaseUrl(given().log), { name: 'test', logger });
    const tariffs = openTariffStore(db);
    const [addedAt, by] = [new Date(), 'operator:ada'];
    await tariffs.tariffs.add({ content: termsOf('dearer', { setupMinor: 2_500 }), addedAt, by });
    const request = {
      kind: 'tariff',
      version: 'dearer',
      fromAt: new Date(from),
      addedAt,
      now: addedAt,
      by,
    } as const;
    t.is((await useVersion(tariffs, request)).outcome, 'in-force');
    await close();
    const sha256 = await store(RING);
    t.deepEqual(await versionsOf({ ...submittedWith(sha256), occurredAt: before }), [
      'tariff-2026-11',
      1_500,
    ]);
    t.deepEqual(await versionsOf({ ...submittedWith(sha256), occurredAt: from }), [
      'dearer',
      2_500,
    ]);
  },
);

/** The tariff that pricing answers with, and what it charges for set-up. */
async function versionsOf(event: EventEnvelope): Promise<readonly unknown[]> {
  await publish([event]);
  const { command } = await answerFor(event);
  if (command.type !== 'RecordPrice') return [command.type];
  return [command.data.tariffVersion, command.data.items[0]?.basis?.setupMinor];
}

test.serial('a truncated model is refused with its reason', async (t) => {
  const event = submittedWith(await store(RING.subarray(0, 40_000)));
  await publish([event]);
  t.deepEqual((await answerFor(event)).command, {
    type: 'RejectModel',
    data: {
      submissionNo: 1,
      reasons: [
        {
          itemId: 'i1',
          code: 'truncated',
          detail: 'Expected 84 + 50·1536 = 76884 bytes, got 40000',
          retriable: false,
        },
      ],
    },
  });
});

test.serial('a model that storage does not have is refused for now', async (t) => {
  const event = submittedWith('00'.repeat(32));
  await publish([event]);
  t.like((await answerFor(event)).command, {
    type: 'RejectModel',
    data: { reasons: [{ code: 'storage-unavailable', retriable: true }] },
  });
});

test.serial('what pricing has done so far is told by its metrics', async (t) => {
  const response = await fetch(`http://127.0.0.1:${String(given().service.opsPort)}/metrics`);
  const metrics = await response.text();
  t.regex(metrics, /^karat_pricing_priced_total\{.*\} 3$/m);
  t.regex(metrics, /^karat_pricing_refused_total\{.*\} 2$/m);
  t.regex(metrics, /^karat_pricing_reasons_total\{.*code="truncated".*\} 1$/m);
  // Three of the five submissions are of the same ring.
  t.regex(metrics, /^karat_pricing_analysis_seconds_count\{.*\} 2$/m);
});

test.serial('a killed service leaves no submission without its one answer', async (t) => {
  const { service } = given();
  const models = await Promise.all([0, 1, 2].map((n) => store(generateModel(n).stl)));
  const events = Array.from({ length: 150 }, (_, i) => submittedWith(models[i % 3] ?? ''));
  await publish(events);
  await answerFor(events[0] ?? submittedWith(''));
  await service.kill9();
  await service.restart();
  const expected = events.map(({ eventId }) => derivedCommandId(eventId, 'RecordPrice', 0)).sort();
  const orders = new Set(events.map(({ orderId }) => orderId));
  const answers = await eventually(
    async () => {
      const commands = (await readCommands()).filter(({ orderId }) => orders.has(orderId));
      const ids = [...new Set(commands.map(({ commandId }) => commandId))].sort();
      return ids.length < expected.length ? null : ids;
    },
    { timeoutMs: 60_000, intervalMs: 200 },
  );
  t.deepEqual(answers, expected);
});
