import test from 'ava';
import { reportDifference, reportRebuild } from '../../src/cli/report-rebuild.ts';

const NO_DIFFERENCE = {
  ...{ compared: 3, differing: 0, missing: 0, extra: 0, moved: 0 },
  ...{ fields: {}, examples: [] },
};

test('a rehearsal says that nothing was changed', (t) => {
  const rebuilt = {
    view: 'order-card',
    generation: null,
    previous: null,
    events: 14,
    documents: 3,
    documentsBefore: null,
    difference: null,
    switched: false,
    elapsedMs: 12,
  };
  t.is(
    reportRebuild(rebuilt),
    'order-card: 3 documents (before: none live) from 14 events in 12 ms; dry run, nothing was changed',
  );
});

test('two generations that are equal are one line', (t) => {
  t.is(
    reportDifference('order-card', NO_DIFFERENCE),
    'order-card: no document differs from the live generation, of 3',
  );
});

test('documents that differ are counted by field, and examples shown', (t) => {
  const difference = {
    ...{ compared: 3, differing: 2, missing: 1, extra: 0, moved: 4 },
    fields: { rush: 1, status: 5 },
    examples: [{ key: 'ring', kind: 'different' as const, details: ['rush: expected 1, got 2'] }],
  };
  t.is(
    reportDifference('order-card', difference),
    [
      'order-card: 2 documents differ from the live generation, of 3 compared (1 in their fields, 1 missing in the live one, 0 only in the live one); 4 went on meanwhile and were not compared',
      '  status: 5',
      '  rush: 1',
      '  different ring',
      '    rush: expected 1, got 2',
    ].join('\n'),
  );
});
