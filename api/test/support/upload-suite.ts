import { request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { UploadsPlace } from '@karat/infra/object-store';
import { eventually } from '@karat/infra/testing';
import { MemoryLocker } from '@tus/server';
import test, { type ExecutionContext } from 'ava';
import { openModelUploads, type ModelUploads } from '../../src/storefront/model-uploads.ts';
import { uploadRoutes } from '../../src/storefront/upload-routes.ts';
import { serveRoutes } from './served-api.ts';

const ANNA = { role: 'operator', id: 'anna' } as const;
const BEN = { role: 'operator', id: 'ben' } as const;
const PART_BYTES = 6 * 1024 * 1024;

interface Served {
  readonly url: string;
  readonly uploads: ModelUploads;
}

/** The tests that uploads pass wherever they are kept. */
export function testUploads(
  kind: string,
  newPlace: (t: ExecutionContext) => Promise<UploadsPlace>,
): void {
  const serve = async (t: ExecutionContext, place: UploadsPlace): Promise<Served> => {
    const uploads = await openModelUploads(place, new MemoryLocker());
    const { url } = await serveRoutes(t, uploadRoutes(uploads));
    return { url, uploads };
  };

  test(`${kind}: an upload goes on where it was, also with another process`, async (t) => {
    const place = await newPlace(t);
    const first = await serve(t, place);
    const parts = [Buffer.alloc(PART_BYTES, 1), Buffer.alloc(1_000, 2)] as const;
    const path = await begin(t, first, PART_BYTES + 1_000);
    t.is(await goOn(first, path, { offset: 0, body: parts[0] }), 204);
    t.is(await offsetOf(first, path), PART_BYTES);

    const second = await serve(t, place);
    t.is(await goOn(second, path, { offset: 0, body: parts[0] }), 409);
    t.is(await offsetOf(second, path), PART_BYTES);
    await t.throwsAsync(second.uploads.read(idIn(path), ANNA), { message: /valid request/ });
    t.is(await goOn(second, path, { offset: PART_BYTES, body: parts[1] }), 204);
    const read = await (await second.uploads.read(idIn(path), ANNA)).toArray();
    t.true(Buffer.concat(read).equals(Buffer.concat(parts)));
  });

  test(`${kind}: what arrived before the connection broke is not sent again`, async (t) => {
    const served = await serve(t, await newPlace(t));
    const path = await begin(t, served, 2 * PART_BYTES);
    await breakOff(served, path, Buffer.alloc(PART_BYTES, 3));
    const offset = await eventually(async () => (await offsetOf(served, path)) || null);
    t.true(offset > 0 && offset <= PART_BYTES, String(offset));
    const body = Buffer.alloc(2 * PART_BYTES - offset, 3);
    t.is(await eventually(() => goOnUnlessBusy(served, path, { offset, body })), 204);
    const read = await (await served.uploads.read(idIn(path), ANNA)).toArray();
    t.true(Buffer.concat(read).equals(Buffer.alloc(2 * PART_BYTES, 3)));
  });

  test(`${kind}: an upload of somebody else's is not there`, async (t) => {
    const served = await serve(t, await newPlace(t));
    const path = await begin(t, served, 3);
    t.is(await goOn(served, path, { offset: 0, body: Buffer.from('abc') }), 204);
    await t.throwsAsync(served.uploads.read(idIn(path), BEN), { message: /valid request/ });
    const foreign = `/v1/uploads/${'0'.repeat(16)}-${'0'.repeat(32)}`;
    const headers = { ...AUTH, 'tus-resumable': '1.0.0' };
    t.is((await fetch(served.url + foreign, { method: 'HEAD', headers })).status, 404);
    t.is((await fetch(served.url + path, { method: 'HEAD' })).status, 401);
  });

  test(`${kind}: an upload can be dropped until it is finished; then it is kept for its time`, async (t) => {
    const served = await serve(t, await newPlace(t));
    const [dropped, finished] = [await begin(t, served, 3), await begin(t, served, 3)];
    const drop = async (path: string) =>
      (await fetch(served.url + path, { method: 'DELETE', headers: TUS })).status;
    t.is(await drop(dropped), 204);
    t.is(await goOn(served, dropped, { offset: 0, body: Buffer.from('abc') }), 404);
    t.is(await goOn(served, finished, { offset: 0, body: Buffer.from('abc') }), 204);
    t.is(await drop(finished), 400);
    const read = await (await served.uploads.read(idIn(finished), ANNA)).toArray();
    t.is(Buffer.concat(read).toString(), 'abc');
  });

  test(`${kind}: more than a model may have is refused beforehand`, async (t) => {
    const served = await serve(t, await newPlace(t));
    t.is((await post(served, 128 * 1024 * 1024 + 1)).status, 413);
    const path = await begin(t, served, 3);
    t.is(await goOn(served, path, { offset: 0, body: Buffer.from('abcdef') }), 413);
  });
}

const AUTH = { authorization: 'Bearer anna-token' };
const TUS = { ...AUTH, 'tus-resumable': '1.0.0' };

interface Piece {
  readonly offset: number;
  readonly body: Buffer;
}

function post({ url }: Served, bytes: number): Promise<Response> {
  const headers = { ...TUS, 'upload-length': String(bytes) };
  return fetch(`${url}/v1/uploads`, { method: 'POST', headers });
}

async function begin(t: ExecutionContext, served: Served, bytes: number): Promise<string> {
  const answer = await post(served, bytes);
  const path = answer.headers.get('location') ?? '';
  t.is(answer.status, 201);
  t.regex(path, /^\/v1\/uploads\/[0-9a-f]{16}-[0-9a-f]{32}$/);
  t.is(answer.headers.get('access-control-allow-origin'), null);
  t.true(Date.parse(answer.headers.get('upload-expires') ?? '') > Date.now());
  return path;
}

function headersAt(offset: number) {
  const type = 'application/offset+octet-stream';
  return { ...TUS, 'upload-offset': String(offset), 'content-type': type };
}

async function goOn({ url }: Served, path: string, { offset, body }: Piece): Promise<number> {
  const options = { method: 'PATCH', headers: headersAt(offset), body: new Uint8Array(body) };
  return (await fetch(url + path, options)).status;
}

/** The request that broke holds the upload until the server has noticed. */
async function goOnUnlessBusy(served: Served, path: string, piece: Piece): Promise<number | null> {
  const status = await goOn(served, path, piece);
  return status >= 500 ? null : status;
}

async function offsetOf({ url }: Served, path: string): Promise<number> {
  const answer = await fetch(url + path, { method: 'HEAD', headers: TUS });
  return Number(answer.headers.get('upload-offset'));
}

/** Declares twice the body and goes away behind it. */
function breakOff({ url }: Served, path: string, body: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { ...headersAt(0), 'content-length': String(2 * body.length) };
    const sending = request(url + path, { method: 'PATCH', headers });
    sending.on('error', () => {
      resolve();
    });
    sending.write(body, (error) => {
      if (error) reject(error);
      else void delay(0).then(() => sending.destroy());
    });
  });
}

function idIn(path: string): string {
  return path.split('/').at(-1) ?? '';
}
