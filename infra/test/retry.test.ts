import test from 'ava';
import { PlatformError } from '../src/errors.ts';
import { backoffBoundMs, retry } from '../src/retry.ts';
import type { RetryNotice } from '../src/retry.ts';

const QUICK = { initialDelayMs: 1, maxDelayMs: 2 };

test('what may succeed later is tried again', async (t) => {
  const notices: RetryNotice[] = [];
  const onRetry = (notice: RetryNotice) => void notices.push(notice);
  const result = await retry(
    (attempt) => (attempt < 3 ? Promise.reject(away()) : Promise.resolve(attempt)),
    { ...QUICK, onRetry },
  );
  t.is(result, 3);
  t.deepEqual(
    notices.map(({ attempt, error }) => [attempt, error.code]),
    [
      [1, 'kafka-unavailable'],
      [2, 'kafka-unavailable'],
    ],
  );
  t.true(notices.every(({ delayMs }) => delayMs >= 0 && delayMs <= 2));
});

test('what fails for good is not tried again', async (t) => {
  let calls = 0;
  const fail = () => {
    calls += 1;
    return Promise.reject(new PlatformError('undecodable', 'Expected Avro'));
  };
  await t.throwsAsync(retry(fail, QUICK), { message: 'Expected Avro' });
  t.is(calls, 1);
});

test('after the last attempt its error is thrown', async (t) => {
  let calls = 0;
  const fail = () => {
    calls += 1;
    return Promise.reject(away());
  };
  const error = await t.throwsAsync(retry(fail, { ...QUICK, attempts: 4 }));
  t.like(error, { code: 'kafka-unavailable' });
  t.is(calls, 4);
});

test('a stop ends the waiting at once', async (t) => {
  const stop = new AbortController();
  const onRetry = () => {
    stop.abort();
  };
  const options = { initialDelayMs: 60_000, maxDelayMs: 60_000, signal: stop.signal, onRetry };
  const error = await t.throwsAsync(retry(() => Promise.reject(away()), options));
  t.like(error, { code: 'aborted' });
});

test('pauses double up to their limit', (t) => {
  const bounds = [1, 2, 3, 4, 5].map((attempt) =>
    backoffBoundMs(attempt, { initialDelayMs: 100, maxDelayMs: 1_000 }),
  );
  t.deepEqual(bounds, [100, 200, 400, 800, 1_000]);
});

function away(): PlatformError {
  return new PlatformError('kafka-unavailable', 'Expected a broker', { retryable: true });
}
