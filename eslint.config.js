import jsdoc from 'eslint-plugin-jsdoc';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** The folders whose result may depend on nothing but arguments: they are replayed for years. */
const PURE = ['schemas/src/**', 'producers/src/order/**', 'projections/src/**'];
/** The impure part of the language: the codec with its cipher, and the makers of ids. */
const PURE_EXCEPT = ['schemas/src/*codec*.ts', 'schemas/src/ids.ts', 'schemas/src/personal.ts'];
const TESTS = ['**/test/**'];
const BINS = ['**/bin/*.ts'];

const NO_BARE_ERROR = {
  selector: 'NewExpression[callee.name="Error"]',
  message: 'Throw a PlatformError with a code (outside infra: an error with a code of its list).',
};
const NO_ENVIRONMENT = ['env', 'argv'].map((property) => ({
  selector: `MemberExpression[object.name="process"][property.name="${property}"]`,
  message: `Only bin/*.ts read process.${property}: pass what is needed as an argument.`,
}));
const NO_TEST_TIMER = [
  'CallExpression[callee.name="setTimeout"]',
  'ImportSpecifier[imported.name="setTimeout"]',
].map((selector) => ({
  selector,
  message: 'Wait for a condition with a deadline (eventually of @karat/infra/testing).',
}));
const NO_CLOCK_OR_CHANCE = [
  ['Date', 'now'],
  ['Math', 'random'],
  ['performance', 'now'],
].map(([object, property]) => ({
  object,
  property,
  message: 'This folder is pure: time and chance come in as arguments.',
}));
const NO_CLOCK_SYNTAX = {
  selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
  message: 'This folder is pure: the time comes in as an argument.',
};

export default defineConfig(
  globalIgnores(['**/dist/**', '**/node_modules/**', '.karat/**']),
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: { jsdoc },
    settings: { jsdoc: { mode: 'typescript' } },
    rules: {
      'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 50, skipBlankLines: true, skipComments: true }],
      complexity: ['error', 10],
      'max-params': ['error', 3],
      'prefer-const': 'error',
      'no-var': 'error',
      eqeqeq: 'error',
      'no-console': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      'no-restricted-syntax': ['error', NO_BARE_ERROR, ...NO_ENVIRONMENT],
    },
  },
  {
    files: ['**/src/**/*.ts', 'infra/local/**/*.ts'],
    rules: {
      'jsdoc/require-jsdoc': [
        'error',
        {
          publicOnly: true,
          enableFixer: false,
          require: { FunctionDeclaration: true, ClassDeclaration: true },
          contexts: [
            'TSInterfaceDeclaration',
            'TSTypeAliasDeclaration',
            'ExportNamedDeclaration > VariableDeclaration',
          ],
        },
      ],
      'jsdoc/require-description': ['error', { contexts: ['any'] }],
    },
  },
  {
    files: PURE,
    ignores: PURE_EXCEPT,
    rules: {
      'no-restricted-properties': ['error', ...NO_CLOCK_OR_CHANCE],
      'no-restricted-globals': [
        'error',
        ...[
          'process',
          'crypto',
          'fetch',
          'setTimeout',
          'setInterval',
          'setImmediate',
          'performance',
        ],
      ],
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^(node:|crypto$|fs|os$|net$|http|child_process$|worker_threads$)',
              message: 'This folder is pure: no I/O, no clock, no randomness.',
            },
          ],
        },
      ],
      'no-restricted-syntax': ['error', NO_BARE_ERROR, NO_CLOCK_SYNTAX, ...NO_ENVIRONMENT],
    },
  },
  {
    files: BINS,
    rules: {
      'no-console': 'off',
      'no-restricted-syntax': ['error', NO_BARE_ERROR],
    },
  },
  {
    files: TESTS,
    rules: {
      // A test is read top to bottom; its length is the length of the story that it tells.
      'max-lines-per-function': 'off',
      'no-restricted-syntax': ['error', ...NO_TEST_TIMER],
    },
  },
  { files: ['**/test/**/support/**'], rules: { 'no-restricted-syntax': 'off' } },
  {
    // Written by `npm run generate` from schemas/avro.
    files: ['schemas/src/records.ts', 'schemas/src/avro-schemas.ts'],
    rules: { 'max-lines': 'off', '@typescript-eslint/no-generated-empty-object-type': 'off' },
  },
);
