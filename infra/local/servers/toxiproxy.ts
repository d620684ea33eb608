import { mkdir } from 'node:fs/promises';
import { PlatformError } from '../../src/errors.ts';
import { provideToxiproxy } from './programs.ts';
import type { ServerDefinition, ServerPlace } from './server.ts';

const PROBE_TIMEOUT_MS = 2000;

/** Toxiproxy, which stands between a test's services and their servers and breaks connections when told. */
export const toxiproxyServer: ServerDefinition = {
  part: 'toxiproxy',
  portCount: 1,
  stopTimeoutMs: 5_000,
  provide: async (context) => {
    const command = await provideToxiproxy(context);
    return {
      command: ({ port, environment }) => ({
        command,
        args: ['-host', '127.0.0.1', '-port', String(port)],
        environment,
      }),
      prepare: async (place) => {
        await mkdir(place.folder, { recursive: true });
      },
      probe: askVersion,
      afterStart: () => Promise.resolve(),
      url: urlOf,
    };
  },
};

function urlOf({ port }: ServerPlace): string {
  return `http://127.0.0.1:${String(port)}`;
}

async function askVersion(place: ServerPlace): Promise<void> {
  const signal = AbortSignal.timeout(PROBE_TIMEOUT_MS);
  const response = await fetch(`${urlOf(place)}/version`, { signal });
  const body = await response.text();
  if (response.ok) return;
  throw new PlatformError(
    'provision-failed',
    `Expected 200 from Toxiproxy, got ${String(response.status)} ${body}`,
  );
}
