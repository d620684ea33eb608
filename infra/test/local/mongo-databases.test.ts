import test from 'ava';
import { databaseUrls } from '../../local/mongo-databases.ts';
import { formatMongoUrl, parseMongoUrl } from '../../local/mongo-url.ts';

const ADMIN = 'mongodb://admin:p%40ss@127.0.0.1:27017/?replicaSet=rs0&directConnection=true';

test('Each database has a URL with a user of its own, keys, outcomes and prices one more for readers', (t) => {
  const urls = databaseUrls(ADMIN, 'dev');
  t.is(Object.keys(urls).length, 15);
  const crm = parseMongoUrl(urls['MONGO_VIEW_CRM_URL'] ?? '');
  t.like(crm, {
    hosts: '127.0.0.1:27017',
    database: 'dev_view_crm',
    options: { replicaSet: 'rs0', directConnection: 'true', authSource: 'admin' },
  });
  t.is(crm.credentials?.user, 'dev_view_crm');
  const reader = parseMongoUrl(urls['MONGO_OWN_KEYS_READ_URL'] ?? '');
  t.is(reader.database, 'dev_own_keys');
  t.is(reader.credentials?.user, 'dev_own_keys_read');
  const outcomes = parseMongoUrl(urls['MONGO_VIEW_OPERATIONS_READ_URL'] ?? '');
  t.is(outcomes.database, 'dev_view_operations');
  t.is(outcomes.credentials?.user, 'dev_view_operations_read');
  const prices = parseMongoUrl(urls['MONGO_OWN_PRICING_READ_URL'] ?? '');
  t.is(prices.database, 'dev_own_pricing');
  t.is(prices.credentials?.user, 'dev_own_pricing_read');
  const passwords = Object.values(urls).map((url) => parseMongoUrl(url).credentials?.password);
  t.is(new Set(passwords).size, 15);
  t.false(passwords.includes('p@ss'));
});

test('The same administrator gives the same URLs at every start', (t) => {
  t.deepEqual(databaseUrls(ADMIN, 'dev'), databaseUrls(ADMIN, 'dev'));
});

test('A server without passwords gives URLs without passwords', (t) => {
  const urls = databaseUrls('mongodb://a:1,b:2/?replicaSet=rs0', 'dev');
  t.is(urls['MONGO_OWN_SHOP_URL'], 'mongodb://a:1,b:2/dev_own_shop?replicaSet=rs0');
});

test('A MongoDB URL survives being read and written', (t) => {
  for (const url of [ADMIN, 'mongodb+srv://cluster/db', 'mongodb://a:1,b:2/x?w=majority']) {
    t.is(formatMongoUrl(parseMongoUrl(url)), url);
  }
});

test('What is no MongoDB URL is refused without repeating it', (t) => {
  const error = t.throws(() => parseMongoUrl('postgres://anna:secret@host/db'), {
    code: 'config-invalid',
  });
  t.false(error.message.includes('secret'));
});
