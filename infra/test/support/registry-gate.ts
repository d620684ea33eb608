import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ExecutionContext } from 'ava';

/** A registry that a test can take away from its clients: what is behind it stays untouched. */
export interface RegistryGate {
  readonly url: string;
  /** `away` breaks every connection, `broken` answers 503. */
  readonly turn: (state: 'open' | 'away' | 'broken') => void;
}

/** Relays requests to the registry at `target` until the test ends. */
export async function openRegistryGate(t: ExecutionContext, target: string): Promise<RegistryGate> {
  let state: 'open' | 'away' | 'broken' = 'open';
  const server = createServer((request, response) => {
    if (state === 'away') {
      request.socket.destroy();
      return;
    }
    if (state === 'broken') {
      response.writeHead(503).end('{}');
      return;
    }
    void fetch(target + (request.url ?? '')).then(async (answer) => {
      response.writeHead(answer.status).end(await answer.text());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  // A server that listens on a TCP port has an AddressInfo.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}`,
    turn: (next) => {
      state = next;
    },
  };
}
