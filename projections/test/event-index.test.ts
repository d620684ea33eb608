import test from 'ava';
import { eventIndex, fold } from '../src/index.ts';
import { givenEvents } from './support/given-events.ts';
import { historyOf, LIFE, ORDER_ID } from './support/life.ts';

const { initiated, modelled, submitted } = LIFE;

test('the index tells where each version of an order stands in the log', (t) => {
  givenEvents(initiated, modelled, submitted).thenDocument(t, eventIndex, {
    orderId: ORDER_ID,
    version: 3,
    partition: 0,
    offsets: [0, 1, 2],
  });
});

test('a record that stands in the log twice is found at its first place', (t) => {
  const [first, second] = historyOf([initiated, modelled]);
  if (first === undefined || second === undefined) throw new TypeError('Expected two events');
  const events = [
    { ...first, partition: 7, offset: '4' },
    { ...first, partition: 7, offset: '6' },
    { ...second, partition: 7, offset: '9' },
  ];
  t.like(fold(eventIndex, eventIndex.initial(ORDER_ID), events).view, {
    partition: 7,
    offsets: [4, 9],
  });
});

test('an old record that is read as several events has one place', (t) => {
  const [first] = historyOf([initiated]);
  const [, again] = historyOf([initiated, modelled]);
  if (first === undefined || again === undefined) throw new TypeError('Expected two events');
  const events = [first, { ...again, version: 1, part: 1, offset: first.offset }];
  t.like(fold(eventIndex, eventIndex.initial(ORDER_ID), events).view, { version: 1, offsets: [0] });
});

test('a version that was skipped has no place, and the later ones have theirs', (t) => {
  const [first, , third] = historyOf([initiated, modelled, submitted]);
  if (first === undefined || third === undefined) throw new TypeError('Expected three events');
  const { view } = fold(eventIndex, eventIndex.initial(ORDER_ID), [{ ...first, offset: '4' }]);
  const skipped = { ...view, version: 2 };
  t.like(fold(eventIndex, skipped, [{ ...third, offset: '9' }]).view, {
    version: 3,
    offsets: [4, null, 9],
  });
});
