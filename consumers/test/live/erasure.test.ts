import { randomUUID } from 'node:crypto';
import { eventually } from '@karat/infra/testing';
import { orderCard, type OrderCard } from '@karat/projections';
import test from 'ava';
import type { Erasure } from '../../src/erasure/erasure-document.ts';
import type { EraseReport } from '../../src/cli/erase-command.ts';
import { SINKS } from '../../src/erasure/sinks.ts';
import {
  allDocuments,
  createErasureRig,
  PERSON,
  placesOf,
  type ErasureRig,
} from '../support/erasure-rig.ts';
import { isNamed } from '../support/named-places.ts';
import { printed, runKarat } from '../support/run-karat.ts';
import { register } from '../support/webhooks-rig.ts';

const ITEM = {
  itemId: 'ring',
  quantity: 1,
  material: 'silver-925',
  finish: 'polished',
  modelSha256: null,
  modelFormat: null,
  modelBytes: null,
};

/** An order of the person, with words about them in its notes. */
async function beginOrder(rig: ErasureRig, orderId: string): Promise<readonly string[]> {
  const customer = await rig.seal(orderId, 'customer', JSON.stringify(PERSON));
  const text = await rig.seal(orderId, 'text', `${PERSON.name} called`);
  return [
    await rig.ask(orderId, 'storefront', {
      type: 'InitiateOrder',
      data: {
        sellerId: 'jewels',
        sellerOrderRef: null,
        customerId: 'c-1',
        customer,
        items: [ITEM],
      },
    }),
    await rig.ask(orderId, 'crm', { type: 'AddNote', data: { text } }),
  ];
}

const cancel = { type: 'CancelOrder', data: { reason: 'customer-wish' } } as const;

test('a customer is erased from every place, and the proof names them all', async (t) => {
  const rig = await createErasureRig(t);
  const ownSellers = rig.mongo.db(`${rig.log.environment}_own_sellers`);
  await register(ownSellers, { url: 'http://127.0.0.1:9/gone' });
  const [orderId, other] = [randomUUID(), randomUUID()];
  t.deepEqual(await beginOrder(rig, orderId), ['ACCEPTED', 'ACCEPTED']);
  t.deepEqual(await beginOrder(rig, other), ['ACCEPTED', 'ACCEPTED']);
  t.is(await rig.ask(orderId, 'crm', cancel), 'ACCEPTED');
  const crmCards = () => cardsOf(rig);
  await eventually(async () => {
    const cards = await crmCards();
    return cards.length === 2 && cards.some(({ status }) => status === 'CANCELLED');
  });
  // The generation before stays as a copy with everything in clear.
  t.is((await runKarat(rig, 'rebuild', 'order-card')).code, 0);
  t.true((await placesOf(rig, PERSON.name)).length >= 2);

  const refused = await runKarat(rig, 'erase', '--customer', 'c-1', '--json');
  t.is(refused.code, 1, refused.stderr);
  t.like(
    (printed(refused) as EraseReport).orders.find((order) => order.orderId === other),
    {
      outcome: 'open',
    },
  );
  t.is(await rig.ask(other, 'crm', cancel), 'ACCEPTED');
  await eventually(async () => (await crmCards()).every(({ status }) => status === 'CANCELLED'));
  const rehearsed = await runKarat(rig, 'erase', '--customer', 'c-1', '--dry-run');
  t.regex(rehearsed.stdout, /would-be-erased[^]*Dry run, nothing was sent/);
  t.is((await runKarat(rig, 'erasure', orderId)).code, 1);

  const erased = await runKarat(rig, 'erase', '--customer', 'c-1', '--as', 'carl', '--json');
  t.is(erased.code, 0, erased.stdout + erased.stderr);
  const proof = await eventually(
    async () => {
      const ended = await runKarat(rig, 'erasure', orderId, '--json');
      return ended.code === 0 && (printed(ended) as Erasure);
    },
    { timeoutMs: 60_000, intervalMs: 500 },
  );
  await eventually(async () => (await runKarat(rig, 'erasure', other)).code === 0);
  t.deepEqual(proof.answers.map(({ sink }) => sink).sort(), SINKS.map(({ name }) => name).sort());
  t.like(proof, { requestedBy: 'crm:carl', reason: 'customer-request', waiting: [] });
  const answerOf = (sink: string) => proof.answers.find((answer) => answer.sink === sink);
  t.regex(answerOf('CRM view')?.evidence ?? '', /nothing personal; 1 copies beside it blanked/);
  t.regex(answerOf('webhook bodies kept for resending')?.evidence ?? '', /^2 bodies/);
  t.regex(answerOf('outbox of the shop')?.evidence ?? '', /^3 rows, sealed/);

  for (const text of Object.values(PERSON)) t.deepEqual(await placesOf(rig, text), []);
  await t.throwsAsync(rig.keys.keyFor(orderId), { code: 'personal-data-erased' });
  t.is(await rig.keys.findKey(orderId), null);
  t.is((await runKarat(rig, 'rebuild', 'order-card')).code, 0);
  const verified = await runKarat(rig, 'verify', 'all', '--wait');
  t.is(verified.code, 0, verified.stdout);
  const cards = await crmCards();
  t.deepEqual(
    cards.map(({ customer, notes }) => [customer, notes.map(({ words }) => words)]),
    [
      [null, [null]],
      [null, [null]],
    ],
  );
  for (const text of Object.values(PERSON)) t.deepEqual(await placesOf(rig, text), []);
  t.is((await runKarat(rig, 'check', '--settled')).code, 0);
  t.is((await runKarat(rig, 'erase', orderId)).code, 0);

  const collections = (await allDocuments(rig)).map((at) => `${at.database}.${at.collection}`);
  t.deepEqual(
    [...new Set(collections)].filter((name) => !isNamed('collections', name)),
    [],
  );
  const redisKeys = await rig.redis.keys(`${rig.log.environment}:*`);
  const names = redisKeys.map((key) => key.slice(rig.log.environment.length + 1));
  t.deepEqual(
    names.filter((name) => !isNamed('redisKeys', name)),
    [],
  );
});

async function cardsOf({ mongo, log }: ErasureRig): Promise<readonly OrderCard[]> {
  const db = mongo.db(`${log.environment}_view_crm`);
  const live = await db.collection<{ _id: string; active: string }>('generations').findOne();
  return db
    .collection<OrderCard>(`${orderCard.name}_${live?.active ?? ''}`)
    .find()
    .toArray();
}
