import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type Koa from 'koa';
import type { RequestState } from './context.ts';

/** Settings of {@link startHttpServer}. */
export interface HttpServerOptions {
  readonly api: Koa<RequestState>;
  /** Port to listen on; 0 takes a free one. */
  readonly port: number;
  /** Address to listen on. */
  readonly host: string;
}

/** A listening server. */
export interface HttpServer {
  readonly url: string;
  /** Takes no more requests, lets those in flight finish, and cuts what is left after 5 s. */
  readonly close: () => Promise<void>;
}

/** Longest time to send a whole request, in ms: 128 MB at 1 MB/s. */
const REQUEST_TIMEOUT_MS = 130_000;
/** Longest time to send the headers, in ms; slower clients only hold connections. */
const HEADERS_TIMEOUT_MS = 10_000;
const FINISH_TIMEOUT_MS = 5_000;

/** Serves an API over HTTP. */
export async function startHttpServer({ api, port, host }: HttpServerOptions): Promise<HttpServer> {
  // Koa answers its own errors; what the callback's promise holds is nothing more.
  const answer = api.callback();
  const server = createServer(
    { requestTimeout: REQUEST_TIMEOUT_MS, headersTimeout: HEADERS_TIMEOUT_MS },
    (request, response) => void answer(request, response),
  );
  await listen(server, port, host);
  // A server that listens on a TCP port has an AddressInfo; text is for pipes.
  const { port: taken } = server.address() as AddressInfo;
  return { url: `http://${host}:${String(taken)}`, close: () => close(server) };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => {
      server.closeAllConnections();
    }, FINISH_TIMEOUT_MS);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}
