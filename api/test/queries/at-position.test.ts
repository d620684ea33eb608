import test, { type ExecutionContext } from 'ava';
import { z } from 'zod';
import type { Route } from '../../src/http/context.ts';
import { ProblemError } from '../../src/http/problem-error.ts';
import { readQuery } from '../../src/http/query.ts';
import { atPosition } from '../../src/queries/at-position.ts';
import { createViewClock, type ViewProgress } from '../../src/queries/view-clock.ts';
import { serveRoutes } from '../support/served-api.ts';

const LOG = '0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d';

/** What a view of one partition says when it is looked at. */
interface Moment {
  readonly generation?: string;
  readonly nextOffset: bigint;
  readonly ageMs?: number;
}

const progressOf = ({ generation = 'g1', nextOffset, ageMs }: Moment): ViewProgress => {
  const asOf = ageMs === undefined ? null : Date.now() - ageMs;
  return { generation, positions: new Map([[3, { incarnation: LOG, nextOffset, asOf }]]) };
};

/** Serves a list of views that go through these moments, a look each; the last one stays. */
async function serve(
  t: ExecutionContext,
  views: readonly (readonly Moment[])[],
  handle: Route['handle'] = () => undefined,
) {
  const clocks = views.map((moments) => {
    const left = [...moments];
    return createViewClock('test', () => {
      const moment = left.length > 1 ? left.shift() : left[0];
      if (moment === undefined) return Promise.reject(new TypeError('Expected a moment'));
      return Promise.resolve(progressOf(moment));
    });
  });
  const reads: string[] = [];
  const route: Route = {
    method: 'GET',
    path: '/v1/list',
    doc: { summary: 'Lists', answers: { 200: { description: 'Done.' } } },
    handle: async (ctx) => {
      readQuery(ctx, z.strictObject({ limit: z.string().optional() }));
      reads.push('read');
      ctx.body = { reads: reads.length };
      await handle(ctx);
    },
  };
  const { url } = await serveRoutes(t, [atPosition(clocks, route)]);
  const get = async (query: string, headers: Record<string, string> = {}) => {
    const answer = await fetch(`${url}/v1/list${query}`, {
      headers: { authorization: 'Bearer anna-token', ...headers },
    });
    return {
      status: answer.status,
      position: answer.headers.get('karat-view-position'),
      age: answer.headers.get('karat-view-age'),
      applied: answer.headers.get('preference-applied'),
      body: (await answer.json()) as Readonly<Record<string, unknown>>,
    };
  };
  return { get, reads };
}

test('a read waits until its view is where the caller asks for', async (t) => {
  const { get } = await serve(t, [[{ nextOffset: 5n }, { nextOffset: 6n }, { nextOffset: 9n }]]);
  const { status, position, applied, body } = await get('', {
    'karat-position': '3.7.0a1b2c3d',
    prefer: 'wait=9',
  });
  t.deepEqual([status, position, applied], [200, '3.9.0a1b2c3d', 'wait=9']);
  t.deepEqual(body, { reads: 1 });
});

test('of two views and several positions the last one is waited for', async (t) => {
  const behind = [{ nextOffset: 6n }, { nextOffset: 6n }, { nextOffset: 8n }];
  const { get } = await serve(t, [[{ nextOffset: 9n }], behind]);
  const query = '?limit=1&minPosition=3.2.0a1b2c3d,3.7.0a1b2c3d&minPosition=3.8.0a1b2c3d';
  const { status, position } = await get(query);
  t.deepEqual([status, position], [200, '3.8.0a1b2c3d']);
});

test('when the time is over what there is is answered, with where it stands and how old it is', async (t) => {
  const { get } = await serve(t, [[{ nextOffset: 5n, ageMs: 400 }]]);
  const startedAt = performance.now();
  const answer = await get('', { 'karat-position': '3.7.0a1b2c3d', prefer: 'wait=1' });
  const elapsedMs = performance.now() - startedAt;
  t.true(elapsedMs >= 1_000, `waited ${String(elapsedMs)} ms`);
  t.deepEqual([answer.status, answer.position, answer.age], [200, '3.5.0a1b2c3d', '0.4']);
});

