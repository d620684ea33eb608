import { eventually } from '@karat/infra/testing';
import test, { type ExecutionContext } from 'ava';
import { createSender } from '../support/approved-order.ts';
import { clientOf, type Client } from '../support/http-client.ts';
import { createPlatform } from '../support/platform.ts';

async function createRig(t: ExecutionContext) {
  const platform = await createPlatform();
  t.teardown(platform.close);
  const [operator] = await Promise.all([
    platform.start('operator'),
    platform.start('writer'),
    platform.start('projector'),
  ]);
  const sender = await createSender(platform);
  t.teardown(sender.close);
  const at = (person: string) => clientOf(operator.port, person);
  const people = { anna: at('anna'), boris: at('boris'), lena: at('lena'), petra: at('petra') };
  return { operator, sender, ...people };
}

/** None where the queue is not built yet. */
const freeOrders = async ({ ask }: Client): Promise<readonly unknown[]> => {
  const { body } = await ask('/v1/work-queue?limit=200');
  return (body['items'] ?? []) as readonly unknown[];
};

test('whoever asks for the next order gets one that nobody else gets', async (t) => {
  const { sender, anna, boris, lena, petra } = await createRig(t);
  const orders = await Promise.all(Array.from({ length: 6 }, () => sender.approvedOrder()));
  await eventually(async () => (await freeOrders(anna)).length === 6);
  const next = (who: Client, key: string, body: unknown = {}) =>
    who.command('/v1/work-queue/claim-next', body, { 'idempotency-key': key });
  t.is((await next(lena, 'lena-1')).status, 403);
  const [reserved] = orders;
  await petra.command(`/v1/orders/${String(reserved)}/assign`, { operatorId: 'boris' });

  // One request, sent five times at once, is one order.
  const same = await Promise.all(Array.from({ length: 5 }, () => next(anna, 'anna-0')));
  t.deepEqual([...new Set(same.map(({ status }) => status))].sort(), [200, 201].slice(-1));
  t.is(new Set(same.map(({ body }) => body['orderId'])).size, 1);
  const other = await next(anna, 'anna-0', { exclude: orders.slice(5) });
  t.like(other.body, { status: 422, type: '/problems/idempotency-key-reused' });

  // Boris asks often enough to get what is reserved for him, whatever else he gets.
  const asks = [
    ...[1, 2, 3, 4].map((n) => next(anna, `anna-${String(n)}`)),
    ...[1, 2, 3, 4, 5, 6].map((n) => next(boris, `boris-${String(n)}`)),
  ];
  const got = await Promise.all(asks);
  const won = got.filter(({ status }) => status === 201).map(({ body }) => String(body['orderId']));
  t.is(won.length, 5);
  t.is(got.filter(({ status }) => status === 204).length, 5);
  t.deepEqual([...won, String(same[0]?.body['orderId'])].sort(), orders.toSorted());
  const owners = got.filter(({ body }) => body['orderId'] === reserved);
  t.deepEqual(
    owners.map(({ body }) => body['operatorId']),
    ['boris'],
  );
});

test('a request for the next order that was cut off is about the same order when it is sent again', async (t) => {
  const { operator, sender, anna } = await createRig(t);
  const orders = await Promise.all(Array.from({ length: 3 }, () => sender.approvedOrder()));
  await eventually(async () => (await freeOrders(anna)).length === 3);
  const headers = { 'idempotency-key': 'today', prefer: 'respond-async' };
  const asked = await anna.command('/v1/work-queue/claim-next', {}, headers);
  t.is(asked.status, 202);
  await operator.kill9();
  await operator.restart();
  await operator.ready();
  const again = await anna.command('/v1/work-queue/claim-next', {}, { 'idempotency-key': 'today' });
  t.is(again.body['orderId'], asked.body['orderId']);
  t.true(orders.includes(String(again.body['orderId'])));
  await eventually(async () => {
    const { body } = await anna.ask('/v1/my-work');
    return (body['items'] as readonly unknown[]).length === 1;
  });
  t.is((await freeOrders(anna)).length, 2);
});
