import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { answerOfProblem, type Problem } from './problem.ts';

/**
 * The answer to what is no HTTP request: Node's own has no body, and callers are promised a problem
 * for every error.
 *
 * @see https://nodejs.org/docs/latest-v20.x/api/http.html#event-clienterror
 */
export function answerClientError(error: Error, socket: Duplex): void {
  const code = 'code' in error ? String(error.code) : '';
  // A connection that broke has nobody to answer to.
  if (!socket.writable || code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const { status, headers, body } = answerOfProblem(problemOf(code), {
    instance: '',
    traceId: null,
  });
  const text = JSON.stringify(body);
  const length = String(Buffer.byteLength(text));
  const all = { ...headers, 'content-length': length, connection: 'close' };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  const start = `HTTP/1.1 ${String(status)} ${STATUS_CODES[status] ?? ''}`;
  socket.end([start, ...lines, '', text].join('\r\n'));
}

function problemOf(code: string): Problem {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return { slug: 'headers-too-large', detail: 'Expected headers of at most 16 kB, got more' };
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return { slug: 'request-timeout', detail: 'Expected the whole request sooner' };
    default:
      return { slug: 'bad-request', detail: 'Expected an HTTP/1.1 request, got something else' };
  }
}
