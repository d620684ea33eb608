import { createHash, randomUUID } from 'node:crypto';
import { generateModel } from '@karat/infra/models';
import { eventually } from '@karat/infra/testing';
import { modelOwnerOf } from '@karat/schemas';
import anyTest, { type TestFn } from 'ava';
import { clientOf, type Client } from '../support/http-client.ts';
import { orderRequest } from '../support/orders.ts';
import { createPlatform, type Platform } from '../support/platform.ts';

interface Shop {
  readonly platform: Platform;
  readonly port: number;
  readonly shop: Client;
  readonly carl: Client;
}

const test = anyTest as TestFn<Shop>;

const RING = generateModel(0).stl;

test.before(async (t) => {
  const platform = await createPlatform();
  t.context = { ...t.context, platform };
  const [storefront, crm] = await Promise.all([
    platform.start('storefront'),
    platform.start('crm'),
    platform.start('outbox'),
    platform.start('writer'),
    platform.start('projector'),
    platform.start('pricing'),
  ]);
  t.context = {
    platform,
    port: storefront.port,
    shop: clientOf(storefront.port, 'shop'),
    carl: clientOf(crm.port, 'carl'),
  };
  const { shop, carl } = t.context;
  await Promise.all([shop.built(`/v1/orders/${randomUUID()}`), carl.built('/v1/orders')]);
});

test.after.always((t) => t.context.platform.close());

test('an order is begun, gets its model and its price, is approved, and shows on the card', async (t) => {
  const { shop, carl } = t.context;
  const begun = await shop.command('/v1/orders', orderRequest());
  t.is(begun.status, 201);
  t.is(begun.headers.get('order-version'), '1');
  const path = begun.headers.get('location') ?? '';
  t.is(path, `/v1/orders/${String(begun.body['orderId'])}`);

  const attached = await putModel(shop, path, RING);
  t.deepEqual([attached.status, attached.body['version']], [200, 2]);
  const submitted = await shop.command(`${path}/submit`, { rush: true });
  t.deepEqual([submitted.status, submitted.body['status']], [200, 'SUBMITTED']);

  const priced = await shop.ask(`${path}?minVersion=4`, { headers: { prefer: 'wait=10' } });
  t.is(priced.status, 200);
  t.is(priced.headers.get('preference-applied'), 'wait=10');
  t.is(priced.headers.get('etag'), '"4"');
  t.is(priced.body['status'], 'PRICE_CALCULATED');

  const stale = await shop.command(
    `${path}/approve`,
    { paymentReference: 'pay-1' },
    { 'if-match': '"3"' },
  );
  t.deepEqual([stale.status, stale.body['currentVersion']], [412, 4]);
  const approved = await shop.command(
    `${path}/approve`,
    { paymentReference: 'pay-1' },
    { 'if-match': '"4"' },
  );
  t.deepEqual([approved.status, approved.body['status']], [200, 'MANUFACTURING_APPROVED']);

  const card = await carl.ask(`${path}?minVersion=5`, { headers: { prefer: 'wait=10' } });
  t.is(card.status, 200);
  t.like(card.body, { status: 'MANUFACTURING_APPROVED', customer: { name: 'Ada Byron' } });
  t.is((card.body['timeline'] as unknown[]).length, 5);
  const later = { dueAt: '2099-01-01T12:00:00+01:00', reason: 'customer-wish' };
  t.is((await shop.command(`${path}/due-date`, later)).status, 404);
  t.is((await carl.command(`${path}/due-date`, { ...later, dueAt: 'soon' })).status, 422);
  const past = await carl.command(`${path}/due-date`, { ...later, dueAt: '2020-01-01T00:00:00Z' });
  t.like(past.body, { status: 422, type: '/problems/validation' });
  t.is((await carl.command(`${path}/due-date`, later)).body['version'], 6);
  const promised = await carl.ask(`${path}?minVersion=6`, { headers: { prefer: 'wait=10' } });
  t.like(promised.body, { promise: { dueAt: '2099-01-01T11:00:00.000Z' } });

  const list = await carl.ask('/v1/orders?status=MANUFACTURING_APPROVED&limit=1');
  t.like(list.body, { items: [{ orderId: begun.body['orderId'] }], next: null });

  await shop.ask(`${path}?minVersion=6`, { headers: { prefer: 'wait=10' } });
  // Without its own cache-control, fetch asks for a fresh answer whatever the tag.
  const headers = { 'if-none-match': '"6"', 'cache-control': 'max-age=0' };
  t.is((await shop.ask(path, { headers })).status, 304);
});

