import { createServer } from 'node:net';

/** Ports given out by this process, so that two servers of one start are never given the same. */
const givenOut = new Set<number>();

/** Tells whether a TCP port of 127.0.0.1 can be listened on now. */
export function isPortFree(port: number): Promise<boolean> {
  return listenOnce(port).then(
    () => true,
    () => false,
  );
}

/**
 * Gives a TCP port of 127.0.0.1 that is free now and was not given out before by this process; somebody else may
 * still take it before it is used.
 */
export async function findFreePort(): Promise<number> {
  const port = await listenOnce(0);
  if (givenOut.has(port)) return findFreePort();
  givenOut.add(port);
  return port;
}

function listenOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      const got = typeof address === 'object' && address !== null ? address.port : port;
      server.close(() => {
        resolve(got);
      });
    });
  });
}
