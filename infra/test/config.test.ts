import test from 'ava';
import {
  boolean,
  describeConfig,
  integer,
  json,
  list,
  readConfig,
  text,
  url,
} from '../src/config.ts';
import { PlatformError } from '../src/errors.ts';

const TABLE = {
  env: text('KARAT_ENV', { doc: 'Prefix of all names.' }),
  brokers: list('KAFKA_BROKERS', { doc: 'Brokers to begin with.' }),
  port: integer('PORT', { doc: 'HTTP port; 0 is a free one.', default: 0, max: 65_535 }),
  trickle: boolean('TRICKLE', { doc: 'Whether demonstration orders flow.', default: false }),
  mongoUrl: url('MONGO_URL', { doc: 'Mongo.', schemes: ['mongodb'] }),
  token: text('TOKEN', { doc: 'Token of the API.', secret: true, default: null }),
  limits: json('LIMITS', { doc: 'Limits.', expected: 'a list', parse: asList, default: [] }),
};

const GOOD = {
  KARAT_ENV: 'dev',
  KAFKA_BROKERS: 'a:9092, b:9092',
  MONGO_URL: 'mongodb://h:1,i:2/db',
};

test('values come typed from the table, with defaults where nothing is set', (t) => {
  const config = readConfig(TABLE, { ...GOOD, PORT: '', TRICKLE: '1', LIMITS: '[1]' });
  t.deepEqual(config, {
    env: 'dev',
    brokers: ['a:9092', 'b:9092'],
    port: 0,
    trickle: true,
    mongoUrl: 'mongodb://h:1,i:2/db',
    token: null,
    limits: [1],
  });
  const port: number = config.port;
  const token: string | null = config.token;
  t.deepEqual([port, token], [0, null]);
});

test('all mistakes are reported at once, with what was expected and got', (t) => {
  const error = t.throws(() =>
    readConfig(TABLE, {
      KAFKA_BROKERS: 'a:9092,,b:9092',
      PORT: '70000',
      TRICKLE: 'yes',
      MONGO_URL: 'http://root:hunter2@db/x',
      LIMITS: '{"a":',
    }),
  );
  t.true(error instanceof PlatformError);
  t.is(
    error.message,
    [
      '6 environment variables are missing or wrong:',
      'KARAT_ENV: expected a text, got nothing. Prefix of all names.',
      'KAFKA_BROKERS: expected a comma-separated list, got "a:9092,,b:9092". Brokers to begin with.',
      'PORT: expected an integer from 0 to 65535, got "70000". HTTP port; 0 is a free one.',
      'TRICKLE: expected true, false, 1 or 0, got "yes". Whether demonstration orders flow.',
      'MONGO_URL: expected a URL with mongodb://, got "http://***@db/x". Mongo.',
      'LIMITS: expected JSON: a list, got "{\\"a\\":". Limits.',
    ].join('\n  '),
  );
});

test("a secret's value is never shown", (t) => {
  const table = { key: integer('KEY', { doc: 'A key.', secret: true }) };
  const error = t.throws(() => readConfig(table, { KEY: 'hunter2' }));
  t.true(error.message.includes('got a hidden value of 7 characters'));
  t.false(error.message.includes('hunter2'));
});

test('a number is read as digits only', (t) => {
  const table = { port: integer('PORT', { doc: 'Port.' }) };
  for (const PORT of ['1e3', '0x10', ' 1', '1.5', 'NaN', '-1']) {
    t.throws(() => readConfig(table, { PORT }), { message: /PORT: expected an integer/ }, PORT);
  }
});

test('help lists each variable with its default', (t) => {
  const { env, port } = TABLE;
  t.is(
    describeConfig({ env, port }),
    [
      'KARAT_ENV  a text (required). Prefix of all names.',
      'PORT  an integer from 0 to 65535 (default 0). HTTP port; 0 is a free one.',
    ].join('\n'),
  );
});

function asList(value: unknown): readonly unknown[] | null {
  return Array.isArray(value) ? value : null;
}