test('a request sent twice is one order, and the same key with another body is told so', async (t) => {
  const { shop } = t.context;
  const key = { 'idempotency-key': randomUUID() };
  const first = await shop.command('/v1/orders', orderRequest(), key);
  const again = await shop.command('/v1/orders', orderRequest(), key);
  t.deepEqual([again.status, again.body], [201, first.body]);
  t.is(again.headers.get('idempotent-replayed'), 'true');
  const other = await shop.command('/v1/orders', orderRequest({ quantity: 7 }), key);
  t.like(other.body, { status: 422, type: '/problems/idempotency-key-reused' });

  // A seller's reference makes the order, whatever the key.
  const referred = orderRequest({ sellerId: 'jewels', sellerOrderRef: 'A-1001' });
  const one = await shop.command('/v1/orders', referred);
  const two = await shop.command('/v1/orders', referred);
  t.is(one.body['orderId'], two.body['orderId']);
  t.is(two.headers.get('idempotent-replayed'), 'true');
  const elsewhere = await shop.command('/v1/orders', { ...referred, sellerId: 'gems' });
  t.is(elsewhere.status, 201);
  t.not(elsewhere.body['orderId'], one.body['orderId']);
});

test('bad input gets a clear problem and changes nothing', async (t) => {
  const { shop } = t.context;
  const begun = await shop.command('/v1/orders', orderRequest());
  const path = begun.headers.get('location') ?? '';

  const noMesh = await putModel(
    shop,
    path,
    Buffer.from('This is a letter to my aunt. '.repeat(99)),
  );
  t.like(noMesh.body, { status: 422, type: '/problems/model-not-printable' });
  t.like(noMesh.body, { errors: [{ code: 'not-a-mesh' }] });
  const cut = await putModel(shop, path, RING.subarray(0, RING.length - 1_000));
  t.like(cut.body, { status: 422, errors: [{ code: 'truncated' }] });

  const teleport = await shop.command(`${path}/teleport`);
  t.like(teleport.body, { status: 404, type: '/problems/not-found' });
  t.true((teleport.body['available'] as string[]).includes('POST /v1/orders/{orderId}/submit'));
  const early = await shop.command(`${path}/approve`, { paymentReference: 'pay-1' });
  t.like(early.body, { status: 409, type: '/problems/illegal-transition' });
  t.true((early.body['allowedTransitions'] as string[]).includes('AttachModel'));

  const broken = await shop.command(`${path}/submit`, '{"rush": tru');
  t.like(broken.body, { status: 400, type: '/problems/malformed-json' });
  const odd = await shop.command(`${path}/submit`, { rush: true, hurry: 1 });
  t.like(odd.body, { status: 422, errors: [{ pointer: '#/hurry', code: 'unknown-field' }] });
  const plain = await shop.command(`${path}/submit`, 'rush', { 'content-type': 'text/plain' });
  t.like(plain.body, { status: 415, type: '/problems/unsupported-media-type' });
  const keyless = await shop.ask(`${path}/submit`, { method: 'POST', body: {} });
  t.like(keyless.body, { status: 400, type: '/problems/idempotency-key-missing' });
  const unknown = await shop.command(`/v1/orders/${randomUUID()}/submit`);
  t.like(unknown.body, { status: 404, type: '/problems/order-not-found' });
  const zero = await shop.command('/v1/orders', orderRequest({ quantity: 0 }));
  t.like(zero.body, { status: 422, errors: [{ pointer: '#/items/0/quantity' }] });
  t.regex(String(zero.body['traceId']), /^[0-9a-f]{32}$/);

  const order = await eventually(async () => {
    const seen = await shop.ask(path);
    return seen.status === 200 && seen;
  });
  t.like(order.body, { version: 1, status: 'INITIATED', items: [{ modelSha256: null }] });
});

test('a model goes with its owner, format and unit, also when it was uploaded in pieces', async (t) => {
  const { shop } = t.context;
  const begun = await shop.command('/v1/orders', orderRequest({ sellerId: 'jewels' }));
  const path = begun.headers.get('location') ?? '';
  const tus = { 'tus-resumable': '1.0.0', 'content-type': 'application/offset+octet-stream' };
  const length = { 'upload-length': String(RING.length) };
  const upload = await shop.ask('/v1/uploads', { method: 'POST', headers: { ...tus, ...length } });
  const uploadPath = upload.headers.get('location') ?? '';
  t.is(upload.status, 201);
  const half = RING.length / 2;
  const attach = (body: unknown, query = '?unit=cm') =>
    shop.ask(`${path}/items/ring/model${query}`, {
      method: 'PUT',
      headers: { 'idempotency-key': randomUUID() },
      body,
    });
  const uploadId = uploadPath.split('/').at(-1);
  for (const offset of [0, half]) {
    t.is((await attach({ uploadId })).status, 422);
    const headers = { ...tus, 'upload-offset': String(offset) };
    const body = RING.subarray(offset, offset + half);
    t.is((await shop.ask(uploadPath, { method: 'PATCH', headers, body })).status, 204);
  }
  t.like((await attach({ uploadId }, '?unit=furlong')).body, { errors: [{ pointer: '?unit' }] });
  const other = await attach({ uploadId }, `?sha256=${'0'.repeat(64)}`);
  t.like(other.body, { status: 422, errors: [{ pointer: '?sha256' }] });
  const sha256 = createHash('sha256').update(RING).digest('hex').toUpperCase();
  const attached = await attach({ uploadId }, `?unit=cm&sha256=${sha256}`);
  t.like(attached.body, { version: 2, bytes: RING.length, format: 'STL', unit: 'cm' });

  const order = await shop.ask(`${path}?minVersion=2`, { headers: { prefer: 'wait=10' } });
  const modelOwner = modelOwnerOf({ sellerId: 'jewels', customerId: null, orderId: '' });
  t.like(order.body, { items: [{ modelFormat: 'STL', modelUnit: 'cm', modelOwner }] });
});

