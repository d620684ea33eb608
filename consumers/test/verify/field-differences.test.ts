import test from 'ava';
import fc from 'fast-check';
import { fieldDifferences } from '../../src/verify/field-differences.ts';

test('differences are told at the innermost place, with what was expected and what was got', (t) => {
  const expected = {
    status: 'SHIPPED',
    timeline: [{ version: 1 }, { version: 2, status: 'SUBMITTED' }],
    items: ['ring'],
    dueAt: null,
  };
  const got = {
    status: 'SHIPPED',
    timeline: [{ version: 1 }, { version: 2, status: 'PRICED' }, { version: 3 }],
    items: { first: 'ring' },
    claimedBy: 'anna',
  };
  t.deepEqual(fieldDifferences(expected, got), [
    { path: 'timeline.1.status', expected: '"SUBMITTED"', got: '"PRICED"' },
    { path: 'timeline.2', expected: 'nothing', got: '{"version":3}' },
    { path: 'items.0', expected: '"ring"', got: 'nothing' },
    { path: 'items.first', expected: 'nothing', got: '"ring"' },
    { path: 'dueAt', expected: 'null', got: 'nothing' },
    { path: 'claimedBy', expected: 'nothing', got: '"anna"' },
  ]);
});

test('a document and none differ as a whole', (t) => {
  t.deepEqual(fieldDifferences({ version: 1 }, null), [
    { path: '', expected: '{"version":1}', got: 'null' },
  ]);
});

test('of personal data it is told that it differs, and nothing more', (t) => {
  const ada = { name: 'Ada', email: 'ada@example.com' };
  const expected = { customer: ada, notes: [{ text: 'call Ada', at: 1 }], returns: [] };
  const got = { customer: null, notes: [], returns: [{ description: 'Ada is sad' }] };
  const told = fieldDifferences(expected, got);
  t.deepEqual(told, [
    { path: 'customer', expected: 'personal data', got: 'null' },
    { path: 'notes.0', expected: '{"text":null,"at":1}', got: 'nothing' },
    { path: 'returns.0', expected: 'nothing', got: '{"description":null}' },
  ]);
  t.false(JSON.stringify(told).includes('Ada'));
});

test('what is long is cut', (t) => {
  const [told] = fieldDifferences({ text2: 'x'.repeat(1_000) }, {});
  t.is(told?.expected.length, 121);
});

test('equal documents have no differences, and those that differ have some', (t) => {
  const tree = fc.object({ maxDepth: 3, values: [fc.integer(), fc.string(), fc.constant(null)] });
  fc.assert(
    fc.property(tree, tree, (one, other) => {
      t.deepEqual(fieldDifferences(one, structuredClone(one)), []);
      const isSame = JSON.stringify(one) === JSON.stringify(other);
      t.true(isSame || fieldDifferences(one, other).length > 0);
    }),
  );
});
