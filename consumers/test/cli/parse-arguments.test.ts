import { VIEW_NAMES } from '@karat/projections';
import test from 'ava';
import { InvalidArgumentError } from 'commander';
import { count, instant, rebuiltName } from '../../src/cli/parse-arguments.ts';

test('every view of orders can be rebuilt', (t) => {
  t.deepEqual(VIEW_NAMES.map(rebuiltName), VIEW_NAMES);
});

test('whoever would rebuild outcomes is told how they are filled again', (t) => {
  const error = t.throws(() => rebuiltName('receipts'), { instanceOf: InvalidArgumentError });
  t.true(error.message.includes('`karat verify receipts --repair`'));
  t.true(error.message.includes('drop the collection view_operations.receipts'));
});

test('a time is read with its offset and never guessed', (t) => {
  t.is(instant('2026-12-01T01:00:00+01:00'), Date.parse('2026-12-01T00:00:00Z'));
  for (const text of [
    '2026-12-01',
    '2026-12-01T00:00:00',
    '2026-13-01T00:00:00Z',
    'tomorrow',
    '1',
  ]) {
    t.throws(() => instant(text), { instanceOf: InvalidArgumentError });
  }
});

test('none of something is a number of it', (t) => {
  t.is(count('0'), 0);
  for (const text of ['', '-1', '1.5', 'none']) {
    t.throws(() => count(text), { instanceOf: InvalidArgumentError });
  }
});
