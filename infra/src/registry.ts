import { COMPATIBILITY, SchemaRegistry, SchemaType } from '@kafkajs/confluent-schema-registry';
import { PlatformError } from './errors.ts';

/**
 * A Confluent-compatible schema registry. What was once looked up is kept in memory for the life of
 * the process, because ids never change: with the registry away, readers of known ids go on.
 * All calls throw `registry-unavailable` (retryable) when the registry does not answer.
 */
export interface Registry {
  /**
   * Registers a version, which every version of its subject must be able to read and be read by,
   * and gives its id; the id of an equal schema if there is one. Deploy only.
   * @throws `schema-incompatible` when the rule forbids it, or the subject has another rule.
   */
  readonly registerSchema: (subject: string, schema: string) => Promise<number>;
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

/** Old and new services read each other during a rollout, and the log is read for ever. */
const RULE = COMPATIBILITY.FULL_TRANSITIVE;

/** A client of the registry at this URL, for the calls that Karat needs. */
export function createRegistry(url: string, { timeoutMs = 5_000 }: RegistryOptions = {}): Registry {
  // Callers decide about retries by the error they get, so there is one try here.
  const client = new SchemaRegistry({ host: url, clientId: 'karat', retry: { retries: 0 } });
  const ids = new Map<string, Promise<number>>();
  const ask = <T>(what: string, call: () => Promise<T>, hint = DEPLOY) =>
    answered({ what, hint, timeoutMs }, call);
  return {
    registerSchema: (subject, schema) =>
      ask(`a registration of ${subject}`, async () => {
        await ensureRule(url, subject);
        const options = { subject, compatibility: RULE };
        return (await client.register(avro(schema), options)).id;
      }),
    idOf: (subject, schema) =>
      cached(ids, `${subject}\n${schema}`, () =>
        ask(`a registered schema of ${subject}`, () =>
          client.getRegistryIdBySchema(subject, avro(schema)),
        ),
      ),
    schemaById: (id) =>
      ask(
        `a schema with the id ${String(id)}`,
        async () => textOf(await client.getSchema(id)),
        LOST,
      ),
  };
}

/** What helps when a text has never been registered. */
const DEPLOY = 'run the deploy step, which registers schemas';
/** What helps when records are there and their schema is not: a deploy would give it another id. */
const LOST = 'this registry is another one or has lost it, so restore it from its backup';

/**
 * Gives the subject the rule before a version is registered: the client would do it afterwards,
 * when a version that breaks the rule is in already. A subject without a rule says NONE in some
 * registries and 404 in others.
 */
async function ensureRule(url: string, subject: string): Promise<void> {
  const place = `${url.replace(/\/$/, '')}/config/${encodeURIComponent(subject)}`;
  const rule = await ruleAt(place);
  if (rule === RULE) return;
  if (rule !== null && rule !== 'NONE') {
    const message = `Expected the rule ${RULE} for ${subject}, got ${rule}: set it back`;
    throw new PlatformError('schema-incompatible', message, { context: { subject } });
  }
  const body = JSON.stringify({ compatibility: RULE });
  const headers = { 'content-type': 'application/vnd.schemaregistry.v1+json' };
  const put = await fetch(place, { method: 'PUT', headers, body });
  if (!put.ok) throw refusedWith(put.status);
}

async function ruleAt(place: string): Promise<string | null> {
  const answer = await fetch(place);
  if (answer.status === 404) return null;
  if (!answer.ok) throw refusedWith(answer.status);
  const { compatibilityLevel } = (await answer.json()) as { readonly compatibilityLevel?: unknown };
  return String(compatibilityLevel);
}

function refusedWith(status: number): PlatformError {
  return new PlatformError('registry-unavailable', `status ${String(status)}`, { retryable: true });
}

function avro(schema: string): { type: SchemaType.AVRO; schema: string } {
  return { type: SchemaType.AVRO, schema };
}

/** Only Avro is ever registered here, and avsc gives a type back as its schema. */
function textOf(type: unknown): string {
  if (typeof type === 'object' && type !== null && 'schema' in type) {
    const { schema } = type;
    if (typeof schema === 'function') return JSON.stringify(schema.call(type, SCHEMA_EXPORT));
  }
  throw new PlatformError('schema-unknown', 'Expected an Avro schema, got one of another kind');
}

/** Defaults of fields are part of how a writer's record is read. */
const SCHEMA_EXPORT = { exportAttrs: true };

/** Keeps what succeeded and shares what is under way; a failure is asked again next time. */
function cached<K, V>(cache: Map<K, Promise<V>>, key: K, load: () => Promise<V>): Promise<V> {
  const known = cache.get(key);
  if (known !== undefined) return known;
  const loading = load();
  cache.set(key, loading);
  loading.catch(() => cache.delete(key));
  return loading;
}

/** What is asked of the registry, and what helps when it does not know. */
interface Question {
  readonly what: string;
  readonly hint: string;
  readonly timeoutMs: number;
}

/** The client has no time-out of its own and reports a refused connection as status 400. */
async function answered<T>(question: Question, call: () => Promise<T>): Promise<T> {
  const { timeoutMs } = question;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new PlatformError('timeout', `no answer within ${String(timeoutMs)} ms`));
    }, timeoutMs);
  });
  try {
    return await Promise.race([call(), late]);
  } catch (error) {
    throw classified(question, error);
  } finally {
    clearTimeout(timer);
  }
}

const INCOMPATIBLE: ReadonlySet<unknown> = new Set([409, 422]);

function classified({ what, hint }: Question, cause: unknown): PlatformError {
  if (cause instanceof PlatformError && cause.code === 'schema-incompatible') return cause;
  const { name, status, message } = describe(cause);
  if (INCOMPATIBLE.has(status) || name === 'ConfluentSchemaRegistryCompatibilityError') {
    const expected = `Expected ${what} compatible with all earlier ones, got: ${message}`;
    return new PlatformError('schema-incompatible', expected, { cause });
  }
  if (status === 404 || name === 'ConfluentSchemaRegistryError') {
    const expected = `Expected ${what}, got none: ${hint}`;
    return new PlatformError('schema-unknown', expected, { cause });
  }
  const expected = `Expected ${what} from the schema registry, got: ${message}`;
  return new PlatformError('registry-unavailable', expected, { cause, retryable: true });
}

function describe(cause: unknown) {
  if (typeof cause !== 'object' || cause === null) {
    return { name: '', status: undefined, message: String(cause) };
  }
  const { name, status, message } = cause as Partial<Record<string, unknown>>;
  return { name, status, message: String(message) };
}
