import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { eventually } from '../../../src/testing.ts';
import { newFolder } from '../../support/local-platform.ts';

const WITH_SERVERS = fileURLToPath(new URL('../../../local/bin/with-servers.js', import.meta.url));

/** With every server named by a URL nothing is started, so what is left is the command. */
const GIVEN = {
  KAFKA_BROKERS: '127.0.0.1:9092',
  SCHEMA_REGISTRY_URL: 'http://127.0.0.1:8081/apis/ccompat/v7',
  MONGO_URL: 'mongodb://127.0.0.1:27017/?replicaSet=rs0',
  REDIS_URL: 'redis://127.0.0.1:6379',
};

interface Run {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly exitCode: Promise<number | null>;
}

async function withServers(t: ExecutionContext, args: readonly string[]): Promise<Run> {
  const child = spawn(process.execPath, [WITH_SERVERS, ...args], {
    cwd: await newFolder(t),
    env: { ...GIVEN, PATH: process.env['PATH'], KARAT_ENV: 'prod' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  t.teardown(() => child.kill('SIGKILL'));
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return { child, output: () => output, exitCode: once(child, 'close').then(() => child.exitCode) };
}

test('A command sees the servers and an environment for tests, and its exit code is passed on', async (t) => {
  const { output, exitCode } = await withServers(t, [
    '--',
    'sh',
    '-c',
    'echo $KARAT_ENV $REDIS_URL $MONGO_OWN_KEYS_READ_URL; exit 3',
  ]);
  t.is(await exitCode, 3);
  t.is(
    output(),
    'test redis://127.0.0.1:6379 mongodb://127.0.0.1:27017/test_own_keys?replicaSet=rs0\n',
  );
});

test('A signal reaches the command, which may still answer it', async (t) => {
  const script = `trap 'echo stopping; exit 5' TERM; echo running; while :; do sleep 0.05; done`;
  const { child, output, exitCode } = await withServers(t, ['--', 'sh', '-c', script]);
  await eventually(() => output().includes('running'));
  child.kill('SIGTERM');
  t.is(await exitCode, 5);
  t.is(output(), 'running\nstopping\n');
});

test('A command that is not there is named, with the exit code that shells use', async (t) => {
  const { output, exitCode } = await withServers(t, ['--', 'no-such-command']);
  t.is(await exitCode, 127);
  t.regex(output(), /^Expected to run no-such-command, got: .*ENOENT/);
});

test('Without a command it says how it is called', async (t) => {
  const { output, exitCode } = await withServers(t, []);
  t.is(await exitCode, 2);
  t.regex(output(), /Usage: with-servers -- <command>/);
});
