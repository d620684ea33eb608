import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ExecutionContext } from 'ava';

/** One request as a seller's server got it. */
export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A seller's server. */
export interface Receiver {
  readonly url: string;
  /** What has arrived, oldest first, whatever was answered. */
  readonly received: readonly Received[];
  /** Most requests that were under way at once. */
  readonly mostAtOnce: () => number;
}

/** What a seller's server answers; the response may also be left open. */
export type Answer = (response: ServerResponse, received: Received) => void;

const OK: Answer = (response) => {
  response.writeHead(204).end();
};

/** A real server on a free port, closed with the test. */
export async function startReceiver(t: ExecutionContext, answer: Answer = OK): Promise<Receiver> {
  const received: Received[] = [];
  let underWay = 0;
  let most = 0;
  const server = createServer((request, response) => {
    underWay += 1;
    most = Math.max(most, underWay);
    response.on('close', () => {
      underWay -= 1;
    });
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { url: path = '', headers } = request;
      const one = { path, headers, body: Buffer.concat(chunks) };
      received.push(one);
      answer(response, one);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${String(port)}/hooks`, received, mostAtOnce: () => most };
}

/** The type that each received body tells of, in the order of arrival. */
export function typesOf(receiver: Receiver): readonly string[] {
  return receiver.received.map(({ body }) => {
    const { type } = JSON.parse(body.toString()) as { readonly type: string };
    return type;
  });
}

/** The versions that were told of each order, in the order of arrival. */
export function versionsByOrder({ received }: Receiver): Map<string, number[]> {
  const versions = new Map<string, number[]>();
  for (const { body } of received) {
    const { data } = JSON.parse(body.toString()) as {
      readonly data: { readonly orderId: string; readonly version: number };
    };
    versions.set(data.orderId, [...(versions.get(data.orderId) ?? []), data.version]);
  }
  return versions;
}
