import { createServer, type IncomingMessage, type Server } from 'node:http';
import { Webhook } from 'standardwebhooks';

/** A webhook as it arrived. */
export interface ReceivedWebhook {
  /** Value of `webhook-id`. */
  readonly id: string;
  readonly orderId: string;
  readonly type: string;
  /** Version of the order that it tells of. */
  readonly version: number;
  /** Whether the public verifier accepted its signature. */
  readonly verified: boolean;
}

/** A seller's endpoint. */
export interface WebhookReceiver {
  readonly url: string;
  /** Everything received, in order. */
  readonly received: readonly ReceivedWebhook[];
  /** The secret that signatures are verified with, once the endpoint has been registered. */
  readonly setSecret: (secret: string) => void;
  readonly close: () => Promise<void>;
}

/** Listens on a free port of this machine and verifies what comes with `standardwebhooks`. */
export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const received: ReceivedWebhook[] = [];
  let secret = '';
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      received.push(describe(request, body, secret));
      response.writeHead(204).end();
    });
  });
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${String(port)}/hooks`,
    received,
    setSecret: (value) => {
      secret = value;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}

function describe(request: IncomingMessage, body: string, secret: string): ReceivedWebhook {
  const { type, sequence, subject } = parseBody(body);
  return {
    id: String(request.headers['webhook-id'] ?? ''),
    orderId: typeof subject === 'string' ? subject : '',
    type: typeof type === 'string' ? type : '',
    version: Number(sequence ?? 0),
    verified: isVerified(request, body, secret),
  };
}

function isVerified({ headers }: IncomingMessage, body: string, secret: string): boolean {
  try {
    new Webhook(secret).verify(body, {
      'webhook-id': String(headers['webhook-id'] ?? ''),
      'webhook-timestamp': String(headers['webhook-timestamp'] ?? ''),
      'webhook-signature': String(headers['webhook-signature'] ?? ''),
    });
    return true;
  } catch {
    // The verifier says no by throwing.
    return false;
  }
}

function parseBody(body: string): Partial<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
  } catch {
    return {};
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString('utf8');
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
