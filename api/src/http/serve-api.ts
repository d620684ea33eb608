import type { ServiceContext } from '@karat/infra/service';
import { createApi, type ApiOptions } from './create-api.ts';
import { startHttpServer } from './http-server.ts';

/** What an API is served with. */
export interface ServeOptions extends Omit<ApiOptions, 'logger' | 'telemetry'> {
  readonly port: number;
  readonly host: string;
}

/** Serves an API as part of a service: it stops first, and lets what is in flight finish. */
export async function serveApi(service: ServiceContext, options: ServeOptions): Promise<void> {
  const { logger, telemetry, onStop } = service;
  const api = createApi({ ...options, logger, telemetry });
  const server = await startHttpServer({ api, port: options.port, host: options.host });
  onStop('http server', server.close);
  logger.info({ url: server.url }, 'api listening');
}
