import { connect } from 'node:net';
import test, { type ExecutionContext } from 'ava';
import { serveRoutes } from '../support/served-api.ts';

/** Sends bytes as they are, and gives everything that comes back until the connection ends. */
async function exchange(t: ExecutionContext, sent: string): Promise<string> {
  const { url } = await serveRoutes(t, []);
  const { hostname, port } = new URL(url);
  return await new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    const socket = connect(Number(port), hostname, () => socket.write(sent));
    socket.on('data', (piece) => pieces.push(piece));
    socket.on('error', reject);
    socket.on('close', () => {
      resolve(Buffer.concat(pieces).toString());
    });
  });
}

function bodyOf(answer: string): unknown {
  return JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4));
}

test('what is no request is answered with a problem', async (t) => {
  const answer = await exchange(t, 'GET /v1/me HTTP/1.1\r\nhost: x\r\nif-match: \u0000\r\n\r\n');
  t.regex(answer, /^HTTP\/1\.1 400 Bad Request\r\n/);
  t.regex(answer, /\r\ncontent-type: application\/problem\+json; charset=utf-8\r\n/);
  t.like(bodyOf(answer), { type: '/problems/bad-request', status: 400 });
});

test('headers without end are refused as too large', async (t) => {
  const answer = await exchange(t, `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nhost: x\r\n\r\n`);
  t.regex(answer, /^HTTP\/1\.1 431 /);
  t.like(bodyOf(answer), { type: '/problems/headers-too-large', status: 431 });
});
