import test from 'ava';
import { createLogger } from '../src/logger.ts';
import { createTeardown } from '../src/teardown.ts';

const logger = createLogger({ service: 'test', level: 'silent' });

test('what was started last is stopped first, one after the other', async (t) => {
  const stopped: string[] = [];
  const teardown = createTeardown(logger);
  teardown.add('connection', () => void stopped.push('connection'));
  teardown.add('consumer', async () => {
    await Promise.resolve();
    stopped.push('consumer');
  });
  t.true(await teardown.run(1_000));
  t.deepEqual(stopped, ['consumer', 'connection']);
});

test('a part that fails to stop does not keep the others from stopping', async (t) => {
  const stopped: string[] = [];
  const teardown = createTeardown(logger);
  teardown.add('connection', () => void stopped.push('connection'));
  teardown.add('consumer', () => Promise.reject(new TypeError('already gone')));
  t.false(await teardown.run(1_000));
  t.deepEqual(stopped, ['connection']);
});

test('a part that never stops is left behind at the deadline', async (t) => {
  const teardown = createTeardown(logger);
  teardown.add('consumer', () => new Promise(() => undefined));
  t.false(await teardown.run(5));
});
