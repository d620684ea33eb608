import type { ErrorCode, PlatformError } from '@karat/infra/errors';
import { isRefusalReason, type Refusal, type RefusalReason } from '@karat/schemas';

/** What can be wrong at the edge, before anybody decides. */
type EdgeSlug =
  | 'bad-request'
  | 'headers-too-large'
  | 'idempotency-key-missing'
  | 'internal'
  | 'malformed-json'
  | 'method-not-allowed'
  | 'not-found'
  | 'payload-too-large'
  | 'personal-data-erased'
  | 'position-of-another-log'
  | 'request-timeout'
  | 'unauthorized'
  | 'unavailable'
  | 'unsupported-media-type'
  | 'version-exists'
  | 'version-not-reached'
  | 'webhook-url-forbidden';

/** The last part of a problem's `type`. A published name: callers branch on it. */
export type ProblemSlug = RefusalReason | EdgeSlug;

/** One fault of a request, at the place where it stands. */
export interface FieldFault {
  /** JSON pointer into the body (`#/items/0/quantity`), or `?name` of a query parameter. */
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
}

/** Why a request was not done, with the facts that help the caller on; absent where not known. */
export interface Problem {
  readonly slug: ProblemSlug;
  /** What was expected and what was got. */
  readonly detail: string;
  readonly errors?: readonly FieldFault[];
  readonly currentVersion?: number;
  readonly allowedTransitions?: readonly string[];
  readonly claimedBy?: string;
  /** Epoch milliseconds UTC. */
  readonly claimedAt?: number;
  readonly retryAfterSeconds?: number;
  /** What exists instead, as `METHOD /path`. */
  readonly available?: readonly string[];
}

/**
 * The only place where the outcome of a request becomes a status.
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
const STATUS_AND_TITLE: Readonly<Record<ProblemSlug, readonly [status: number, title: string]>> = {
  'bad-request': [400, 'The request cannot be understood'],
  'idempotency-key-missing': [400, 'A command needs an Idempotency-Key'],
  'malformed-json': [400, 'The body is not JSON'],
  unauthorized: [401, 'Who are you?'],
  forbidden: [403, 'Your role may not do this'],
  'not-your-order': [403, 'Somebody else works on this order'],
  'assigned-to-other': [403, 'This order is assigned to somebody else'],
  'not-found': [404, 'There is nothing here'],
  'order-not-found': [404, 'There is no such order'],
  'method-not-allowed': [405, 'This cannot be done here'],
  'request-timeout': [408, 'The request took too long'],
  'illegal-transition': [409, 'The order is not where this can be done'],
  'already-claimed': [409, 'Somebody was faster'],
  'price-expired': [409, 'The price no longer holds'],
  'stale-submission': [409, 'The order has been submitted again since'],
  'version-exists': [409, 'This version is there with other content'],
  'personal-data-erased': [410, 'The personal data of this order has been erased'],
  'version-conflict': [412, 'The order has changed since you looked'],
  'version-not-reached': [412, 'The order is not at this version here'],
  'payload-too-large': [413, 'The body is too large'],
  'unsupported-media-type': [415, 'The body is of another kind than expected'],
  'idempotency-key-reused': [422, 'This Idempotency-Key belongs to another request'],
  'model-not-printable': [422, 'The model cannot be printed'],
  'position-of-another-log': [422, 'The position is of another log'],
  validation: [422, 'The request is not valid'],
  'webhook-url-forbidden': [422, 'This URL cannot receive webhooks'],
  'headers-too-large': [431, 'The headers are too large'],
  internal: [500, 'Something went wrong on our side'],
  'over-capacity': [503, 'Too much at once'],
  unavailable: [503, 'A part that this needs is away'],
};

/** The status that a problem is answered with. */
export function statusOf(slug: ProblemSlug): number {
  return STATUS_AND_TITLE[slug][0];
}

/** A problem as it is sent. */
export interface ProblemAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
}

/** How long callers are asked to wait where nobody knows better. */
const DEFAULT_RETRY_AFTER_SECONDS = 1;

/** The answer that a problem is sent as; `instance` is the path that was asked. */
export function answerOfProblem(
  problem: Problem,
  request: { readonly instance: string; readonly traceId: string | null },
): ProblemAnswer {
  const { slug, retryAfterSeconds, claimedAt, ...facts } = problem;
  const [status, title] = STATUS_AND_TITLE[slug];
  const waits = retryAfterSeconds ?? (status === 503 ? DEFAULT_RETRY_AFTER_SECONDS : null);
  return {
    status,
    headers: {
      'content-type': 'application/problem+json; charset=utf-8',
      'cache-control': 'no-store',
      ...(waits === null ? {} : { 'retry-after': String(waits) }),
      ...(slug === 'unauthorized' ? { 'www-authenticate': 'Bearer realm="karat"' } : {}),
    },
    body: {
      type: `/problems/${slug}`,
      title,
      status,
      instance: request.instance,
      ...facts,
      ...(claimedAt === undefined ? {} : { claimedAt: new Date(claimedAt).toISOString() }),
      traceId: request.traceId,
    },
  };
}

/** The problem that a refusal by the writer is. */
export function problemOfRefusal(refusal: Refusal): Problem {
  const { reason, detail, currentVersion, allowedTransitions, claimedBy, claimedAt } = refusal;
  return {
    // A reason of a newer writer is still a refusal: the caller gets its words.
    slug: isRefusalReason(reason) ? reason : 'illegal-transition',
    detail,
    ...(currentVersion === null ? {} : { currentVersion }),
    ...(reason === 'illegal-transition' ? { allowedTransitions } : {}),
    ...(claimedBy === null ? {} : { claimedBy }),
    ...(claimedAt === null ? {} : { claimedAt }),
  };
}

/** Failures of a part that comes back by itself, so that the caller should come back too. */
const AWAY: ReadonlySet<ErrorCode> = new Set([
  'gateway-timeout',
  'kafka-unavailable',
  'mongo-unavailable',
  'network-unavailable',
  'object-store-unavailable',
  'redis-unavailable',
  'registry-unavailable',
  'timeout',
]);

/** The problem that a technical failure is to the caller, who learns nothing of our inside. */
export function problemOfFailure({ code, context }: PlatformError): Problem {
  if (code === 'object-too-large') {
    return { slug: 'payload-too-large', detail: 'Expected a smaller file' };
  }
  if (code === 'personal-data-erased') {
    return { slug: code, detail: 'Expected another order: an erased one is not begun again' };
  }
  if (code === 'over-capacity') {
    const { retryAfterMs } = context;
    const detail =
      'Expected room for the request, got none; it was not begun, the same one is safe';
    const retryAfterSeconds =
      typeof retryAfterMs === 'number'
        ? Math.ceil(retryAfterMs / 1_000)
        : DEFAULT_RETRY_AFTER_SECONDS;
    return { slug: 'over-capacity', detail, retryAfterSeconds };
  }
  if (AWAY.has(code)) {
    const detail = 'Expected every part to answer, got silence from one; the same request is safe';
    return { slug: 'unavailable', detail };
  }
  return { slug: 'internal', detail: 'The failure is logged under the traceId' };
}
