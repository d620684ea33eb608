import { VIEW_NAMES } from '@karat/projections';
import test from 'ava';
import { checkViewNames } from '../../src/projector/check-view-names.ts';

test('names of views are accepted, others refused with the names there are', (t) => {
  t.deepEqual(checkViewNames(['order-card']), ['order-card']);
  t.throws(() => checkViewNames(['order-card', 'cards']), {
    code: 'invalid-argument',
    message: `Expected views of ${VIEW_NAMES.join(', ')}, got cards`,
  });
});