test('a partition of which the view knows nothing yet is at its beginning', async (t) => {
  const { get } = await serve(t, [[{ nextOffset: 5n }]]);
  t.is((await get('?minPosition=1.0.0a1b2c3d')).position, '1.0.0a1b2c3d');
  const { position } = await get('?minPosition=1.1.0a1b2c3d', { prefer: 'wait=0' });
  t.is(position, '1.0.0a1b2c3d');
});

test('a position of another log is refused, and so is what is none', async (t) => {
  const { get, reads } = await serve(t, [[{ nextOffset: 5n }]]);
  const foreign = await get('', { 'karat-position': '3.1.ffffffff', prefer: 'wait=9' });
  t.like(foreign.body, { status: 422, type: '/problems/position-of-another-log' });
  t.regex(String(foreign.body['detail']), /0a1b2c3d.*ffffffff/);
  const elsewhere = await get('?minPosition=1.0.ffffffff');
  t.is(elsewhere.body['type'], '/problems/position-of-another-log');
  const detail = 'Expected <partition>.<next offset>.<8 hex digits of the log>, got 3.x.0a1b2c3d';
  const header = await get('', { 'karat-position': '3.1.0a1b2c3d, 3.x.0a1b2c3d' });
  t.like(header.body, { status: 422, errors: [{ pointer: 'Karat-Position', detail }] });
  const query = await get('?minPosition=3.x.0a1b2c3d');
  t.like(query.body, { status: 422, errors: [{ pointer: '?minPosition', detail }] });
  const flood = await get(`?minPosition=${'3.1.0a1b2c3d,'.repeat(65)}3.1.0a1b2c3d`);
  t.like(flood.body, { status: 422, errors: [{ pointer: '?minPosition' }] });
  const unknown = await get('?minPosition=3.1.0a1b2c3d&colour=red');
  t.like(unknown.body, { status: 422, errors: [{ pointer: '?colour' }] });
  t.deepEqual(reads, []);
});

test('a view that was switched under a read is waited for again', async (t) => {
  const fresh = { generation: 'g2', nextOffset: 4n };
  const { get, reads } = await serve(t, [
    [{ nextOffset: 7n }, fresh, fresh, { generation: 'g2', nextOffset: 7n }],
  ]);
  t.deepEqual((await get('?minPosition=3.7.0a1b2c3d')).body, { reads: 2 });
  t.deepEqual(reads, ['read', 'read']);
});

test('what a switched view did not have is not the answer, but what is missing is', async (t) => {
  const missing = () => {
    throw new ProblemError({ slug: 'order-not-found', detail: 'Expected another' });
  };
  let misses = 1;
  const once = () => {
    misses -= 1;
    if (misses === 0) missing();
  };
  const switching = [{ nextOffset: 7n }, { generation: 'g2', nextOffset: 7n }];
  t.is((await (await serve(t, [switching], once)).get('?minPosition=3.7.0a1b2c3d')).status, 200);
  const steady = await serve(t, [[{ nextOffset: 7n }]], missing);
  t.is((await steady.get('?minPosition=3.7.0a1b2c3d')).status, 404);
  t.is((await steady.get('')).status, 404);
});

test('a view says how old it is as soon as it is older than one that is kept up', async (t) => {
  t.is((await (await serve(t, [[{ nextOffset: 1n, ageMs: 500 }]])).get('')).age, null);
  t.is((await (await serve(t, [[{ nextOffset: 1n, ageMs: -9_000 }]])).get('')).age, null);
  t.is((await (await serve(t, [[{ nextOffset: 1n }]])).get('')).age, null);
  const [young, old] = [[{ nextOffset: 1n, ageMs: 500 }], [{ nextOffset: 1n, ageMs: 90_000 }]];
  const { age, position } = await (await serve(t, [young, old])).get('');
  t.regex(age ?? '', /^90\.\d$/);
  t.is(position, null);
});
