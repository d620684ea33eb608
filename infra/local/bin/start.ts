import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startTrickle } from '../demo/trickle.ts';
import { describePlatform } from '../platform/describe-platform.ts';
import { startPlatform, type Platform } from '../platform/start-platform.ts';
import { showProgress } from '../servers/progress.ts';

const HELP = `Starts the whole platform on this machine: servers, schemas, topics and every service, and a trickle of
demonstration orders; prints where everything is and runs until Ctrl-C.

Usage: npm start -- [--root <folder>] [--quiet-shop] [--help]

  --root <folder>  folder for data, logs and tokens; default .karat
  --quiet-shop     no demonstration orders

Environment: KARAT_ENV (default dev) prefixes topics, keys and databases. KAFKA_BROKERS, SCHEMA_REGISTRY_URL,
MONGO_URL and REDIS_URL, where set, name running servers to use instead of starting some.
`;

const { values } = parseArgs({
  options: {
    root: { type: 'string', default: '.karat' },
    'quiet-shop': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) process.stdout.write(HELP);
else await run();

async function run(): Promise<void> {
  const signalled = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        resolve();
      });
    }
  });
  const startedAt = performance.now();
  const platform = await start();
  if (platform === null) {
    process.exitCode = 1;
    return;
  }
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  process.stdout.write(describePlatform(platform.record, seconds));
  const trickle = values['quiet-shop'] ? null : startTrickle(platform.record, say);
  await signalled;
  say('stopping');
  await trickle?.stop();
  await platform.stop();
}

async function start(): Promise<Platform | null> {
  const display = showProgress(process.stderr);
  try {
    return await startPlatform({
      workTree: fileURLToPath(new URL('../../../..', import.meta.url)),
      root: values.root,
      preferredPorts: true,
      karatEnv: process.env['KARAT_ENV'] ?? 'dev',
      env: process.env,
      onProgress: display.onProgress,
      say,
    });
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    return null;
  } finally {
    display.close();
  }
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
