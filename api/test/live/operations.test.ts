import { randomUUID } from 'node:crypto';
import { eventually } from '@karat/infra/testing';
import anyTest, { type TestFn } from 'ava';
import { MongoClient } from 'mongodb';
import { clientOf, type Client } from '../support/http-client.ts';
import { createPlatform, type Platform } from '../support/platform.ts';

const test = anyTest as TestFn<{
  platform: Platform;
  ada: Client;
  port: number;
  /** The terms in force, under another version and with other fields where given. */
  termsOf: (version: string, changes?: object) => Promise<object>;
}>;

const BUILT_IN = 'tariff-2026-11';

test.before(async (t) => {
  const platform = await createPlatform();
  const [operations] = await Promise.all([platform.start('operations'), platform.start('pricing')]);
  const ada = clientOf(operations.port, 'ada');
  const termsOf = async (version: string, changes: object = {}) => {
    const { body } = await ada.ask(`/v1/tariffs/${BUILT_IN}`);
    return { ...(body['content'] as object), ...changes, version };
  };
  t.context = { platform, ada, port: operations.port, termsOf };
});

test.after.always((t) => t.context.platform.close());

const keyed = (key: string = randomUUID()) => ({ 'idempotency-key': `"${key}"` });

test('a tariff is added once and never with other content', async (t) => {
  const { ada, termsOf } = t.context;
  const body = await termsOf('t2', { setupMinor: 2_000 });
  const rehearsed = await ada.command('/v1/tariffs?dryRun=true', body);
  t.like(rehearsed, { status: 200, body: { outcome: 'added', version: 't2', dryRun: true } });
  t.is((await ada.ask('/v1/tariffs/t2')).status, 404);
  const key = keyed();
  const added = await ada.command('/v1/tariffs', body, key);
  t.is(added.status, 201);
  t.is(added.headers.get('location'), '/v1/tariffs/t2');
  const again = await ada.command('/v1/tariffs', body, key);
  t.like(again, { status: 201, body: added.body });
  t.is(again.headers.get('idempotent-replayed'), 'true');
  t.like(await ada.command('/v1/tariffs', body), { status: 200, body: { outcome: 'no-change' } });
  const other = await ada.command('/v1/tariffs', await termsOf('t2'));
  t.like(other, { status: 409, body: { type: '/problems/version-exists' } });
  t.like(await ada.ask('/v1/tariffs/t2'), {
    status: 200,
    body: { by: 'administrator:ada', content: { setupMinor: 2_000 } },
  });
});

test('metal prices come into force from a time on, and everything is in the audit log', async (t) => {
  const { ada, platform } = t.context;
  const built = (await ada.ask('/v1/metal-prices')).body;
  const shown = await ada.ask(`/v1/metal-prices/${String(built['inForce'])}`);
  const prices = { ...(shown.body['content'] as object), version: 'm2' };
  t.is((await ada.command('/v1/metal-prices', prices)).status, 201);
  const early = await ada.command('/v1/metal-prices/m2/use', { from: '2026-01-01T00:00:00Z' });
  t.is(early.status, 422);
  t.regex(String(early.body['detail']), /^Expected a time from .*, for prices made before stay/);
  const key = keyed();
  const used = await ada.command('/v1/metal-prices/m2/use', {}, key);
  t.like(used, { status: 200, body: { outcome: 'in-force', version: 'm2' } });
  // The time was that of the first asking, so the same request is the same wish.
  t.like(await ada.command('/v1/metal-prices/m2/use', {}, key), { status: 200, body: used.body });
  const listed = (await ada.ask('/v1/metal-prices')).body;
  t.is(listed['inForce'], built['inForce']);
  t.deepEqual((listed['items'] as { version: string; usedFrom: string[] }[])[0]?.usedFrom, [
    used.body['fromAt'],
  ]);
  const client = new MongoClient(platform.mongoUrl('own_operations'));
  t.teardown(() => client.close());
  const noted = await client.db().collection('audit').find({ version: 'm2' }).toArray();
  t.deepEqual(
    noted.map(({ action, by, outcome }) => [action, by, outcome] as unknown),
    [
      ['metal-prices.add', 'administrator:ada', 'added'],
      ['metal-prices.use', 'administrator:ada', 'refused'],
      ['metal-prices.use', 'administrator:ada', 'in-force'],
    ],
  );
});

test('what cannot be added is refused with every reason', async (t) => {
  const { ada, termsOf } = t.context;
  const wrong = await ada.command('/v1/metal-prices', { version: 'm9', minorPerGram: { a: -1 } });
  t.is(wrong.status, 422);
  t.is((wrong.body['errors'] as object[]).length, 2);
  const body = await termsOf('t3');
  const unkeyed = await ada.ask('/v1/tariffs', { method: 'POST', body });
  t.like(unkeyed, { status: 400, body: { type: '/problems/idempotency-key-missing' } });
  const key = keyed();
  t.is((await ada.command('/v1/tariffs', body, key)).status, 201);
  const reused = await ada.command('/v1/tariffs', await termsOf('t4'), key);
  t.like(reused, { status: 422, body: { type: '/problems/idempotency-key-reused' } });
  t.is((await ada.command('/v1/tariffs/t9/use', {})).status, 422);
  t.is((await ada.command('/v1/tariffs/t3/use', { from: 'tomorrow' })).status, 422);
  t.is((await ada.command('/v1/tariffs/t3/use?dryRun=maybe', {})).status, 422);
});

test('nobody but an administrator gets in', async (t) => {
  for (const person of ['anna', 'carl', 'jewels', 'shop', 'nobody']) {
    const { status } = await clientOf(t.context.port, person).ask('/v1/tariffs');
    t.is(status, person === 'nobody' ? 401 : 403);
  }
});

test('what is asked for while pricing is away is done when it is back', async (t) => {
  const platform = await createPlatform();
  t.teardown(platform.close);
  const operations = await platform.start('operations');
  const ada = clientOf(operations.port, 'ada');
  t.like(await ada.ask('/v1/tariffs'), { status: 200, body: { inForce: null } });
  const body = await t.context.termsOf('t2');
  const headers = { ...keyed(), prefer: 'wait=0' };
  const waiting = await ada.command('/v1/tariffs', body, headers);
  t.is(waiting.status, 202);
  const location = waiting.headers.get('location') ?? '';
  t.like(await ada.ask(location), { status: 200, body: { kind: 'tariff.add', doneAt: null } });
  await platform.start('pricing');
  const done = await eventually(async () => {
    const job = (await ada.ask(location)).body;
    return job['doneAt'] !== null && job;
  });
  t.like(done, { by: 'administrator:ada', answer: { ok: true, result: { outcome: 'added' } } });
  t.is((await ada.command('/v1/tariffs', body, headers)).status, 201);
  t.is((await ada.ask(`/v1/jobs/${randomUUID()}`)).status, 404);
});
