import test from 'ava';
import { childOf, newTraceparent, parseTraceparent, traceIdOf } from '../src/trace.ts';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const GIVEN = `00-${TRACE_ID}-00f067aa0ba902b7-01`;

test('a new trace has a header that the standard accepts', (t) => {
  const header = newTraceparent();
  t.regex(header, /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  t.is(parseTraceparent(header)?.sampled, true);
});

test('the next step keeps the trace and gets a span of its own', (t) => {
  const child = parseTraceparent(childOf(GIVEN));
  t.is(child?.traceId, TRACE_ID);
  t.not(child?.spanId, '00f067aa0ba902b7');
  t.is(child?.sampled, true);
});

test('a trace that is not sampled stays so', (t) => {
  t.is(parseTraceparent(childOf(GIVEN.replace(/01$/, '00')))?.sampled, false);
});

test('a missing or malformed header begins a new trace instead of failing', (t) => {
  const malformed = [
    null,
    undefined,
    '',
    'nonsense',
    GIVEN.toUpperCase(),
    `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    `00-${TRACE_ID}-${'0'.repeat(16)}-01`,
    `ff-${TRACE_ID}-00f067aa0ba902b7-01`,
    `${GIVEN}-more`,
  ];
  for (const header of malformed) {
    t.is(parseTraceparent(header), null, String(header));
    t.is(traceIdOf(header), null);
    t.not(traceIdOf(childOf(header)), null);
  }
});

test('a later version may carry more', (t) => {
  t.is(traceIdOf(`01${GIVEN.slice(2)}-more`), TRACE_ID);
});
