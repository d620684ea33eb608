import test from 'ava';
import { eventually, mongoUrlFor, testServers, uniqueEnv } from '../src/testing.ts';

test('a condition is asked until it holds', async (t) => {
  let looks = 0;
  const condition = () => {
    looks += 1;
    if (looks === 1) throw new TypeError('not there yet');
    return looks < 4 ? null : `after ${String(looks)}`;
  };
  t.is(await eventually(condition, { intervalMs: 1 }), 'after 4');
});

test('zero and the empty text are answers', async (t) => {
  t.is(await eventually(() => 0), 0);
  t.is(await eventually(() => ''), '');
});

test('a condition that never holds fails with what was last seen', async (t) => {
  const waiting = eventually(() => Promise.reject(new TypeError('still down')), {
    timeoutMs: 5,
    intervalMs: 1,
  });
  t.like(await t.throwsAsync(waiting), {
    code: 'timeout',
    message: 'Expected a condition within 5 ms, last got: still down',
  });
});

test('no two tests share a prefix', (t) => {
  t.regex(uniqueEnv(), /^t[0-9a-f]{10}$/);
  t.not(uniqueEnv(), uniqueEnv());
});

test("a database's URL keeps the credential and where it is looked up", (t) => {
  const url = (admin: string) => mongoUrlFor(admin, 't1_view_crm');
  t.is(
    url('mongodb://u:p@h:1/?replicaSet=rs0'),
    'mongodb://u:p@h:1/t1_view_crm?replicaSet=rs0&authSource=admin',
  );
  t.is(
    url('mongodb://u:p@h:1/admin?authSource=admin&x=1'),
    'mongodb://u:p@h:1/t1_view_crm?authSource=admin&x=1',
  );
  t.is(url('mongodb://h:1'), 'mongodb://h:1/t1_view_crm');
  t.is(url('mongodb://u:p@h:1'), 'mongodb://u:p@h:1/t1_view_crm?authSource=admin');
});

test('live tests without servers say which variables are missing', (t) => {
  t.throws(() => testServers({}), { message: /KAFKA_BROKERS[^]*REDIS_URL/ });
});
