import test from 'ava';
import { createHealth } from '../src/health.ts';

test('a service is ready when nothing speaks against it', async (t) => {
  const health = createHealth({ mongo: () => null });
  t.deepEqual(await health.reasons(), []);
});

test('every reason is told, pushed ones and asked ones', async (t) => {
  const health = createHealth({
    mongo: () => 'no primary',
    redis: () => Promise.reject(new TypeError('connection lost')),
    kafka: () => Promise.resolve(null),
  });
  health.set('partition 3', 'paused');
  health.set('partition 4', 'paused');
  health.set('partition 4', null);
  t.deepEqual(await health.reasons(), [
    { check: 'partition 3', reason: 'paused' },
    { check: 'mongo', reason: 'no primary' },
    { check: 'redis', reason: 'connection lost' },
  ]);
});

test('a check that does not answer counts as failed', async (t) => {
  const health = createHealth({ mongo: () => new Promise(() => undefined) });
  t.deepEqual(await health.reasons(), [{ check: 'mongo', reason: 'no answer within 1000 ms' }]);
});
