import { join } from 'node:path';
import test from 'ava';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';

/** The work tree: this file runs in `infra/dist/test/live`. */
const ROOT = join(import.meta.dirname, '..', '..', '..', '..');

/** The house's rules without those that need types, which would take seconds to load. */
const eslint = new ESLint({
  cwd: ROOT,
  overrideConfig: [
    tseslint.configs.disableTypeChecked,
    { languageOptions: { parserOptions: { projectService: false } } },
  ],
});

const PURE_FILES = [
  'schemas/src/urgency.ts',
  'producers/src/order/decide.ts',
  'projections/src/order-card.ts',
];

for (const [what, code, rule] of [
  ['the clock', 'export const at = Date.now();', 'no-restricted-properties'],
  ['the clock by another door', 'export const at = new Date();', 'no-restricted-syntax'],
  ['chance', 'export const luck = Math.random();', 'no-restricted-properties'],
  ['random ids', 'export const id = crypto.randomUUID();', 'no-restricted-globals'],
  ['the network', "export const page = fetch('http://x');", 'no-restricted-globals'],
  ['the disk', "export { readFile } from 'node:fs';", 'no-restricted-imports'],
  ['the environment', "export const name = process.env['NAME'];", 'no-restricted-syntax'],
] as const) {
  test(`pure folders do not know ${what}`, async (t) => {
    for (const path of PURE_FILES) t.true((await brokenRules(path, code)).includes(rule), path);
  });
}

test('only bins read the environment and the arguments', async (t) => {
  const code = "export {}; process.env['PORT']?.at(0); process.argv.at(2);";
  const rules = ['no-restricted-syntax', 'no-restricted-syntax'];
  t.deepEqual(await brokenRules('consumers/src/pricing/price.ts', code), rules);
  t.deepEqual(await brokenRules('infra/local/start.ts', code), rules);
  t.deepEqual(await brokenRules('consumers/src/bin/pricing.ts', code), []);
  t.deepEqual(await brokenRules('infra/local/bin/start.ts', code), []);
});

test('an error without a code is thrown by tests only', async (t) => {
  const code = "throw new Error('it failed');";
  t.deepEqual(await brokenRules('api/src/http/problem.ts', code), ['no-restricted-syntax']);
  t.deepEqual(await brokenRules('api/src/bin/crm.ts', code), ['no-restricted-syntax']);
  t.deepEqual(await brokenRules('api/test/http/problem.test.ts', code), []);
});

test('a test waits for a condition, never for a time', async (t) => {
  const path = 'consumers/test/live/webhooks.test.ts';
  const called = 'setTimeout(() => undefined, 100);';
  const imported = "import { setTimeout as delay } from 'node:timers/promises';\nawait delay(1);";
  t.deepEqual(await brokenRules(path, called), ['no-restricted-syntax']);
  t.deepEqual(await brokenRules(path, imported), ['no-restricted-syntax']);
  t.deepEqual(await brokenRules('consumers/test/support/receiver.ts', called), []);
});

test('every export of a source file has a doc block', async (t) => {
  const bare = 'export function price(): number {\n  return 1;\n}\nexport const TARIFF = 1;\n';
  const told = '/** Money. */\nexport interface Money {\n  readonly amountMinor: number;\n}\n';
  const path = 'consumers/src/pricing/price.ts';
  t.deepEqual(await brokenRules(path, bare), ['jsdoc/require-jsdoc', 'jsdoc/require-jsdoc']);
  t.deepEqual(await brokenRules(path, told), []);
});

test('long files, long functions, many branches and many parameters are errors', async (t) => {
  const path = 'consumers/src/pricing/price.ts';
  const branches = Array.from({ length: 11 }, (_, n) => `if (a === ${String(n)}) return 1;`);
  const code = [
    'const f = (a: number, b: number, c: number, d: number): number => {',
    ...branches,
    ...Array.from({ length: 250 }, () => 'console;'),
    'return a + b + c + d;',
    '};',
    'f(1, 2, 3, 4);',
  ].join('\n');
  const broken = await brokenRules(path, code);
  for (const rule of ['complexity', 'max-lines', 'max-lines-per-function', 'max-params']) {
    t.true(broken.includes(rule), rule);
  }
});

async function brokenRules(path: string, code: string): Promise<(string | null)[]> {
  const [result] = await eslint.lintText(code, { filePath: join(ROOT, path) });
  return (result?.messages ?? []).map(({ ruleId }) => ruleId);
}
