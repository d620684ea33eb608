import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PlatformError } from '@karat/infra/errors';
import test from 'ava';
import { z } from 'zod';
import type { Route } from '../../src/http/context.ts';
import { readJson } from '../../src/http/json-body.ts';
import { staticFiles } from '../../src/http/static-files.ts';
import { serveRoutes } from '../support/served-api.ts';

const ANNA = { authorization: 'Bearer anna-token' };
const DOC = { summary: 'Answers', answers: { 200: { description: 'Done.' } } };

const ROUTES: readonly Route[] = [
  {
    method: 'POST',
    path: '/v1/orders/:orderId/claim',
    doc: DOC,
    handle: async (ctx) => {
      ctx.body = await readJson(ctx, z.strictObject({ note: z.string().optional() }));
    },
  },
  {
    method: 'GET',
    path: '/v1/broken',
    doc: DOC,
    handle: () => {
      throw new PlatformError('invariant-violated', 'The password is opensesame');
    },
  },
];

test('everything but the public files is closed to those without a token', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'karat-web-'));
  t.teardown(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'index.html'), '<!doctype html>');
  await writeFile(join(folder, 'secret.txt'), 'no page');
  const { url } = await serveRoutes(t, ROUTES, { publicFiles: await staticFiles(folder) });

  const page = await fetch(`${url}/`);
  t.is(await page.text(), '<!doctype html>');
  t.regex(page.headers.get('content-security-policy') ?? '', /^default-src 'none'/);
  t.is(page.headers.get('x-content-type-options'), 'nosniff');
  const etag = page.headers.get('etag') ?? '';
  const headers = { 'if-none-match': etag, 'cache-control': 'max-age=0' };
  t.is((await fetch(`${url}/`, { headers })).status, 304);
  for (const path of ['/secret.txt', '/../package.json', '/%2e%2e/package.json', '/v1/broken']) {
    t.is((await fetch(`${url}${path}`)).status, 401, path);
  }
  for (const authorization of ['Bearer', 'Bearer x', 'Basic anna-token', 'anna-token']) {
    t.is((await fetch(`${url}/v1/broken`, { headers: { authorization } })).status, 401);
  }
});

test('a failure that nobody foresaw tells its trace and nothing else, and is logged once', async (t) => {
  const { url, lines } = await serveRoutes(t, ROUTES);
  const traceparent = `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01`;
  const answer = await fetch(`${url}/v1/broken`, { headers: { ...ANNA, traceparent } });
  t.is(answer.status, 500);
  t.regex(answer.headers.get('traceparent') ?? '', /^00-(ab){16}-[0-9a-f]{16}-01$/);
  const text = await answer.text();
  t.like(JSON.parse(text), { type: '/problems/internal', traceId: 'ab'.repeat(16) });
  t.false(text.includes('opensesame'));
  t.is(lines.filter((line) => line.includes('opensesame')).length, 1);
});

test('what there is no room for is asked to come back, and fills no log', async (t) => {
  const context = { retryAfterMs: 1_500 };
  const handle = () => {
    throw new PlatformError('over-capacity', 'Expected fewer', { retryable: true, context });
  };
  const { url, lines } = await serveRoutes(t, [
    { method: 'POST', path: '/v1/orders', doc: DOC, handle },
  ]);
  const answer = await fetch(`${url}/v1/orders`, { method: 'POST', headers: ANNA });
  t.deepEqual([answer.status, answer.headers.get('retry-after')], [503, '2']);
  t.like(await answer.json(), { type: '/problems/over-capacity' });
  t.deepEqual(
    lines.filter((line) => line.includes('request failed')),
    [],
  );
});

test('what does not exist is answered with what does', async (t) => {
  const { url } = await serveRoutes(t, ROUTES);
  const ask = (path: string, method: string) => fetch(`${url}${path}`, { method, headers: ANNA });
  const unknown = await ask('/v1/orders/1/teleport', 'POST');
  t.is(unknown.status, 404);
  t.like(await unknown.json(), { available: ['POST /v1/orders/{orderId}/claim'] });
  const wrongWay = await ask('/v1/orders/1/claim', 'DELETE');
  t.deepEqual([wrongWay.status, wrongWay.headers.get('allow')], [405, 'POST']);
});

test('a body too large, not JSON or packed is refused before it is believed', async (t) => {
  const { url } = await serveRoutes(t, ROUTES);
  const post = async (body: string | Uint8Array, headers: Record<string, string> = {}) => {
    const answer = await fetch(`${url}/v1/orders/1/claim`, {
      method: 'POST',
      headers: { ...ANNA, 'content-type': 'application/json', ...headers },
      body,
    });
    return answer.status;
  };
  t.is(await post('{"note":"x"}'), 200);
  t.is(await post(''), 200);
  t.is(await post(JSON.stringify({ note: 'x'.repeat(300_000) })), 413);
  t.is(await post('{"note":'), 400);
  t.is(await post('"note"'), 422);
  t.is(await post('{}', { 'content-encoding': 'gzip' }), 415);
  t.is(await post('<note/>', { 'content-type': 'application/xml' }), 415);
  t.is(await post('{}', { 'content-type': 'application/merge-patch+json; charset=utf-8' }), 200);
});

test('requests are measured by the pattern of their route, never by their path', async (t) => {
  const { url, metrics, lines } = await serveRoutes(t, ROUTES);
  await fetch(`${url}/v1/orders/4711/claim?name=Ada`, { method: 'POST', headers: ANNA });
  const text = await metrics();
  t.regex(text, /karat_http_request_seconds_count\{.*route="\/v1\/orders\/:orderId\/claim"/);
  // Other figures may well have these digits.
  t.false(text.includes('/4711'));
  t.false(lines.some((line) => line.includes('Ada') || line.includes('anna-token')));
});
