/**
 * Every code a {@link PlatformError} can carry. A code is a published name: logs, alerts and the
 * HTTP edge match on it, so a code is added freely and never renamed.
 */
export const ERROR_CODES = [
  'aborted',
  'address-blocked',
  'config-invalid',
  'document-refused',
  'effect-failed',
  'fenced',
  'fold-failed',
  'folder-in-use',
  'gateway-timeout',
  'internal',
  'invalid-argument',
  'invariant-violated',
  'kafka-unavailable',
  'log-identity-mismatch',
  'log-identity-missing',
  'mongo-unavailable',
  'network-unavailable',
  'object-not-found',
  'object-store-unavailable',
  'object-too-large',
  'over-capacity',
  'personal-data-erased',
  'position-beyond-log',
  'provision-failed',
  'redis-unavailable',
  'registry-unavailable',
  'schema-incompatible',
  'schema-unknown',
  'timeout',
  'topic-mismatch',
  'unclear-outcome',
  'undecodable',
  'version-gap',
  'view-unavailable',
] as const;

/** The name of one kind of technical failure; business refusals are values and have no code here. */
export type ErrorCode = (typeof ERROR_CODES)[number];

/** What a {@link PlatformError} may carry beside its code and message. */
export interface PlatformErrorOptions {
  /** The failure underneath. Default: none. */
  readonly cause?: unknown;
  /** Whether the same call may succeed later without anybody changing anything. Default: false. */
  readonly retryable?: boolean;
  /** Plain facts for the log, with the same keys everywhere; no secrets. Default: none. */
  readonly context?: Readonly<Record<string, unknown>>;
}

/** The one class of technical failures: callers branch on `code`, retries on `retryable`. */
export class PlatformError extends Error {
  override readonly name = 'PlatformError';
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly context: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: PlatformErrorOptions = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.context = options.context ?? {};
  }
}

/**
 * Classifies whatever was caught. Total: it never throws itself, not even for a value whose
 * getters throw, because it runs inside `catch` blocks where a second failure would hide the first.
 */
export function toPlatformError(caught: unknown): PlatformError {
  if (caught instanceof PlatformError) return caught;
  try {
    return classify(caught);
  } catch {
    return new PlatformError('internal', 'Something was thrown that cannot be described');
  }
}

/** Whether trying the same call again may help; the only place where that is decided. */
export function isRetryable(caught: unknown): boolean {
  return toPlatformError(caught).retryable;
}

interface ForeignError {
  readonly name: string;
  readonly message: string;
  readonly code: unknown;
  readonly retryable: unknown;
}

function classify(caught: unknown): PlatformError {
  const foreign = describe(caught);
  const declared = ERROR_CODES.find((code) => code === foreign.code);
  if (declared !== undefined) {
    return wrap(declared, foreign, { cause: caught, retryable: foreign.retryable === true });
  }
  const known = KNOWN_FAILURES.find(({ matches }) => matches(foreign));
  if (known === undefined) return wrap('internal', foreign, { cause: caught });
  return wrap(known.code, foreign, { cause: caught, retryable: known.retryable });
}

function wrap(code: ErrorCode, foreign: ForeignError, options: PlatformErrorOptions) {
  return new PlatformError(code, foreign.message, options);
}

function describe(caught: unknown): ForeignError {
  if (typeof caught !== 'object' || caught === null) {
    return { name: typeof caught, message: String(caught), code: undefined, retryable: undefined };
  }
  const read = (key: string): unknown => Reflect.get(caught, key);
  return {
    name: textOr(read('name'), 'Object'),
    message: textOr(read('message'), 'An object without a message was thrown'),
    code: read('code'),
    // kafkajs says `retriable`.
    retryable: read('retryable') ?? read('retriable'),
  };
}

function textOr(value: unknown, fallback: string): string {
  return typeof value === 'string' ? value : fallback;
}

interface KnownFailure {
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly matches: (foreign: ForeignError) => boolean;
}

/** Node's codes for a peer that is away or a connection that broke. */
const NETWORK_CODES: ReadonlySet<unknown> = new Set([
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_SOCKET',
]);

const FENCED_TYPES = /INVALID_PRODUCER_EPOCH|PRODUCER_FENCED/;
const MONGO_TRANSIENT =
  /^Mongo(Network|ServerSelection|PoolCleared|WaitQueueTimeout|Topology|OperationTimeout)/;
const REDIS_TRANSIENT = /^(MaxRetriesPerRequestError|ClusterAllFailedError|AbortError)$/;

/** First match wins, so a fenced producer is never mistaken for a broker that is away. */
const KNOWN_FAILURES: readonly KnownFailure[] = [
  { code: 'fenced', retryable: false, matches: isFenced },
  { code: 'aborted', retryable: false, matches: ({ code }) => code === 'ABORT_ERR' },
  { code: 'timeout', retryable: true, matches: ({ name }) => name === 'TimeoutError' },
  {
    code: 'kafka-unavailable',
    retryable: true,
    matches: ({ name, retryable }) => name.startsWith('KafkaJS') && retryable === true,
  },
  { code: 'mongo-unavailable', retryable: true, matches: ({ name }) => MONGO_TRANSIENT.test(name) },
  { code: 'redis-unavailable', retryable: true, matches: ({ name }) => REDIS_TRANSIENT.test(name) },
  {
    code: 'network-unavailable',
    retryable: true,
    matches: ({ code }) => NETWORK_CODES.has(code),
  },
];

function isFenced({ name, message }: ForeignError): boolean {
  return name.startsWith('KafkaJS') && FENCED_TYPES.test(message);
}
