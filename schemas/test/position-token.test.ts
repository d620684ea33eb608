import test from 'ava';
import fc from 'fast-check';
import { formatPosition, parsePosition, shortIncarnation } from '../src/position-token.ts';

const position = fc.record({
  partition: fc.nat({ max: 99_999 }),
  nextOffset: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
  incarnation: fc.uuid(),
});

test('a position survives its way through a token, short of the log’s whole name', (t) => {
  fc.assert(
    fc.property(position, (given) => {
      const incarnation = shortIncarnation(given.incarnation);
      t.deepEqual(parsePosition(formatPosition(given)), { ...given, incarnation });
    }),
  );
});

test('a position has one token, and what is read back is written the same', (t) => {
  t.is(
    formatPosition({
      partition: 3,
      nextOffset: 4711n,
      incarnation: '0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d',
    }),
    '3.4711.0a1b2c3d',
  );
  fc.assert(
    fc.property(fc.string(), (text) => {
      const read = parsePosition(text);
      t.true(read === null || formatPosition(read) === text);
    }),
  );
});

test('whatever is no token is none, however near it comes', (t) => {
  const near = [
    '',
    '3.4711',
    '3.4711.0a1b2c3',
    '3.4711.0a1b2c3d4',
    '3.4711.0A1B2C3D',
    '03.4711.0a1b2c3d',
    '3.04711.0a1b2c3d',
    '-3.4711.0a1b2c3d',
    '3.-1.0a1b2c3d',
    '3.1e3.0a1b2c3d',
    ' 3.4711.0a1b2c3d',
    '3.4711.0a1b2c3d\n',
    '3.4711.0a1b2c3d, 4.1.0a1b2c3d',
    '123456.1.0a1b2c3d',
    '3.12345678901234567890.0a1b2c3d',
  ];
  for (const text of near) t.is(parsePosition(text), null, JSON.stringify(text));
});
