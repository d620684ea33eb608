import test from 'ava';
import { brokenRules, RULES } from './support/skeleton.ts';
import type { Imports } from './support/skeleton.ts';

/** Doors of the packages; every example may import them. */
const DOORS: Imports = {
  'schemas/src/index.ts': [],
  'schemas/src/codec.ts': ['node:crypto', './index.ts'],
  'infra/src/errors.ts': [],
  'infra/src/testing.ts': ['./errors.ts'],
  'projections/src/index.ts': ['@karat/schemas'],
  'producers/src/order/index.ts': ['@karat/schemas'],
  'producers/src/gateway.ts': ['@karat/infra/errors', '@karat/schemas/codec'],
};

/** One violation of each rule: the rule, the offending file and what it imports. */
const VIOLATIONS: readonly (readonly [rule: string, path: string, imports: string])[] = [
  ['schemas-import-nobody', 'schemas/src/a.ts', '@karat/infra/errors'],
  ['ground-floor-imports-schemas-only', 'infra/src/b.ts', '@karat/projections'],
  ['ground-floor-imports-schemas-only', 'infra/src/c.ts', '../local/start.ts'],
  ['local-platform-starts-processes', 'infra/local/start.ts', '@karat/producers/gateway'],
  ['projections-import-schemas-only', 'projections/test/d.ts', '@karat/producers/order'],
  ['producers-import-ground-floor-only', 'producers/src/e.ts', '@karat/projections'],
  ['consumers-do-not-import-api', 'consumers/src/f.ts', '../../api/src/problem.ts'],
  ['api-does-not-import-consumers', 'api/src/g.ts', '../../consumers/src/f.ts'],
  ['packages-entered-by-exports', 'api/src/h.ts', '../../producers/src/e.ts'],
  ['packages-entered-by-name', 'consumers/src/i.ts', '../../schemas/src/index.ts'],
  ['bins-are-not-imported', 'consumers/src/j.ts', './bin/projector.ts'],
  ['tests-are-not-imported', 'consumers/src/k.ts', '../test/support/orders.ts'],
  ['test-only-tools-stay-in-tests', 'consumers/src/l.ts', '@karat/infra/testing'],
  ['language-is-pure', 'schemas/src/m.ts', 'node:fs'],
  ['decider-is-pure', 'producers/src/order/n.ts', '@karat/infra/errors'],
  ['decider-is-pure', 'producers/src/order/o.ts', 'node:crypto'],
  ['projections-are-pure', 'projections/src/p.ts', 'node:fs'],
  ['audiences-do-not-meet', 'api/src/seller/q.ts', '../operator/board.ts'],
  ['versions-do-not-meet', 'api/src/seller/v1/r.ts', '../v2/orders.ts'],
  ['no-cycles', 'producers/src/s.ts', './t.ts'],
  ['imports-resolve', 'consumers/src/t.ts', '@karat/producers/partition-writer'],
  ['dependencies-are-declared', 'consumers/src/u.ts', 'left-pad'],
];

/** What the violations above need to point at. */
const TARGETS: Imports = {
  'api/src/problem.ts': [],
  'api/src/operator/board.ts': [],
  'api/src/seller/v2/orders.ts': [],
  'consumers/src/bin/projector.ts': [],
  'node_modules/left-pad/index.js': [],
  'consumers/test/support/orders.ts': [],
  'producers/src/t.ts': ['./s.ts'],
};

test('the imports that the table allows break no rule', async (t) => {
  const broken = await brokenRules(t, {
    ...DOORS,
    'infra/local/start.ts': ['@karat/projections', '../src/errors.ts'],
    'infra/test/start.ts': ['../local/start.ts'],
    'producers/src/partition-writer.ts': ['./order/index.ts', '@karat/infra/errors', 'node:fs'],
    'consumers/src/work.ts': [
      '@karat/schemas',
      '@karat/infra/errors',
      '@karat/projections',
      '@karat/producers/gateway',
      '@karat/producers/order',
    ],
    'consumers/test/work.test.ts': ['../src/work.ts', '@karat/infra/testing'],
    'api/src/problem.ts': ['@karat/infra/errors'],
    'api/src/seller/v2/orders.ts': ['../../problem.ts', '@karat/producers/gateway'],
    'api/src/bin/seller.ts': ['../seller/v2/orders.ts'],
  });
  t.deepEqual(broken, []);
});

test('every rule fires when it is broken on purpose', async (t) => {
  const offenders = VIOLATIONS.map(([, path, imports]) => [path, [imports]] as const);
  const broken = await brokenRules(t, {
    ...DOORS,
    ...TARGETS,
    ...Object.fromEntries(offenders),
  });
  for (const [rule, path] of VIOLATIONS) {
    t.true(broken.includes(`${rule}: ${path}`), `${rule} did not fire for ${path}`);
  }
});

test('no rule is without an example that breaks it', (t) => {
  const shown = new Set(VIOLATIONS.map(([rule]) => rule));
  t.deepEqual(
    RULES.filter((rule) => !shown.has(rule)),
    [],
  );
});
