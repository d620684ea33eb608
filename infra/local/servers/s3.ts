import { createHmac } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PlatformError } from '../../src/errors.ts';
import { provideS3 } from './programs.ts';
import type { ServerDefinition, ServerPlace } from './server.ts';

const PROBE_TIMEOUT_MS = 2000;
const ACCESS_KEY = 'karat';

/** versitygw, which serves S3 from a folder and checks signatures; for tests. Its URL carries the access key. */
export const s3Server: ServerDefinition = {
  part: 's3',
  portCount: 1,
  stopTimeoutMs: 10_000,
  provide: async (context) => {
    const command = await provideS3(context);
    return {
      command: (place) => ({
        command,
        args: [
          '--port',
          hostOf(place),
          '--health',
          '/health',
          '--quiet',
          'posix',
          bucketsOf(place),
        ],
        environment: {
          ...place.environment,
          ROOT_ACCESS_KEY_ID: ACCESS_KEY,
          ROOT_SECRET_ACCESS_KEY: secretKeyOf(place),
        },
      }),
      prepare: async (place) => {
        await mkdir(bucketsOf(place), { recursive: true });
      },
      probe: askHealth,
      afterStart: () => Promise.resolve(),
      url: (place) => `http://${ACCESS_KEY}:${secretKeyOf(place)}@${hostOf(place)}`,
    };
  },
};

function hostOf({ port }: ServerPlace): string {
  return `127.0.0.1:${String(port)}`;
}

/** Beside the log, which would be taken for a bucket otherwise. */
function bucketsOf({ folder }: ServerPlace): string {
  return join(folder, 'buckets');
}

/** Derived, so that the secrets of folders from before need no new entry. */
function secretKeyOf({ secrets }: ServerPlace): string {
  return createHmac('sha256', secrets.mongoReplicaKey).update('s3').digest('hex');
}

async function askHealth(place: ServerPlace): Promise<void> {
  const signal = AbortSignal.timeout(PROBE_TIMEOUT_MS);
  const response = await fetch(`http://${hostOf(place)}/health`, { signal });
  await response.body?.cancel();
  if (response.ok) return;
  const message = `Expected 200 from the S3 storage, got ${String(response.status)}`;
  throw new PlatformError('provision-failed', message);
}
