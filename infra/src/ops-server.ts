import { createServer } from 'node:http';
import type { Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Health } from './health.ts';
import type { Telemetry } from './telemetry.ts';

/** Settings of {@link startOpsServer}. */
export interface OpsServerOptions {
  /** Port to listen on; 0 takes a free one. */
  readonly port: number;
  /** Address to listen on; the default is not reachable from outside the machine. */
  readonly host: string;
  readonly health: Health;
  readonly telemetry: Telemetry;
}

/** The listener for operations: a running one, with the port it took. */
export interface OpsServer {
  readonly port: number;
  readonly close: () => Promise<void>;
}

/**
 * Serves `/metrics` (Prometheus), `/health/live` and `/health/ready`. Live says only that the
 * process answers: an orchestrator kills what is not live, and killing does not bring Kafka back.
 */
export async function startOpsServer(options: OpsServerOptions): Promise<OpsServer> {
  const server = createServer((request, response) => {
    answer(request.url ?? '/', response, options).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : undefined);
    });
  });
  await listen(server, options);
  return { port: portOf(server), close: () => close(server) };
}

async function answer(
  url: string,
  response: ServerResponse,
  { health, telemetry }: OpsServerOptions,
): Promise<void> {
  switch (url.split('?')[0]) {
    case '/metrics':
      response.setHeader('content-type', telemetry.registry.contentType);
      response.end(await telemetry.registry.metrics());
      return;
    case '/health/live':
      sendJson(response, 200, { status: 'live' });
      return;
    case '/health/ready': {
      const reasons = await health.reasons();
      if (reasons.length === 0) sendJson(response, 200, { status: 'ready' });
      else sendJson(response, 503, { status: 'not-ready', reasons });
      return;
    }
    default:
      sendJson(response, 404, { status: 'not-found' });
  }
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}

function listen(server: Server, { port, host }: OpsServerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
}

function portOf(server: Server): number {
  // A server that listens on a TCP port has an AddressInfo; text is for pipes, null for closed ones.
  return (server.address() as AddressInfo).port;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
