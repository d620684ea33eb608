import test from 'ava';
import fc from 'fast-check';
import { isRetryable, PlatformError, toPlatformError } from '../src/errors.ts';

test('an error carries its code, its cause and plain facts', (t) => {
  const cause = new TypeError('no such field');
  const error = new PlatformError('undecodable', 'Expected an order, got a ring', {
    cause,
    context: { offset: '7' },
  });
  t.like(error, {
    name: 'PlatformError',
    code: 'undecodable',
    retryable: false,
    cause,
    context: { offset: '7' },
  });
});

test('a platform error is passed on as it is', (t) => {
  const error = new PlatformError('fenced', 'Somebody newer owns the partition');
  t.is(toPlatformError(error), error);
});

test('failures of others are told apart by what they say of themselves', (t) => {
  const cases = [
    [named('KafkaJSConnectionError', { retriable: true }), 'kafka-unavailable', true],
    [named('KafkaJSNonRetriableError', { retriable: false }), 'internal', false],
    [
      named('KafkaJSProtocolError', { retriable: false, message: 'INVALID_PRODUCER_EPOCH: gone' }),
      'fenced',
      false,
    ],
    [named('MongoServerSelectionError'), 'mongo-unavailable', true],
    [named('MongoNetworkTimeoutError'), 'mongo-unavailable', true],
    [named('MongoServerError', { code: 11_000 }), 'internal', false],
    [named('MaxRetriesPerRequestError'), 'redis-unavailable', true],
    [named('Error', { code: 'ECONNREFUSED' }), 'network-unavailable', true],
    [named('TimeoutError'), 'timeout', true],
    [named('AbortError', { code: 'ABORT_ERR' }), 'aborted', false],
    [named('CodecError', { code: 'undecodable' }), 'undecodable', false],
    [new RangeError('too far'), 'internal', false],
  ] as const;
  for (const [caught, code, retryable] of cases) {
    t.like(toPlatformError(caught), { code, retryable, cause: caught }, String(caught));
    t.is(isRetryable(caught), retryable);
  }
});

test('whatever is thrown, it is classified and never thrown again', (t) => {
  fc.assert(
    fc.property(fc.anything({ withNullPrototype: true, withBigInt: true }), (thrown) => {
      t.true(toPlatformError(thrown) instanceof PlatformError);
    }),
  );
  const hostile = new Proxy(
    {},
    {
      get: () => {
        throw new TypeError('do not look');
      },
      getPrototypeOf: () => null,
    },
  );
  t.is(toPlatformError(hostile).code, 'internal');
});

function named(name: string, facts: Record<string, unknown> = {}): Error {
  return Object.assign(new Error('it failed'), { name, ...facts });
}
