import type { LookupAddress, LookupOptions } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { setMaxListeners } from 'node:events';
import type { LookupFunction } from 'node:net';
import { PlatformError, toPlatformError } from '@karat/infra/errors';
import { checkUrl, isBlockedAddress, type UrlPolicy } from '@karat/infra/url-guard';
import { Agent, request, type Dispatcher } from 'undici';
import type { AttemptOutcome } from './attempt-outcome.ts';
import { parseRetryAfter } from './schedule.ts';

/** One request to a receiver. */
export interface OutboundRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** Sends to receivers that strangers have named. */
export interface HttpSender {
  /**
   * Sends once and tells how it ended.
   * @throws `aborted` when the sender was closed meanwhile: then nobody knows.
   */
  readonly send: (outbound: OutboundRequest) => Promise<AttemptOutcome>;
  /** Breaks off what is under way. */
  readonly close: () => Promise<void>;
}

/** Settings of {@link createHttpSender}. */
export interface HttpSenderOptions {
  readonly policy: UrlPolicy;
  /** Longest whole request with its answer, in ms. Default: 15,000. */
  readonly timeoutMs?: number;
  /** Longest connecting, TLS included, in ms. Default: 5,000. */
  readonly connectTimeoutMs?: number;
  /** Epoch ms. */
  readonly clock: () => number;
  /** All addresses of a name. Default: those that the system's resolver gives. */
  readonly resolve?: Resolve;
}

/** Gives all addresses of a host name. */
export type Resolve = (
  hostname: string,
  options: LookupOptions & { readonly all: true },
) => Promise<readonly LookupAddress[]>;

/** What a receiver may answer beyond its status; the rest is not read. */
const MAX_ANSWER_BYTES = 16 * 1_024;
/** A connection that fails as fast as this was probably a stale one: worth one more go. */
const FAST_FAILURE_MS = 1_000;

/**
 * A sender that never follows a redirect, reads at most 16 KiB, and dials no address inside: a name
 * is resolved once, and the address that was judged is the one that is dialled.
 */
export function createHttpSender(options: HttpSenderOptions): HttpSender {
  const { policy, clock, timeoutMs = 15_000, connectTimeoutMs = 5_000, resolve = lookup } = options;
  const guarded = newAgent(guardedLookup(resolve), connectTimeoutMs);
  const insecure = newAgent(null, connectTimeoutMs);
  const closing = new AbortController();
  // One listener per request under way.
  setMaxListeners(0, closing.signal);

  const attempt = async (outbound: OutboundRequest): Promise<AttemptOutcome> => {
    // Judged again at each attempt: literal addresses never reach `lookup`.
    const verdict = checkUrl(outbound.url, policy);
    if (!verdict.allowed) return { kind: 'forbidden', error: verdict.reason };
    const dispatcher = verdict.insecure ? insecure : guarded;
    const deadline = startDeadline(timeoutMs, closing.signal);
    try {
      return await exchange({ ...outbound, url: verdict.url.href, dispatcher }, deadline, clock);
    } catch (error) {
      if (closing.signal.aborted) throw new PlatformError('aborted', 'The sender was closed');
      return outcomeOf(error, deadline.signal);
    } finally {
      deadline.clear();
    }
  };

  return {
    send: async (outbound) => {
      const startedAt = clock();
      const first = await attempt(outbound);
      const isFast = clock() - startedAt < FAST_FAILURE_MS;
      return first.kind === 'unreachable' && isFast ? attempt(outbound) : first;
    },
    close: async () => {
      closing.abort();
      await Promise.all([guarded.destroy(), insecure.destroy()]);
    },
  };
}

async function exchange(
  outbound: OutboundRequest & { readonly dispatcher: Dispatcher },
  deadline: Deadline,
  clock: () => number,
): Promise<AttemptOutcome> {
  const { url, headers, body, dispatcher } = outbound;
  const { signal } = deadline;
  const answer = await request(url, { method: 'POST', headers, body, dispatcher, signal });
  const retryAfter = answer.headers['retry-after'];
  // Read, so that the connection can serve the next request; an endless answer ends it instead.
  await answer.body.dump({ limit: MAX_ANSWER_BYTES, signal });
  return {
    kind: 'answered',
    status: answer.statusCode,
    retryAfterMs: parseRetryAfter(typeof retryAfter === 'string' ? retryAfter : undefined, clock()),
  };
}

interface Deadline {
  readonly signal: AbortSignal;
  readonly clear: () => void;
}

/** A signal of its own per request: `AbortSignal.any` keeps requests alive as long as the sender. */
function startDeadline(timeoutMs: number, closing: AbortSignal): Deadline {
  const deadline = new AbortController();
  const abort = (): void => {
    deadline.abort();
  };
  const timer = setTimeout(abort, timeoutMs);
  closing.addEventListener('abort', abort);
  return {
    signal: deadline.signal,
    clear: () => {
      clearTimeout(timer);
      closing.removeEventListener('abort', abort);
    },
  };
}

function outcomeOf(error: unknown, deadline: AbortSignal): AttemptOutcome {
  const code = codeOf(error);
  if (deadline.aborted || code === 'UND_ERR_CONNECT_TIMEOUT') return { kind: 'timeout' };
  return code === 'address-blocked'
    ? { kind: 'forbidden', error: code }
    : { kind: 'unreachable', error: code };
}

/** The code of a failed connection, e.g. `ECONNREFUSED` or `CERT_HAS_EXPIRED`. */
function codeOf(error: unknown): string {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'string' ? code : toPlatformError(error).code;
}

function newAgent(guard: LookupFunction | null, timeout: number): Agent {
  const connect = guard === null ? { timeout } : { timeout, lookup: guard };
  // One request per connection at a time: a slow answer must not hold up the next.
  return new Agent({ connect, pipelining: 1, keepAliveTimeout: 10_000 });
}

/** Refuses a name if any of its addresses is inside, whichever of them would be dialled. */
function guardedLookup(resolve: Resolve): LookupFunction {
  return (hostname, options, callback) => {
    const answer = (addresses: readonly LookupAddress[]): void => {
      const [first] = addresses;
      if (first === undefined || addresses.some(({ address }) => isBlockedAddress(address))) {
        callback(blocked(hostname), '');
      } else if (options.all === true) callback(null, [...addresses]);
      else callback(null, first.address, first.family);
    };
    const fail = (error: unknown): void => {
      callback(error instanceof Error ? error : toPlatformError(error), '');
    };
    resolve(hostname, { ...options, all: true }).then(answer, fail);
  };
}

function blocked(hostname: string): PlatformError {
  const context = { hostname };
  return new PlatformError('address-blocked', 'Expected public addresses only', { context });
}
