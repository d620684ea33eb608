import { PlatformError } from './errors.ts';

/** Rules between versions of a schema, as the registry names them. */
export type Compatibility =
  'BACKWARD_TRANSITIVE' | 'FORWARD_TRANSITIVE' | 'FULL_TRANSITIVE' | 'NONE';

/**
 * A Confluent-compatible schema registry. What was once looked up is kept in memory for the life of
 * the process, because ids never change: with the registry away, readers of known ids go on.
 */
export interface Registry {
  /**
   * Registers a version and gives its id; the id of an equal schema if there is one. Deploy only.
   * @throws `schema-incompatible` when the subject's rule forbids it.
   */
  readonly registerSchema: (subject: string, schema: string) => Promise<number>;
  /** Sets the rule that later versions of the subject have to keep. Deploy only. */
  readonly setCompatibility: (subject: string, level: Compatibility) => Promise<void>;
  /**
   * The id of a schema that a deploy has registered; never registers.
   * @throws `schema-unknown` when it has not been.
   */
  readonly idOf: (subject: string, schema: string) => Promise<number>;
  /**
   * The text of the schema with this id.
   * @throws `schema-unknown` when there is none.
   */
  readonly schemaById: (id: number) => Promise<string>;
}

/** Settings of {@link createRegistry}. */
export interface RegistryOptions {
  /** Longest wait for an answer, in ms. Default: 5,000. */
  readonly timeoutMs?: number;
}

/**
 * A client of the four calls that Karat needs, over `fetch`. `@kafkajs/confluent-schema-registry`
 * 3.9 was weighed: it has no time-out, sets a subject's rule with its first version only, and its
 * decoding is replaced by the codec's cached resolvers in any case.
 * All calls throw `registry-unavailable` (retryable) when the registry does not answer.
 * @see https://docs.confluent.io/platform/current/schema-registry/develop/api.html
 */
export function createRegistry(url: string, { timeoutMs = 5_000 }: RegistryOptions = {}): Registry {
  const ids = new Map<string, Promise<number>>();
  const schemas = new Map<number, Promise<string>>();
  const call = (request: Request) => send(url, request, timeoutMs);

  return {
    registerSchema: async (subject, schema) => {
      const path = `/subjects/${encodeURIComponent(subject)}/versions`;
      const answer = await call({ method: 'POST', path, body: { schema, schemaType: 'AVRO' } });
      if (answer.status === 409 || answer.status === 422) throw incompatible(subject, answer);
      return field(expectOk(answer), 'id', isNumber);
    },
    setCompatibility: async (subject, level) => {
      const path = `/config/${encodeURIComponent(subject)}`;
      expectOk(await call({ method: 'PUT', path, body: { compatibility: level } }));
    },
    idOf: (subject, schema) =>
      cached(ids, `${subject}\n${schema}`, async () => {
        const path = `/subjects/${encodeURIComponent(subject)}`;
        const answer = await call({ method: 'POST', path, body: { schema, schemaType: 'AVRO' } });
        if (answer.status === 404) throw unknownSchema(`a registered schema of ${subject}`);
        return field(expectOk(answer), 'id', isNumber);
      }),
    schemaById: (id) =>
      cached(schemas, id, async () => {
        const answer = await call({ method: 'GET', path: `/schemas/ids/${String(id)}` });
        if (answer.status === 404) throw unknownSchema(`a schema with the id ${String(id)}`);
        return field(expectOk(answer), 'schema', isText);
      }),
  };
}

interface Request {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly body?: unknown;
}

interface Answer {
  readonly path: string;
  readonly status: number;
  readonly body: unknown;
}

/** Keeps what succeeded and shares what is under way; a failure is asked again next time. */
function cached<K, V>(cache: Map<K, Promise<V>>, key: K, load: () => Promise<V>): Promise<V> {
  const known = cache.get(key);
  if (known !== undefined) return known;
  const loading = load();
  cache.set(key, loading);
  loading.catch(() => cache.delete(key));
  return loading;
}

async function send(url: string, request: Request, timeoutMs: number): Promise<Answer> {
  const { method, path, body } = request;
  try {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
      signal: AbortSignal.timeout(timeoutMs),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { path, status: response.status, body: text === '' ? null : JSON.parse(text) };
  } catch (cause) {
    const message = `Expected an answer from the schema registry to ${method} ${path}, got none`;
    const context = { method, path };
    throw new PlatformError('registry-unavailable', message, { cause, retryable: true, context });
  }
}

function expectOk(answer: Answer): Answer {
  const { status, path, body } = answer;
  if (status >= 200 && status < 300) return answer;
  const message = `Expected the schema registry to accept ${path}, got ${String(status)}`;
  const retryable = status >= 500 || status === 429;
  throw new PlatformError('registry-unavailable', message, { retryable, context: { path, body } });
}

function field<T>({ body, path }: Answer, name: string, is: (value: unknown) => value is T): T {
  const value: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, name) : null;
  if (is(value)) return value;
  const message = `Expected "${name}" in the schema registry's answer to ${path}`;
  throw new PlatformError('registry-unavailable', message, { context: { path, body } });
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function incompatible(subject: string, { body }: Answer): PlatformError {
  const message = `Expected a schema compatible with all earlier ones of ${subject}`;
  return new PlatformError('schema-incompatible', message, { context: { subject, body } });
}

function unknownSchema(expected: string): PlatformError {
  const message = `Expected ${expected}, got none: run the deploy step, which registers schemas`;
  return new PlatformError('schema-unknown', message);
}
