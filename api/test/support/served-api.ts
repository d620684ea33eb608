import { createHash } from 'node:crypto';
import { createLogger } from '@karat/infra/logger';
import { createTelemetry } from '@karat/infra/telemetry';
import type { ExecutionContext } from 'ava';
import type { Route } from '../../src/http/context.ts';
import { createApi, type ApiOptions } from '../../src/http/create-api.ts';
import { startHttpServer } from '../../src/http/http-server.ts';

/** An API of a few routes, in this process. */
export interface ServedApi {
  readonly url: string;
  /** Every line that it has logged. */
  readonly lines: readonly string[];
  readonly metrics: () => Promise<string>;
}

/** Serves routes to the operator `anna` until the test is over. */
export async function serveRoutes(
  t: ExecutionContext,
  routes: readonly Route[],
  options: Pick<ApiOptions, 'publicFiles'> = {},
): Promise<ServedApi> {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  const sha256 = createHash('sha256').update('anna-token').digest();
  const telemetry = createTelemetry('test');
  const api = createApi({
    ...options,
    routes,
    info: { title: 'Test', description: 'A few routes.', version: '1.0.0' },
    roles: ['operator'],
    tokens: [{ sha256, actor: { role: 'operator', id: 'anna' } }],
    logger: createLogger({ service: 'test', destination }),
    telemetry,
  });
  const server = await startHttpServer({ api, port: 0, host: '127.0.0.1' });
  t.teardown(server.close);
  return { url: server.url, lines, metrics: () => telemetry.registry.metrics() };
}
