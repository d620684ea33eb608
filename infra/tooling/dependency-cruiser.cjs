/**
 * Who may import whom. The table is the one of CONTRIBUTING.md; `infra/test/boundaries.test.ts`
 * breaks every rule on purpose and sees it fire.
 */
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const ROOT = join(__dirname, '..', '..');
const PACKAGES = ['schemas', 'infra', 'projections', 'producers', 'consumers', 'api'];
const AUDIENCES = 'storefront|seller|operator|crm|operations';

/** Files that other packages may enter through: what `exports` of a package.json names. */
function entriesOf(name) {
  const manifest = JSON.parse(readFileSync(join(ROOT, name, 'package.json'), 'utf8'));
  return Object.values(manifest.exports ?? {}).map((target) =>
    target.development.replace(/^\.\//, `${name}/`).replaceAll('.', '\\.'),
  );
}

const ENTRIES = `^(${PACKAGES.flatMap(entriesOf).join('|')})$`;

function packages(...names) {
  return `^(${names.join('|')})/`;
}

function allExcept(...names) {
  return packages(...PACKAGES.filter((name) => !names.includes(name)));
}

function forbid(name, comment, from, to) {
  return { name, comment, severity: 'error', from, to };
}

const table = [
  forbid(
    'schemas-import-nobody',
    'The language stands on nothing else of ours.',
    { path: '^schemas/' },
    { path: allExcept('schemas') },
  ),
  forbid(
    'ground-floor-imports-schemas-only',
    'infra/src is below everything but the language, and knows no local platform.',
    { path: '^infra/src/' },
    { path: ['^infra/(?!src/)', allExcept('infra', 'schemas')] },
  ),
  forbid(
    'local-platform-starts-processes',
    'infra/local and the tests of infra run services as processes instead of importing them.',
    { path: '^infra/(local|test)/' },
    { path: packages('producers', 'consumers', 'api') },
  ),
  forbid(
    'projections-import-schemas-only',
    'A projection is data and pure functions over events.',
    { path: '^projections/' },
    { path: allExcept('projections', 'schemas') },
  ),
  forbid(
    'producers-import-ground-floor-only',
    'The write side never reads a view.',
    { path: '^producers/' },
    { path: allExcept('producers', 'schemas', 'infra') },
  ),
  forbid(
    'consumers-do-not-import-api',
    'Data flows one way.',
    { path: '^consumers/' },
    { path: packages('api') },
  ),
  forbid(
    'api-does-not-import-consumers',
    'An API asks for work through jobs, it does not do it.',
    { path: '^api/' },
    { path: packages('consumers') },
  ),
];

const entrances = [
  forbid(
    'packages-entered-by-exports',
    'A package is entered only by what its exports name.',
    { path: packages(...PACKAGES) },
    { path: packages(...PACKAGES), pathNot: ['^$1/', ENTRIES] },
  ),
  forbid(
    'packages-entered-by-name',
    'Import @karat/<package>, not a path into its folder.',
    { path: packages(...PACKAGES) },
    { path: packages(...PACKAGES), pathNot: '^$1/', dependencyTypes: ['local'] },
  ),
  forbid(
    'bins-are-not-imported',
    'A bin reads the environment and runs; what it is made of lives elsewhere.',
    {},
    { path: '/bin/[^/]+\\.ts$' },
  ),
  forbid(
    'tests-are-not-imported',
    'Nothing that runs may need a test.',
    { pathNot: '/test/' },
    { path: '^[^/]+/test/' },
  ),
  forbid(
    'test-only-tools-stay-in-tests',
    'What infra/src/test*.ts and schemas/tooling export is for tests.',
    { path: '^[^/]+/(src|local)/', pathNot: '^infra/src/test[^/]*\\.ts$' },
    { path: '^(infra/src/test[^/]*\\.ts$|schemas/tooling/)' },
  ),
];

const pure = [
  forbid(
    'language-is-pure',
    'Only the codec, the cipher and the ids may use Node or a package.',
    { path: '^schemas/src/', pathNot: '^schemas/src/([^/]*codec[^/]*|ids|personal)\\.ts$' },
    { dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-no-pkg'] },
  ),
  forbid(
    'decider-is-pure',
    'decide and evolve import the language and themselves: no I/O, no clock, no randomness.',
    { path: '^producers/src/order/' },
    { pathNot: '^(producers/src/order|schemas/src)/' },
  ),
  forbid(
    'projections-are-pure',
    'Views import the language and themselves: no I/O, no clock, no randomness.',
    { path: '^projections/src/' },
    { pathNot: '^(projections|schemas)/src/' },
  ),
];

const audiences = [
  forbid(
    'audiences-do-not-meet',
    'Each audience has its own API, limits and pace; what they have in common lives in http/ or queries/.',
    { path: `^api/src/(${AUDIENCES})/` },
    { path: `^api/src/(${AUDIENCES})/`, pathNot: '^api/src/$1/' },
  ),
  forbid(
    'versions-do-not-meet',
    'A new version must not be able to change an old one.',
    { path: `^api/src/(${AUDIENCES})/(v[0-9]+)/` },
    { path: `^api/src/(${AUDIENCES})/v[0-9]+/`, pathNot: '^api/src/$1/$2/' },
  ),
];

const hygiene = [
  forbid('no-cycles', 'A cycle has no bottom to start reading at.', {}, { circular: true }),
  forbid(
    'imports-resolve',
    'What is imported exists, and is something its package exports.',
    {},
    { couldNotResolve: true },
  ),
  forbid(
    'dependencies-are-declared',
    'A package names in its own package.json what it runs with.',
    { path: '^[^/]+/src/' },
    { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev'], pathNot: packages(...PACKAGES) },
  ),
];

module.exports = {
  forbidden: [...table, ...entrances, ...pure, ...audiences, ...hygiene],
  options: {
    // Types count: a type of another package ties two packages together like a function does.
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|\\.karat)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['development', 'import', 'node', 'default'],
      extensions: ['.ts', '.js', '.cjs', '.mjs', '.json'],
    },
  },
};
