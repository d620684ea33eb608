import { randomBytes } from 'node:crypto';

/** A parsed `traceparent`: ids in lower-case hex. */
export interface TraceContext {
  /** 32 hex digits, the same along the whole path of a request. */
  readonly traceId: string;
  /** 16 hex digits, one step of that path. */
  readonly spanId: string;
  readonly sampled: boolean;
}

/** A `traceparent` of a new, sampled trace. */
export function newTraceparent(): string {
  return format({ traceId: randomHex(16), spanId: randomHex(8), sampled: true });
}

/** A `traceparent` of the next step of the same trace; of a new trace when there is none to follow. */
export function childOf(traceparent: string | null | undefined): string {
  const parent = parseTraceparent(traceparent);
  return parent === null ? newTraceparent() : format({ ...parent, spanId: randomHex(8) });
}

/** The trace id (32 hex digits) to log, or null when the header is missing or malformed. */
export function traceIdOf(traceparent: string | null | undefined): string | null {
  return parseTraceparent(traceparent)?.traceId ?? null;
}

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/**
 * Reads a `traceparent` header; null when it is missing or malformed, in which case the standard
 * asks to start a new trace rather than to fail. Later versions may append fields.
 * @see https://www.w3.org/TR/trace-context/#traceparent-header
 */
export function parseTraceparent(traceparent: string | null | undefined): TraceContext | null {
  const match = TRACEPARENT.exec(traceparent ?? '');
  if (match === null) return null;
  const [, version, traceId, spanId, flags, rest] = match;
  if (version === 'ff' || (version === '00' && rest !== undefined)) return null;
  return contextOf({ traceId, spanId, flags });
}

function contextOf(ids: Record<'traceId' | 'spanId' | 'flags', string | undefined>) {
  const { traceId = '', spanId = '', flags = '' } = ids;
  if (isZero(traceId) || isZero(spanId)) return null;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

function isZero(hex: string): boolean {
  return /^0+$/.test(hex);
}

function format({ traceId, spanId, sampled }: TraceContext): string {
  return `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;
}

function randomHex(bytes: number): string {
  const hex = randomBytes(bytes).toString('hex');
  // An id of zeros only is invalid by the standard; with 8 bytes it happens once in 2^64.
  return isZero(hex) ? `${hex.slice(1)}1` : hex;
}
