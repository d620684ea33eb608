import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import type { ExecutionContext } from 'ava';

/** A TCP relay that can fall silent or go away, and come back. */
export interface Proxy {
  /** `host:port` to connect to. */
  readonly host: string;
  /** Turns into a black hole: connections stay up, nothing passes any more. */
  readonly swallow: () => void;
  /** Closes every connection, and every new one at once. */
  readonly cut: () => void;
  /**
   * Relays again, for new connections. Those that were swallowed stay up and silent, as they do
   * behind a router that has forgotten them.
   */
  readonly restore: () => void;
}

/** Relays to `target` (`host:port`) until the test ends. */
export async function startProxy(t: ExecutionContext, target: string): Promise<Proxy> {
  const [hostname = '', port = ''] = target.split(':');
  const sockets = new Set<Socket>();
  let swallowing = false;
  let cutting = false;
  const server = createServer((inbound) => {
    if (cutting) {
      inbound.destroy();
      return;
    }
    const outbound = connect(Number(port), hostname);
    let swallowed = false;
    const passes = () => {
      swallowed ||= swallowing;
      return !swallowed;
    };
    for (const [from, to] of [
      [inbound, outbound],
      [outbound, inbound],
    ] as const) {
      sockets.add(from);
      from.on('data', (bytes) => passes() && to.write(bytes));
      from.on('error', () => undefined);
      from.on('close', () => passes() && to.destroy());
    }
  });
  const closeAll = () => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    closeAll();
    server.close();
  });
  // A server that listens on a TCP port has an AddressInfo.
  const address = server.address() as AddressInfo;
  return {
    host: `127.0.0.1:${String(address.port)}`,
    swallow: () => {
      swallowing = true;
    },
    cut: () => {
      cutting = true;
      closeAll();
    },
    restore: () => {
      swallowing = false;
      cutting = false;
    },
  };
}
