import { createHash, randomUUID } from 'node:crypto';
import { generateModel } from '@karat/infra/models';
import { openObjectStore } from '@karat/infra/object-store';
import { startServers } from '@karat/infra/servers';
import { startProxy } from '@karat/infra/test-proxy';
import { eventually } from '@karat/infra/testing';
import { modelOwnerOf } from '@karat/schemas';
import test, { type ExecutionContext } from 'ava';
import { createSender } from '../support/approved-order.ts';
import { clientOf, type Client } from '../support/http-client.ts';
import { orderRequest } from '../support/orders.ts';
import { createPlatform } from '../support/platform.ts';

const RING = generateModel(0).stl;
const SHA256 = createHash('sha256').update(RING).digest('hex');

/** An installation whose files are in S3, on a line that can be cut. */
async function createRig(t: ExecutionContext) {
  const platform = await createPlatform();
  t.teardown(platform.close);
  const { env } = process;
  const servers = await startServers({
    ...{ root: platform.folder, env, karatEnv: 'test' },
    only: ['s3'],
  });
  t.teardown(() => servers.stop());
  const { host, username, password } = new URL(servers.environment['S3_TEST_URL'] ?? '');
  const line = await startProxy(t, host);
  const endpoint = encodeURIComponent(`http://${line.host}`);
  const url = `s3://${platform.log.environment}?endpoint=${endpoint}`;
  const variables = {
    OBJECT_STORE_URL: url,
    S3_ACCESS_KEY_ID: username,
    S3_SECRET_ACCESS_KEY: password,
  };
  const secrets = { s3AccessKeyId: username, s3SecretAccessKey: password };
  const objects = await openObjectStore(url, secrets);
  t.teardown(objects.close);
  const [storefront, pricing] = await Promise.all([
    platform.start('storefront', variables),
    platform.start('pricing', variables),
    platform.start('files', variables),
    platform.start('outbox'),
    platform.start('writer'),
    platform.start('projector'),
  ]);
  return { platform, line, objects, pricing, shop: clientOf(storefront.port, 'shop') };
}

async function uploadInPieces(shop: Client, model: Buffer): Promise<string> {
  const tus = { 'tus-resumable': '1.0.0', 'content-type': 'application/offset+octet-stream' };
  const headers = { ...tus, 'upload-length': String(model.length) };
  const begun = await shop.ask('/v1/uploads', { method: 'POST', headers });
  const path = begun.headers.get('location') ?? '';
  for (const [from, to] of [
    [0, 10_000],
    [10_000, model.length],
  ] as const) {
    const body = model.subarray(from, to);
    const at = { ...tus, 'upload-offset': String(from) };
    await shop.ask(path, { method: 'PATCH', headers: at, body });
  }
  return path.split('/').at(-1) ?? '';
}

function attach(shop: Client, path: string, body: unknown) {
  const headers = { 'idempotency-key': randomUUID() };
  return shop.ask(`${path}/items/ring/model?sha256=${SHA256}`, { method: 'PUT', headers, body });
}

test('with its files in S3, which goes away meanwhile, an order is priced and made', async (t) => {
  const { platform, line, objects, pricing, shop } = await createRig(t);
  const begun = await shop.command('/v1/orders', orderRequest());
  const path = begun.headers.get('location') ?? '';
  const orderId = String(begun.body['orderId']);
  const uploadId = await uploadInPieces(shop, RING);
  t.is((await attach(shop, path, { uploadId })).status, 200);

  line.cut();
  const away = await attach(shop, path, { uploadId });
  t.like(away, { status: 503, body: { type: '/problems/unavailable' } });
  t.is((await shop.command(`${path}/submit`, { rush: false })).status, 200);
  const metrics = `http://127.0.0.1:${String(pricing.opsPort)}/metrics`;
  await eventually(async () =>
    /^karat_pricing_storage_away(\{.*\})? 1$/m.test(await (await fetch(metrics)).text()),
  );
  const waiting = await shop.ask(`${path}?minVersion=3`, { headers: { prefer: 'wait=10' } });
  t.is(waiting.body['status'], 'SUBMITTED');
  line.restore();
  const priced = await eventually(async () => {
    const { body } = await shop.ask(path);
    return body['status'] !== 'SUBMITTED' && body;
  });
  t.is(priced['status'], 'PRICE_CALCULATED');

  const owner = modelOwnerOf({ sellerId: null, customerId: null, orderId });
  const key = { owner, sha256: SHA256 };
  t.is(await objects.tierOf(key), 'new');
  const approval = { paymentReference: 'pay-1' };
  t.is((await shop.command(`${path}/approve`, approval)).status, 200);
  const sender = await createSender(platform);
  t.teardown(sender.close);
  await sender.send(orderId, { type: 'ClaimOrder', data: {} }, 'operator');
  await eventually(async () => (await objects.tierOf(key)) === 'in-work');
  t.true((await objects.get(key)).equals(RING));
});
