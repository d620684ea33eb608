import test from 'ava';
import { reportVerified } from '../../src/cli/report-verified.ts';

const VERIFIED = {
  view: 'order-card',
  generation: 'g',
  documents: 3,
  sampled: null,
  equal: true,
  differing: 0,
  repaired: 0,
  differences: [],
};

test('a view that is as the log says is one line', (t) => {
  t.is(reportVerified(VERIFIED), 'order-card: 3 documents, all as the log says');
  t.is(
    reportVerified({ ...VERIFIED, sampled: 2 }),
    'order-card: 3 documents of 2 orders drawn, all as the log says',
  );
});

test('twenty documents that differ are shown, the others counted', (t) => {
  const differences = Array.from({ length: 22 }, (_, index) => ({
    key: String(index),
    kind: 'missing' as const,
    details: ['version 1'],
  }));
  const differing = { ...VERIFIED, equal: false, differing: 1_022, differences };
  const lines = reportVerified(differing).split('\n');
  t.is(lines[0], 'order-card: 3 documents, 1022 differ from the log');
  t.deepEqual(lines.slice(1, 3), ['  missing 0', '    version 1']);
  t.is(lines.at(-1), '  and 1002 more');
});

test('what became of a difference stands below it', (t) => {
  const difference = {
    key: 'ring',
    kind: 'different',
    details: ['status: expected 1, got 2'],
  } as const;
  const differences = [
    { ...difference, repair: 'done' as const },
    { ...difference, repair: 'overtaken' as const },
  ];
  const verified = { ...VERIFIED, equal: false, differing: 2, repaired: 1, differences };
  t.deepEqual(reportVerified(verified).split('\n').slice(3), [
    '    put right',
    '  different ring',
    '    status: expected 1, got 2',
    '    not put right: a projector was faster, look again',
    '  1 of them were put right',
  ]);
});
