import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MongoClient, MongoServerError, type Document } from 'mongodb';
import { waitUntil } from '../processes/wait-until.ts';
import { PlatformError } from '../../src/errors.ts';
import { provideMongod } from './programs.ts';
import type { ServerDefinition, ServerPlace } from './server.ts';

const PROBE_TIMEOUT_MS = 3000;
const PRIMARY_TIMEOUT_MS = 20_000;
const REPLICA_SET = 'rs0';
/**
 * Server error codes that tell where a first start stands.
 * @see https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml
 */
const AUTHENTICATION_FAILED = 18;
const ALREADY_INITIALIZED = 23;

/** mongod as a replica set of one, since transactions and change streams need one, with authentication. */
export const mongodServer: ServerDefinition = {
  part: 'mongod',
  portCount: 1,
  stopTimeoutMs: 15_000,
  provide: async (context) => {
    const command = await provideMongod(context);
    return {
      command: (place) => ({ command, args: settingsOf(place), environment: place.environment }),
      prepare: prepareFolder,
      probe: (place) =>
        asNobody(place, (client) => run(client, { hello: 1 })).then(() => undefined),
      afterStart: becomePrimary,
      url: adminUrl,
    };
  },
};

function adminUrl(place: ServerPlace): string {
  const user = `admin:${encodeURIComponent(place.secrets.mongoAdminPassword)}`;
  return `mongodb://${user}@${hostOf(place)}/?replicaSet=${REPLICA_SET}&directConnection=true&authSource=admin`;
}

function hostOf(place: ServerPlace): string {
  return `127.0.0.1:${place.port}`;
}

function settingsOf(place: ServerPlace): readonly string[] {
  return [
    ...['--port', String(place.port), '--bind_ip', '127.0.0.1', '--nounixsocket'],
    ...['--replSet', REPLICA_SET, '--keyFile', join(place.folder, 'replica.key')],
    ...['--dbpath', join(place.folder, 'data'), '--wiredTigerCacheSizeGB', '0.5'],
    // By default a primary asked to stop waits 15 s for others to take over; here there are none.
    ...['--setParameter', 'shutdownTimeoutMillisForSignaledShutdown=100'],
    ...['--setParameter', 'diagnosticDataCollectionEnabled=false', '--quiet'],
  ];
}

async function prepareFolder(place: ServerPlace): Promise<void> {
  await mkdir(join(place.folder, 'data'), { recursive: true });
  const key = join(place.folder, 'replica.key');
  await writeFile(key, place.secrets.mongoReplicaKey, { mode: 0o600 });
  // mongod refuses a key that others can read, and an older file keeps its mode when it is written again.
  await chmod(key, 0o600);
}

/** Brings the set to a primary with an admin: on the first start, later ones, and later ones on another port. */
async function becomePrimary(place: ServerPlace): Promise<void> {
  if (await hasAdmin(place)) {
    // While it finds out that its configuration names another address, it gives no configuration.
    await waitUntil(() => followPort(place), {
      what: 'mongod to tell its replica set',
      timeoutMs: PRIMARY_TIMEOUT_MS,
    });
    await awaitPrimary(place);
    return;
  }
  // Before there is a user, a client on the same machine may do both (the localhost exception).
  const members = [{ _id: 0, host: hostOf(place) }];
  const initiate = { replSetInitiate: { _id: REPLICA_SET, members } };
  await asNobody(place, (client) => run(client, initiate).catch(ignore(ALREADY_INITIALIZED)));
  await awaitPrimary(place);
  const pwd = place.secrets.mongoAdminPassword;
  await asNobody(place, (client) => run(client, { createUser: 'admin', pwd, roles: ['root'] }));
}

async function hasAdmin(place: ServerPlace): Promise<boolean> {
  return asAdmin(place, () => Promise.resolve(true)).catch((error: unknown) => {
    if (error instanceof MongoServerError && error.code === AUTHENTICATION_FAILED) return false;
    throw error;
  });
}

/** A set whose only member is listed under an older port has no primary until it is told the new one. */
async function followPort(place: ServerPlace): Promise<void> {
  await asAdmin(place, async (client) => {
    const reply = await run(client, { replSetGetConfig: 1 });
    const known = parseConfig(reply['config']);
    if (known === null || known.members[0]?.['host'] === hostOf(place)) return;
    const members = [{ ...known.members[0], host: hostOf(place) }];
    const replSetReconfig = { ...known.document, version: known.version + 1, members };
    await run(client, { replSetReconfig, force: true });
  });
}

interface ReplicaConfig {
  readonly document: Document;
  readonly version: number;
  readonly members: readonly Document[];
}

function parseConfig(value: unknown): ReplicaConfig | null {
  if (typeof value !== 'object' || value === null) return null;
  if (!('version' in value) || typeof value.version !== 'number') return null;
  if (!('members' in value) || !Array.isArray(value.members)) return null;
  return { document: value, version: value.version, members: value.members as readonly Document[] };
}

async function awaitPrimary(place: ServerPlace): Promise<void> {
  const check = (): Promise<void> =>
    asNobody(place, async (client) => {
      const hello = await run(client, { hello: 1 });
      if (hello['isWritablePrimary'] === true) return;
      throw new PlatformError('mongo-unavailable', 'the replica set has no primary yet');
    });
  await waitUntil(check, { what: 'mongod to become primary', timeoutMs: PRIMARY_TIMEOUT_MS });
}

function asNobody<T>(place: ServerPlace, work: (client: MongoClient) => Promise<T>): Promise<T> {
  return withClient(`mongodb://${hostOf(place)}/?directConnection=true`, work);
}

function asAdmin<T>(place: ServerPlace, work: (client: MongoClient) => Promise<T>): Promise<T> {
  const url = adminUrl(place).replace(`replicaSet=${REPLICA_SET}&`, '');
  return withClient(url, work);
}

async function withClient<T>(url: string, work: (client: MongoClient) => Promise<T>): Promise<T> {
  const client = new MongoClient(url, {
    connectTimeoutMS: PROBE_TIMEOUT_MS,
    serverSelectionTimeoutMS: PROBE_TIMEOUT_MS,
    appName: 'karat-local',
  });
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.close();
  }
}

function run(client: MongoClient, command: Document): Promise<Document> {
  return client.db('admin').command(command);
}

function ignore(...codes: readonly number[]): (error: unknown) => Document {
  return (error) => {
    if (error instanceof MongoServerError && codes.includes(Number(error.code))) return {};
    throw error;
  };
}
