import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ExecutionContext } from 'ava';
import { dropDatabases } from '../../local/mongo-databases.ts';
import { uniqueEnv } from '../../src/testing.ts';

/** Root of the work tree, where the compiled services are. */
export const WORK_TREE = fileURLToPath(new URL('../../../..', import.meta.url));

/** What the shared servers are reached by; databases of other installations must not come along. */
const SERVER_VARIABLES = ['KAFKA_BROKERS', 'SCHEMA_REGISTRY_URL', 'MONGO_URL', 'REDIS_URL', 'PATH'];

/** Where a platform of a test's own may live. */
export interface PrivatePlace {
  /** Folder of its data, removed after the test. */
  readonly root: string;
  readonly karatEnv: string;
  /** Environment with the shared servers and the prefix of this place. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly say: (line: string) => void;
}

/** A prefix, a folder and the shared servers for a platform that no other test sees. */
export async function createPrivatePlace(t: ExecutionContext): Promise<PrivatePlace> {
  const root = await mkdtemp(join(tmpdir(), 'karat-platform-'));
  const karatEnv = uniqueEnv();
  const servers = Object.fromEntries(SERVER_VARIABLES.map((name) => [name, process.env[name]]));
  t.teardown(async () => {
    await dropDatabases(servers['MONGO_URL'] ?? '', karatEnv);
    await rm(root, { recursive: true, force: true });
  });
  const say = (line: string): void => {
    t.log(line);
  };
  return { root, karatEnv, env: { ...servers, KARAT_ENV: karatEnv }, say };
}
