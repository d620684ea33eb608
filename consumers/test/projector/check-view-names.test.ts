import test from 'ava';
import { checkViewNames, KEPT_NAMES } from '../../src/projector/check-view-names.ts';

test('names of views are accepted, others refused with the names there are', (t) => {
  t.deepEqual(checkViewNames(['order-card', 'receipts']), ['order-card', 'receipts']);
  t.throws(() => checkViewNames(['order-card', 'cards']), {
    code: 'invalid-argument',
    message: `Expected views of ${KEPT_NAMES.join(', ')}, got cards`,
  });
});
