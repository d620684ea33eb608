import { pino, stdTimeFunctions } from 'pino';
import type { DestinationStream, LevelWithSilent, Logger as PinoLogger } from 'pino';
import { PlatformError, toPlatformError } from './errors.ts';

/** Structured logger: a constant message, facts in fields. `child` adds fields to every line. */
export type Logger = PinoLogger;

/** Settings of {@link createLogger}. */
export interface LoggerOptions {
  /** Name of the service, on every line. */
  readonly service: string;
  /** Least level that is written. Default: `info`. */
  readonly level?: LevelWithSilent;
  /** Where lines go. Default: standard output. */
  readonly destination?: DestinationStream;
}

/** Names of the levels that `LOG_LEVEL` may have, from least to most severe. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/**
 * JSON lines on standard output. Keys used everywhere alike: `traceId, orderId, actor, partition,
 * offset, attempt, elapsedMs, error`. Secrets and personal data are cut out by key, down to three
 * levels: the last line of defence, not a licence to log them.
 */
export function createLogger({ service, level = 'info', destination }: LoggerOptions): Logger {
  const options = {
    level,
    base: { service },
    errorKey: 'error',
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { error: describeError },
    redact: { paths: redactedPaths(), censor: '[redacted]' },
  };
  return pino(options, destination ?? standardOutput());
}

/** Written at once: pino's buffered default lost the last lines of a service that was stopped. */
function standardOutput(): DestinationStream {
  return pino.destination({ dest: 1, sync: true });
}

/** Keys whose value never reaches a log line. */
const SECRET_KEYS = [
  'address',
  'apiKey',
  'authorization',
  'cookie',
  'customer',
  'email',
  'password',
  'phone',
  'secret',
  'token',
] as const;

function redactedPaths(): string[] {
  return ['', '*.', '*.*.'].flatMap((depth) => SECRET_KEYS.map((key) => `${depth}${key}`));
}

/** How deep a chain of causes is told; deeper ones are the same story again. */
const MAX_CAUSES = 5;

function describeError(caught: unknown, depth = 0): Record<string, unknown> {
  const error = toPlatformError(caught);
  const source = caught instanceof Error ? caught : error;
  const cause = depth < MAX_CAUSES ? source.cause : undefined;
  return {
    name: source.name,
    code: error.code,
    message: error.message,
    retryable: error.retryable,
    ...(caught instanceof PlatformError ? { context: caught.context } : {}),
    stack: source.stack,
    ...(cause === undefined ? {} : { cause: describeError(cause, depth + 1) }),
  };
}
