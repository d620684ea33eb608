import { ORDER_STATUS_SYMBOLS } from '@karat/schemas';
import test from 'ava';
import { hottestTier, tierOfStatus } from '../../src/files/tier-of-status.ts';

test('a model is in work from the approval of its order until that is closed', (t) => {
  const inWork = ORDER_STATUS_SYMBOLS.filter((status) => tierOfStatus(status) === 'in-work');
  t.deepEqual(inWork.toSorted(), [
    'MANUFACTURING_APPROVED',
    'MANUFACTURING_COMPLETED',
    'MANUFACTURING_STARTED',
    'PACKAGING',
    'SHIPPED',
  ]);
  const archived = ORDER_STATUS_SYMBOLS.filter((status) => tierOfStatus(status) === 'archive');
  t.deepEqual(archived.toSorted(), ['CANCELLED', 'CLOSED', 'RETURNED']);
});

test('a file that several orders refer to is where the hottest of them wants it', (t) => {
  t.is(hottestTier(['archive', 'new', 'in-work']), 'in-work');
  t.is(hottestTier(['archive', 'new']), 'new');
  t.is(hottestTier(['archive']), 'archive');
  t.is(hottestTier([]), null);
});
