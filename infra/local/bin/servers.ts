import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { startServers } from '../servers.ts';
import { SERVER_PARTS } from '../servers/part.ts';
import { showProgress } from '../servers/progress.ts';

const HELP = `Starts Kafka, the schema registry, MongoDB and Redis, prints their addresses, and runs until a signal.

Usage: servers [--root <folder>] [--only <part>]… [--json] [--help]

  --root <folder>  folder for their data; default .karat
  --only <part>    start this one alone, may be repeated: ${SERVER_PARTS.join(', ')}
  --json           print one JSON object instead of NAME=value lines

Environment: KARAT_ENV (default dev) prefixes the databases. KAFKA_BROKERS, SCHEMA_REGISTRY_URL, MONGO_URL and
REDIS_URL, where set, name a running server to use instead of starting one. XDG_CACHE_HOME moves the downloads.
`;

const { values } = parseArgs({
  options: {
    root: { type: 'string', default: '.karat' },
    only: { type: 'string', multiple: true, default: [...SERVER_PARTS] },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) process.stdout.write(HELP);
else await run();

async function run(): Promise<void> {
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      stopping.abort();
    });
  }
  const display = showProgress(process.stderr);
  try {
    const servers = await startServers({
      signal: stopping.signal,
      root: values.root,
      env: process.env,
      karatEnv: process.env['KARAT_ENV'] ?? 'dev',
      only: SERVER_PARTS.filter((part) => values.only.includes(part)),
      onProgress: display.onProgress,
    });
    process.stdout.write(values.json ? asJson(servers.environment) : asLines(servers.environment));
    // Nothing else may keep this process alive: joined or given servers are not its children.
    const alive = setInterval(() => undefined, 60_000);
    if (!stopping.signal.aborted) await once(stopping.signal, 'abort');
    clearInterval(alive);
    await servers.stop();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  } finally {
    display.close();
  }
}

function asLines(environment: Readonly<Record<string, string>>): string {
  return Object.entries(environment)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

function asJson(environment: Readonly<Record<string, string>>): string {
  return `${JSON.stringify(environment, null, 2)}\n`;
}
