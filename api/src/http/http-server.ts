import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type Koa from 'koa';
import { answerClientError } from './client-error.ts';
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
/**
 * How long an idle connection is kept, in ms: longer than balancers keep one (60 s as a rule), or one
 * would send a request just as we close, which nobody answers.
 */
const KEEP_ALIVE_TIMEOUT_MS = 75_000;

/** Serves an API over HTTP. */
export async function startHttpServer({ api, port, host }: HttpServerOptions): Promise<HttpServer> {
  // Koa answers its own errors; what the callback's promise holds is nothing more.
  const answer = api.callback();
  const server = createServer(
    {
      requestTimeout: REQUEST_TIMEOUT_MS,
      headersTimeout: HEADERS_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    },
    (request, response) => void answer(request, response),
  );
  server.on('clientError', answerClientError);
  const close = createStop(server);
  await listen(server, port, host);
  // A server that listens on a TCP port has an AddressInfo; text is for pipes.
  const { port: taken } = server.address() as AddressInfo;
  return { url: `http://${host}:${String(taken)}`, close };
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

/**
 * Stops a server. Node closes idle connections by itself, but counts one that has not sent anything
 * yet as busy, and browsers open such ones in advance: so busy is told here by requests alone.
 */
function createStop(server: Server): () => Promise<void> {
  const requests = new Map<Socket, number>();
  let isStopping = false;
  const count = (socket: Socket, change: number): void => {
    const open = (requests.get(socket) ?? 0) + change;
    requests.set(socket, open);
    if (isStopping && open === 0) socket.end();
  };
  server.on('connection', (socket) => {
    count(socket, 0);
    socket.once('close', () => requests.delete(socket));
  });
  server.on('request', ({ socket }, response) => {
    count(socket, 1);
    response.once('close', () => {
      if (requests.has(socket)) count(socket, -1);
    });
  });
  return () =>
    new Promise((resolve) => {
      isStopping = true;
      const cut = setTimeout(() => {
        server.closeAllConnections();
      }, FINISH_TIMEOUT_MS);
      server.close(() => {
        clearTimeout(cut);
        resolve();
      });
      for (const [socket, open] of requests) if (open === 0) socket.end();
    });
}
