import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import type { ExecutionContext } from 'ava';

/** A TCP relay that can turn into a black hole: connections stay up, nothing passes any more. */
export interface Proxy {
  /** `host:port` to connect to. */
  readonly host: string;
  readonly swallow: () => void;
}

/** Relays to `target` (`host:port`) until the test ends. */
export async function startProxy(t: ExecutionContext, target: string): Promise<Proxy> {
  const [hostname = '', port = ''] = target.split(':');
  const sockets = new Set<Socket>();
  let swallowing = false;
  const server = createServer((inbound) => {
    const outbound = connect(Number(port), hostname);
    for (const [from, to] of [
      [inbound, outbound],
      [outbound, inbound],
    ] as const) {
      sockets.add(from);
      from.on('data', (bytes) => !swallowing && to.write(bytes));
      from.on('error', () => undefined);
      from.on('close', () => !swallowing && to.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  // A server that listens on a TCP port has an AddressInfo.
  const address = server.address() as AddressInfo;
  return {
    host: `127.0.0.1:${String(address.port)}`,
    swallow: () => {
      swallowing = true;
    },
  };
}
