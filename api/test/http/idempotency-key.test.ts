import test from 'ava';
import { parseIdempotencyKey } from '../../src/http/idempotency-key.ts';

test('a key is read with and without the quotes of the standard', (t) => {
  t.is(
    parseIdempotencyKey('"8e03978e-40d5-43dd-bc93-6894a57f9324"'),
    parseIdempotencyKey('8e03978e-40d5-43dd-bc93-6894a57f9324'),
  );
  t.is(parseIdempotencyKey(String.raw`"a \"quoted\" \\ key"`), String.raw`a "quoted" \ key`);
  t.is(parseIdempotencyKey('order:A/1'), 'order:A/1');
});

test('what is no key is none', (t) => {
  for (const header of [
    '',
    '""',
    '"open',
    'two words',
    '"tab\t"',
    'ключ',
    '"back\\slash"',
    'a,b',
  ]) {
    t.is(parseIdempotencyKey(header), null, header);
  }
  t.is(parseIdempotencyKey('x'.repeat(255))?.length, 255);
  t.is(parseIdempotencyKey('x'.repeat(256)), null);
});
