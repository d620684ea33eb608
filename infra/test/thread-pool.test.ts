import test from 'ava';
import { MIN_THREAD_POOL_SIZE, threadPoolFault } from '../src/thread-pool.ts';

test('a thread pool that the readers of the log would fill is told at the start', (t) => {
  t.is(threadPoolFault(MIN_THREAD_POOL_SIZE), null);
  const message =
    'Expected UV_THREADPOOL_SIZE of at least 8, got 4: reads of the log hold up files and name look-ups';
  t.is(threadPoolFault(4), message);
});
