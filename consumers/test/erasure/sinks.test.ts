import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { VIEW_NAMES } from '@karat/projections';
import { TOPICS } from '@karat/schemas';
import test from 'ava';
import { leftPersonal, withoutPersonal } from '../../src/erasure/left-personal.ts';
import { SINKS } from '../../src/erasure/sinks.ts';
import { isNamed } from '../support/named-places.ts';

/** A table of the local platform, which nothing imports: the source is read. */
const DATABASES = fileURLToPath(
  new URL('../../../../infra/local/mongo-databases.ts', import.meta.url),
);

test('every topic is named by one sink', (t) => {
  const named = SINKS.flatMap(({ topics }) => topics);
  t.deepEqual(named.toSorted(), TOPICS.map(({ kind }) => kind).toSorted());
});

test('every view is named by one sink', (t) => {
  const named = SINKS.flatMap(({ views }) => views);
  t.deepEqual(named.toSorted(), VIEW_NAMES.toSorted());
});

test('every database is named by a sink, and no other is', async (t) => {
  const source = await readFile(DATABASES, 'utf8');
  const databases = [...source.matchAll(/name: '(\w+)',\s+variable/g)].map(
    ([, name]) => name ?? '',
  );
  t.true(databases.length >= 10);
  const named = SINKS.flatMap(({ collections }) => collections);
  const namedDatabases = new Set(named.map((name) => name.slice(0, name.indexOf('.'))));
  t.deepEqual([...namedDatabases].sort(), databases.toSorted());
});

test('a collection or key that nobody has named is noticed', (t) => {
  t.true(isNamed('collections', 'view_crm.order-card_1'));
  t.false(isNamed('collections', 'view_crm.customers'));
  t.false(isNamed('redisKeys', 'carts:1'));
});

test('sinks have names of their own, and places that do not exist are named as holding none', (t) => {
  t.is(new Set(SINKS.map(({ name }) => name)).size, SINKS.length);
  for (const name of ['exports', 'mails', 'previews']) {
    t.is(SINKS.find((sink) => sink.name === name)?.how, 'holds-none');
  }
});

test('personal data is found and blanked wherever it stands in a document', (t) => {
  const card = {
    version: 3,
    customer: { name: 'Ada' },
    notes: [{ at: 1, words: 'Ada called' }],
    returned: null,
    createdAt: new Date(0),
  };
  t.deepEqual(leftPersonal(card), ['customer', 'notes.0.words']);
  const blank = withoutPersonal(card);
  t.deepEqual(blank as unknown, { ...card, customer: null, notes: [{ at: 1, words: null }] });
  t.deepEqual(leftPersonal(blank), []);
  t.deepEqual(leftPersonal(undefined), []);
});
