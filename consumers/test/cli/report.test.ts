import test from 'ava';
import { reportVerified } from '../../src/cli/report.ts';

test('a view that is as the log says is one line', (t) => {
  const verified = { view: 'order-card', generation: 'g', documents: 3, equal: true };
  t.is(
    reportVerified({ ...verified, differences: [] }),
    'order-card: 3 documents, all as the log says',
  );
});

test('twenty documents that differ are shown, the others counted', (t) => {
  const differences = Array.from({ length: 22 }, (_, index) => ({
    key: String(index),
    kind: 'missing' as const,
    details: ['version 1'],
  }));
  const verified = { view: 'order-card', generation: 'g', documents: 3, equal: false };
  const lines = reportVerified({ ...verified, differences }).split('\n');
  t.is(lines[0], 'order-card: 3 documents, 22 differ from the log');
  t.deepEqual(lines.slice(1, 3), ['  missing 0', '    version 1']);
  t.is(lines.at(-1), '  and 2 more');
});
