import { randomUUID } from 'node:crypto';
import { eventually } from '@karat/infra/testing';
import { RECEIPTS, type ReceiptFilling } from '@karat/projections';
import test from 'ava';
import { MongoClient } from 'mongodb';
import { outcomesIn } from '../../src/queries/outcomes.ts';
import { receiptRoute } from '../../src/queries/receipt-route.ts';
import { clientOf } from '../support/http-client.ts';
import { orderRequest } from '../support/orders.ts';
import { createPlatform } from '../support/platform.ts';
import { serveRoutes } from '../support/served-api.ts';
import { createViewDatabase, INCARNATION } from '../support/view-database.ts';

interface Position {
  readonly _id: number;
  readonly offset: number;
  readonly incarnation: string;
  readonly filling?: ReceiptFilling;
}

const BEGUN = { incarnation: INCARNATION, filling: { to: 7, begunAt: 1, partitions: 2 } };
const HEADERS = { authorization: 'Bearer anna-token' };

test('an outcome is missing only where all was read that was there before', async (t) => {
  const { db } = await createViewDatabase(t);
  const positions = db.collection<Position>(RECEIPTS.collection);
  const { url } = await serveRoutes(t, [receiptRoute(outcomesIn(db))]);
  const ask = async () => {
    const answer = await fetch(`${url}/v1/commands/${randomUUID()}`, { headers: HEADERS });
    return [answer.status, answer.headers.get('retry-after')];
  };
  const move = (partition: number, offset: number) =>
    positions.updateOne({ _id: partition }, { $set: { offset, ...BEGUN } }, { upsert: true });
  const missing = [404, '1'];
  const unavailable = [503, '5'];

  t.deepEqual(await ask(), unavailable, 'nothing is there');
  await move(0, 7);
  t.deepEqual(await ask(), unavailable, 'a partition is not begun');
  await move(1, 6);
  t.deepEqual(await ask(), unavailable, 'a partition is not filled');
  await move(1, 8);
  t.deepEqual(await ask(), missing, 'all is there');
  await positions.drop();
  t.deepEqual(await ask(), unavailable, 'all is lost');
  await positions.insertOne({ _id: 0, offset: 0, incarnation: INCARNATION });
  t.deepEqual(await ask(), missing, 'an earlier version told nothing');
});

test('while lost outcomes are kept anew, who asks is told to come again', async (t) => {
  const platform = await createPlatform();
  t.teardown(platform.close);
  const [projector, storefront] = await Promise.all([
    platform.start('projector'),
    platform.start('storefront'),
    platform.start('outbox'),
    platform.start('writer'),
  ]);
  const shop = clientOf(storefront.port, 'shop');
  const paths = await Promise.all(
    Array.from({ length: 40 }, async () => {
      const prefer = { prefer: 'respond-async' };
      const { headers } = await shop.command('/v1/orders', orderRequest(), prefer);
      return String(headers.get('location'));
    }),
  );
  const statusesOf = async () => {
    const answers = await Promise.all(paths.map((path) => shop.ask(path)));
    return answers.map(
      ({ status, headers }) => `${String(status)} ${String(headers.get('retry-after'))}`,
    );
  };
  const isDone = async () => (await statusesOf()).every((status) => status === '200 null');
  await eventually(isDone);

  const mongo = new MongoClient(platform.mongoUrl('view_operations'));
  t.teardown(() => mongo.close());
  const seen = new Set<string>();
  const look = async () => {
    const statuses = await statusesOf();
    for (const status of statuses) seen.add(status);
    return statuses.every((status) => status === '200 null');
  };
  await projector.stop();
  await mongo.db().dropDatabase();
  t.false(await look());
  t.deepEqual([...seen], ['503 5']);
  const restarted = projector.restart();
  await eventually(look);
  await restarted;
  for (let loss = 0; loss < 2; loss += 1) {
    await mongo.db().collection(RECEIPTS.collection).drop();
    await eventually(look);
  }
  t.deepEqual([...seen].toSorted(), ['200 null', '503 5']);
  t.is((await shop.ask(`/v1/commands/${randomUUID()}`)).status, 404);
});
