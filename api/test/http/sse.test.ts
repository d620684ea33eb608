import test from 'ava';
import { encodeStreamEvent } from '../../src/http/sse.ts';

test('an event is written in the form that browsers read', (t) => {
  const event = { event: 'upsert', id: 'g1-1795247165000-0', data: { row: { orderId: 'x' } } };
  t.is(
    encodeStreamEvent(event),
    'event: upsert\nid: g1-1795247165000-0\ndata: {"row":{"orderId":"x"}}\n\n',
  );
});

test('an event without an id leaves the reader where it was', (t) => {
  t.is(encodeStreamEvent({ event: 'counts', id: null, data: {} }), 'event: counts\ndata: {}\n\n');
});

test('line breaks in what is said do not break the event', (t) => {
  const text = encodeStreamEvent({ event: 'upsert', id: null, data: { ref: 'A\n\ndata: B\r' } });
  t.is(text.split('\n').length, 4);
});
