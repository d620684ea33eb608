import { VIEW_NAMES } from '@karat/projections';
import test from 'ava';
import { InvalidArgumentError } from 'commander';
import { rebuiltName } from '../../src/cli/parse-arguments.ts';

test('every view of orders can be rebuilt', (t) => {
  t.deepEqual(VIEW_NAMES.map(rebuiltName), VIEW_NAMES);
});

test('whoever would rebuild outcomes is told how they are filled again', (t) => {
  const error = t.throws(() => rebuiltName('receipts'), { instanceOf: InvalidArgumentError });
  t.true(error.message.includes('`karat verify receipts --repair`'));
  t.true(error.message.includes('drop the collection view_operations.receipts'));
});
