import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { request, type ClientRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@karat/infra/logger';
import { connectMongo } from '@karat/infra/mongo';
import { eventually, mongoUrlFor, testServers } from '@karat/infra/testing';
import test, { type ExecutionContext } from 'ava';
import type { Db } from 'mongodb';
import { openModelUploads } from '../../src/storefront/model-uploads.ts';
import { openUploadLocker, type UploadLockTimes } from '../../src/storefront/upload-locks.ts';
import { uploadRoutes } from '../../src/storefront/upload-routes.ts';
import { serveRoutes } from '../support/served-api.ts';

const ANNA = { role: 'operator', id: 'anna' } as const;
const TUS = { authorization: 'Bearer anna-token', 'tus-resumable': '1.0.0' };
const HALF_BYTES = 300_000;
const TIMES = { leaseMs: 3_000, renewIntervalMs: 50 };

async function createRig(t: ExecutionContext) {
  const folder = await mkdtemp(join(tmpdir(), 'karat-locks-'));
  const { mongoUrl } = testServers(process.env);
  const url = mongoUrlFor(mongoUrl, `t${randomUUID().slice(0, 8)}_own_shop`);
  const logger = createLogger({ service: 'test', level: 'error' });
  const { db, close } = await connectMongo(url, { name: 'test', logger });
  t.teardown(async () => {
    await db.dropDatabase();
    await close();
    await rm(folder, { recursive: true });
  });
  /** As another process does, which knows nothing of this one but through the database. */
  const serve = async (times: UploadLockTimes = TIMES) => {
    const locker = await openUploadLocker(db, times);
    const uploads = await openModelUploads({ kind: 'folder', folder }, locker);
    return { folder, uploads, ...(await serveRoutes(t, uploadRoutes(uploads))) };
  };
  return { db, serve };
}

type Served = Awaited<ReturnType<Awaited<ReturnType<typeof createRig>>['serve']>>;

async function begin({ url }: Served): Promise<string> {
  const headers = { ...TUS, 'upload-length': String(2 * HALF_BYTES) };
  const answer = await fetch(`${url}/v1/uploads`, { method: 'POST', headers });
  return answer.headers.get('location') ?? '';
}

function headersAt(offset: number) {
  const type = 'application/offset+octet-stream';
  return { ...TUS, 'upload-offset': String(offset), 'content-type': type };
}

/** Sends the first half of an upload on a connection that then stays open. */
async function sendHalf(t: ExecutionContext, served: Served, path: string): Promise<ClientRequest> {
  const headers = { ...headersAt(0), 'content-length': String(2 * HALF_BYTES) };
  const sending = request(served.url + path, { method: 'PATCH', headers });
  sending.on('error', () => undefined);
  t.teardown(() => sending.destroy());
  sending.write(Buffer.alloc(HALF_BYTES, 1));
  // Not asked of the server: whoever asks how far an upload is ends what writes it.
  const file = join(served.folder, idIn(path));
  await eventually(async () => (await stat(file)).size === HALF_BYTES);
  return sending;
}

async function sendRest({ url }: Served, path: string): Promise<number> {
  const body = new Uint8Array(HALF_BYTES).fill(2);
  const answer = await fetch(url + path, { method: 'PATCH', headers: headersAt(HALF_BYTES), body });
  return answer.status;
}

async function isWhole({ uploads }: Served, path: string): Promise<boolean> {
  const read = await uploads.read(idIn(path), ANNA);
  const halves = [Buffer.alloc(HALF_BYTES, 1), Buffer.alloc(HALF_BYTES, 2)];
  return Buffer.concat(await read.toArray()).equals(Buffer.concat(halves));
}

function idIn(path: string): string {
  return path.split('/').at(-1) ?? '';
}

const lockCount = (db: Db) => db.collection('upload_locks').countDocuments();

test('a lost connection to one process writes nothing into what goes on with another', async (t) => {
  const { db, serve } = await createRig(t);
  const [one, two] = [await serve(), await serve()];
  const path = await begin(one);
  const lost = await sendHalf(t, one, path);
  const answered = new Promise((resolve) => lost.once('close', resolve));
  t.is(await sendRest(two, path), 204);
  t.true(await isWhole(two, path));
  // What comes late on the old connection is other than what the client has sent since.
  lost.end(Buffer.alloc(HALF_BYTES, 9));
  await answered;
  t.true(await isWhole(two, path));
  t.is(await lockCount(db), 0);
});

test('an upload that a process died with is free when its lease is over', async (t) => {
  const { db, serve } = await createRig(t);
  const [one, two] = [await serve({ ...TIMES, renewIntervalMs: 600_000 }), await serve()];
  const path = await begin(one);
  const startedAt = performance.now();
  await sendHalf(t, one, path);
  t.is(await lockCount(db), 1);
  t.is(await sendRest(two, path), 204);
  t.true(performance.now() - startedAt >= TIMES.leaseMs);
});

test('an upload that stays in use is refused in the end, and can be gone on with', async (t) => {
  const { db, serve } = await createRig(t);
  const deaf = { leaseMs: 600_000, renewIntervalMs: 600_000 };
  const [one, two] = [await serve(deaf), await serve({ ...TIMES, waitMs: 300 })];
  const path = await begin(one);
  const sending = await sendHalf(t, one, path);
  t.is(await sendRest(two, path), 423);
  sending.destroy();
  await eventually(async () => (await lockCount(db)) === 0);
  t.is(await sendRest(two, path), 204);
  t.true(await isWhole(two, path));
});
