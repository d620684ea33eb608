import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { explicitPartitioner } from '@karat/infra/kafka';
import { createLogger } from '@karat/infra/logger';
import { connectMongo, type MongoConnection } from '@karat/infra/mongo';
import {
  openObjectStore,
  TIERS,
  type ObjectKey,
  type ObjectStore,
} from '@karat/infra/object-store';
import { startService, type Service } from '@karat/infra/services';
import { deployTestLog, type TestLog } from '@karat/infra/test-log';
import { eventually, mongoUrlFor, testServers } from '@karat/infra/testing';
import type { EventEnvelope } from '@karat/schemas';
import type { ExecutionContext } from 'ava';
import { FILE_POSITIONS } from '../../src/files/certain-references.ts';
import { logEnds } from '../../src/rebuild/log-ends.ts';
import { createMongoPositions } from '../../src/subscription.ts';
import { messageOf } from './subscription-rig.ts';

const SCRIPT = fileURLToPath(new URL('../../src/bin/files.js', import.meta.url));

/** A log, a database and a store of models of a test's own. */
export interface FilesRig {
  readonly log: TestLog;
  readonly mongo: MongoConnection;
  readonly objects: ObjectStore;
  /** Folder that the store is in. */
  readonly folder: string;
  /** What the service and `karat` are started with. */
  readonly environmentVariables: Readonly<Record<string, string | undefined>>;
  /** Writes events to the partitions of their orders. */
  readonly append: (events: readonly EventEnvelope[]) => Promise<void>;
  /** Starts the service; without sweeps of its own unless the settings say otherwise. */
  readonly start: (settings?: Readonly<Record<string, string>>) => Promise<Service>;
}

/** Where models of a rig are stored, beside a folder of its own. */
export interface RigStore {
  readonly url: string;
  readonly s3AccessKeyId: string;
  readonly s3SecretAccessKey: string;
}

/** Makes a rig on the shared servers and takes it down after the test. */
export async function createFilesRig(t: ExecutionContext, s3?: RigStore): Promise<FilesRig> {
  const servers = testServers(process.env);
  const log = await deployTestLog(servers);
  t.teardown(log.close);
  const folder = await mkdtemp(join(tmpdir(), 'karat-files-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const filesUrl = mongoUrlFor(servers.mongoUrl, `${log.environment}_view_files`);
  const logger = createLogger({ service: 'test', level: 'fatal' });
  const mongo = await connectMongo(filesUrl, { name: 'test', logger });
  t.teardown(async () => {
    await mongo.db.dropDatabase();
    await mongo.close();
  });
  const store = join(folder, 'models');
  const storeUrl = s3?.url ?? pathToFileURL(store).href;
  const objects = await openObjectStore(storeUrl, s3);
  t.teardown(objects.close);
  const environmentVariables = {
    ...process.env,
    KARAT_ENV: log.environment,
    MONGO_VIEW_FILES_URL: filesUrl,
    OBJECT_STORE_URL: storeUrl,
    S3_ACCESS_KEY_ID: s3?.s3AccessKeyId,
    S3_SECRET_ACCESS_KEY: s3?.s3SecretAccessKey,
    OPS_PORT: '0',
  };
  const producer = log.kafka.producer({ createPartitioner: explicitPartitioner });
  await producer.connect();
  t.teardown(() => producer.disconnect());
  return {
    ...{ log, mongo, objects, folder: store, environmentVariables },
    append: async (events) => {
      const messages = events.map((event) => messageOf(log, event));
      await producer.send({ topic: log.topics.events, messages });
    },
    start: (settings = {}) => startFiles(t, folder, { ...environmentVariables, ...settings }),
  };
}

async function startFiles(
  t: ExecutionContext,
  folder: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Service> {
  const service = await startService({
    name: 'files',
    script: SCRIPT,
    environment,
    logFile: join(folder, 'files.log'),
  });
  t.teardown(() => service.kill9());
  await service.ready();
  return service;
}

/** Stores a model that nobody else has; gives its key. */
export async function storeModel(
  { objects }: Pick<FilesRig, 'objects'>,
  owner: string | null,
  text: string,
): Promise<ObjectKey> {
  const { sha256 } = await objects.put(owner, Buffer.from(text), { maxBytes: 1_000_000 });
  return { owner, sha256 };
}

/** Waits until there is exactly one copy of a model, in this tier. */
export async function isIn(rig: FilesRig, key: ObjectKey, tier: string): Promise<true> {
  return eventually(async () => {
    const copies = await copiesOf(rig, key);
    return copies.length === 1 && copies[0] === tier;
  });
}

/** Waits until the service has read all that the log holds. */
export async function hasCaughtUp({ mongo, log }: FilesRig): Promise<void> {
  const { load } = createMongoPositions(
    mongo.db.collection(FILE_POSITIONS),
    log.identity.incarnation,
  );
  await eventually(async () => {
    const [positions, ends] = await Promise.all([load(), logEnds(log)]);
    return ends.every((end, partition) => (positions.get(partition) ?? 0n) >= BigInt(end));
  });
}

/** Every copy of an object, by the tier that lists it. */
export async function copiesOf(
  { objects }: Pick<FilesRig, 'objects'>,
  { owner, sha256 }: ObjectKey,
): Promise<readonly string[]> {
  const copies: string[] = [];
  for (const tier of TIERS) {
    for await (const { key } of objects.list(tier)) {
      if (key.owner === owner && key.sha256 === sha256) copies.push(tier);
    }
  }
  return copies;
}

/** Gives a metric of a service, summed over its labels that match. */
export async function metricOf(service: Service, line: RegExp): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${String(service.opsPort)}/metrics`);
  const text = await response.text();
  const values = text.split('\n').filter((one) => line.test(one));
  return values.reduce((sum, one) => sum + Number(one.slice(one.lastIndexOf(' '))), 0);
}
