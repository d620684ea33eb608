import { PlatformError } from '../../src/errors.ts';
import type { PlatformRecord } from '../platform/running-platform.ts';

/** What an API answered, with the time it took. */
export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  /** Value of `Order-Version`, or null. */
  readonly orderVersion: number | null;
  readonly elapsedMs: number;
}

/** A request of somebody of the demonstration. */
export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Path with its leading slash. */
  readonly path: string;
  /** JSON, or the bytes of a model. */
  readonly body?: object | Buffer;
  readonly idempotencyKey?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends requests to one API as one person. */
export type ApiClient = (call: Call) => Promise<Answer>;

const TIMEOUT_MS = 30_000;

/** A client of an API of the platform for whoever holds a token there. */
export function createApiClient(platform: PlatformRecord, api: string, id: string): ApiClient {
  const base = platform.apis[api];
  const holder = platform.tokens.find((entry) => entry.id === id);
  if (base === undefined || holder === undefined) {
    throw new PlatformError('invalid-argument', `Expected an API ${api} and a token of ${id}`);
  }
  return async (call) => {
    const startedAt = performance.now();
    const response = await fetch(base + call.path, requestOf(call, holder.token));
    const text = await response.text();
    const version = response.headers.get('order-version');
    return {
      status: response.status,
      body: asObject(text),
      orderVersion: version === null ? null : Number(version),
      elapsedMs: performance.now() - startedAt,
    };
  };
}

/** The answer if it is a success. @throws PlatformError `effect-failed` with the problem. */
export function expectSuccess(call: Call, answer: Answer): Answer {
  if (answer.status >= 200 && answer.status < 300) return answer;
  const { method, path } = call;
  const got = `${String(answer.status)} ${JSON.stringify(answer.body)}`;
  const message = `Expected success of ${method} ${path}, got ${got}`;
  throw new PlatformError('effect-failed', message, { retryable: answer.status >= 500 });
}

function requestOf({ method, body, idempotencyKey, headers }: Call, token: string): RequestInit {
  const isModel = Buffer.isBuffer(body);
  return {
    method,
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': isModel ? 'model/stl' : 'application/json' }),
      ...(idempotencyKey === undefined ? {} : { 'idempotency-key': `"${idempotencyKey}"` }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: isModel ? new Uint8Array(body) : JSON.stringify(body) }),
  };
}

function asObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : { text };
  } catch {
    return { text };
  }
}
