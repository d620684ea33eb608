import { randomUUID } from 'node:crypto';
import { eventually } from '@karat/infra/testing';
import { checkAnswer } from './answer-check.ts';
import { as } from './platform.ts';

/** What a request was answered with. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What is asked. */
export interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, unless it is bytes or text. */
  readonly body?: unknown;
}

/** One person at one API. */
export interface Client {
  readonly ask: (path: string, ask?: Ask) => Promise<Answer>;
  /** Waits until the view that a path reads is built: a projector is ready a moment before its views. */
  readonly built: (path: string) => Promise<void>;
  /**
   * Posts a command under a key of its own, or the one in the headers. What is undecided still is
   * asked again under the same key, as the API allows: a busy machine must not fail a test.
   */
  readonly command: (path: string, body?: unknown, headers?: Ask['headers']) => Promise<Answer>;
}

/** A person at the API on this port; every answer is held to the API's own OpenAPI document. */
export function clientOf(port: number, person: string): Client {
  const ask = async (
    path: string,
    { method = 'GET', headers, body }: Ask = {},
  ): Promise<Answer> => {
    const isRaw = typeof body === 'string' || body instanceof Uint8Array;
    const response = await fetch(`http://127.0.0.1:${String(port)}${path}`, {
      method,
      headers: { ...as(person), 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: isRaw ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const { status, headers: answered } = response;
    await checkAnswer(port, { method, path, status, type: answered.get('content-type'), text });
    return { status, headers: answered, body: parse(text) };
  };
  return {
    ask,
    built: async (path) => {
      await eventually(async () => (await ask(path)).status !== 503);
    },
    command: async (path, body, headers) => {
      const key = { 'idempotency-key': `"${randomUUID()}"` };
      const request = { method: 'POST', headers: { ...key, ...headers }, body };
      return eventually(
        async () => {
          const answer = await ask(path, request);
          return (answer.status !== 202 || headers?.['prefer'] !== undefined) && answer;
        },
        { timeoutMs: 60_000 },
      );
    },
  };
}

function parse(text: string): Readonly<Record<string, unknown>> {
  const value: unknown = text === '' ? {} : JSON.parse(text);
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
