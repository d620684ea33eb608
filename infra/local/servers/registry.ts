import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PlatformError } from '../../src/errors.ts';
import { provideRegistry } from './programs.ts';
import type { ServerDefinition, ServerPlace } from './server.ts';

const PROBE_TIMEOUT_MS = 2000;

/** Apicurio Registry with its ids in an H2 file: its default store is in memory and forgets them at every stop. */
export const registryServer: ServerDefinition = {
  part: 'registry',
  portCount: 1,
  stopTimeoutMs: 10_000,
  provide: async (context) => {
    const { java, jar } = await provideRegistry(context);
    return {
      command: (place) => ({
        command: java,
        args: ['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-jar', jar],
        environment: { ...place.environment, ...settingsOf(place) },
      }),
      prepare: async (place) => {
        await mkdir(place.folder, { recursive: true });
      },
      probe: probeRegistry,
      afterStart: () => Promise.resolve(),
      url: urlOf,
    };
  },
};

function urlOf(place: ServerPlace): string {
  return `http://127.0.0.1:${place.port}/apis/ccompat/v7`;
}

/**
 * The durable store and a port of its own, as variables.
 * @see https://www.apicur.io/registry/docs/apicurio-registry/3.0.x/index.html storage and Quarkus settings
 */
function settingsOf(place: ServerPlace): Record<string, string> {
  return {
    APICURIO_STORAGE_KIND: 'sql',
    APICURIO_STORAGE_SQL_KIND: 'h2',
    APICURIO_DATASOURCE_URL: `jdbc:h2:file:${join(place.folder, 'registry')}`,
    QUARKUS_HTTP_HOST: '127.0.0.1',
    QUARKUS_HTTP_PORT: String(place.port),
    QUARKUS_HTTP_ACCESS_LOG_ENABLED: 'false',
  };
}

async function probeRegistry(place: ServerPlace): Promise<void> {
  const response = await fetch(`${urlOf(place)}/subjects`, {
    signal: AbortSignal.timeout(PROBE_TIMEOUT_MS),
  });
  await response.arrayBuffer();
  if (response.ok) return;
  throw new PlatformError(
    'registry-unavailable',
    `Expected 200 from the registry, got ${response.status}`,
  );
}