test('a caller in a hurry is told where the answer will be', async (t) => {
  const { shop } = t.context;
  const prefer = { prefer: 'respond-async' };
  const sent = await shop.command('/v1/orders', orderRequest(), prefer);
  t.deepEqual([sent.status, sent.headers.get('preference-applied')], [202, 'respond-async']);
  const { orderId, commandId } = sent.body;
  const path = sent.headers.get('location') ?? '';
  t.is(path, `/v1/commands/${String(commandId)}`);
  const orderPath = `/v1/orders/${String(orderId)}`;
  t.is(sent.headers.get('link'), `<${orderPath}>; rel="related"`);

  const decided = await shop.ask(path, { headers: { prefer: 'wait=10' } });
  t.deepEqual([decided.status, decided.headers.get('preference-applied')], [200, 'wait=10']);
  const { eventIds, decidedAt, ...facts } = decided.body;
  const fact = { commandId, orderId, outcome: 'ACCEPTED', version: 1, status: 'INITIATED' };
  t.deepEqual(facts, { ...fact, problem: null });
  t.is((eventIds as unknown[]).length, 1);
  t.regex(String(decidedAt), /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  const order = await shop.ask(orderPath, { headers: { prefer: 'wait=10' } });
  t.like(order.body, { status: 'INITIATED', version: 1 });
});

test('what a command was refused with is told to whoever sent it, and to nobody else', async (t) => {
  const { shop, carl, port } = t.context;
  const begun = await shop.command('/v1/orders', orderRequest());
  const approve = `${String(begun.headers.get('location'))}/approve`;
  const headers = { prefer: 'respond-async', 'idempotency-key': randomUUID() };
  const sent = await shop.command(approve, { paymentReference: 'pay-1' }, headers);
  const path = sent.headers.get('location') ?? '';

  const refused = await shop.ask(path, { headers: { prefer: 'wait=10' } });
  t.like(refused.body, { outcome: 'REFUSED', eventIds: [] });
  const problem = refused.body['problem'] as Readonly<Record<string, unknown>>;
  t.like(problem, { type: '/problems/illegal-transition', status: 409, instance: path });
  t.true((problem['allowedTransitions'] as string[]).includes('AttachModel'));
  t.is(problem['traceId'], sent.headers.get('traceparent')?.split('-')[1]);

  const unknown = await shop.ask(`/v1/commands/${randomUUID()}`);
  t.like(unknown.body, { status: 404, type: '/problems/not-found' });
  t.is(unknown.headers.get('retry-after'), '1');
  for (const other of [clientOf(port, 'kiosk'), carl]) {
    const hidden = await other.ask(path);
    t.deepEqual([hidden.status, hidden.headers.get('retry-after')], [404, '1']);
    t.is(hidden.body['detail'], unknown.body['detail']);
  }
});

test('of one key used for two orders, each has its outcome', async (t) => {
  const { shop } = t.context;
  const key = { 'idempotency-key': randomUUID() };
  const body = { reason: 'customer-request' };
  const orders = [
    await shop.command('/v1/orders', orderRequest()),
    await shop.command('/v1/orders', orderRequest()),
  ];
  const sent = [];
  for (const { body: order } of orders) {
    const path = `/v1/orders/${String(order['orderId'])}/cancel`;
    sent.push(await shop.command(path, body, { ...key, prefer: 'respond-async' }));
  }
  const [path, ...others] = new Set(sent.map(({ headers }) => headers.get('location')));
  t.deepEqual(others, []);
  for (const { body: order } of orders) {
    const headers = { prefer: 'wait=10' };
    const one = await shop.ask(`${String(path)}?orderId=${String(order['orderId'])}`, { headers });
    t.like(one.body, { orderId: order['orderId'], status: 'CANCELLED' });
  }
});

test('nobody gets in without a token, nor with one for another door', async (t) => {
  const { shop, port } = t.context;
  const nobody = await shop.ask('/v1/orders/x', { headers: { authorization: '' } });
  t.like(nobody.body, { status: 401, type: '/problems/unauthorized' });
  t.is(nobody.headers.get('www-authenticate'), 'Bearer realm="karat"');
  const anna = await clientOf(port, 'anna').command('/v1/orders', orderRequest());
  t.like(anna.body, { status: 403, type: '/problems/forbidden' });
});

function putModel(shop: Client, path: string, file: Uint8Array) {
  const headers = { 'content-type': 'model/stl', 'idempotency-key': randomUUID() };
  return shop.ask(`${path}/items/ring/model`, { method: 'PUT', headers, body: file });
}
