import { PlatformError, toPlatformError } from '@karat/infra/errors';
import { CodecError } from '@karat/schemas/codec';
import type { ParkReason } from './parked-order.ts';

/** A record that cannot be handled, however often it is tried. */
export interface RecordFailure {
  /** Decimal. */
  readonly offset: string;
  readonly reason: ParkReason;
  readonly cause: unknown;
}

/**
 * Some records cannot be handled, which is nothing to the records of other orders. Thrown by the
 * handler of a subscription it has their orders parked, and the batch is handed over again without
 * what waits then; whatever else it held may have had its effect already. Its code is the first reason.
 */
export class OrdersFailed extends PlatformError {
  readonly failures: readonly [RecordFailure, ...RecordFailure[]];

  constructor(failures: readonly [RecordFailure, ...RecordFailure[]]) {
    const [{ offset, reason, cause }] = failures;
    const message = `Expected to handle the record at ${offset}, got: ${detailOf(cause)}`;
    super(reason, message, { cause, context: { failures: failures.length } });
    this.failures = failures;
  }
}

/**
 * Throws failures as one error, if there are any.
 * @throws OrdersFailed with all of them.
 */
export function throwFailures(failures: readonly RecordFailure[]): void {
  const [first, ...others] = failures;
  if (first !== undefined) throw new OrdersFailed([first, ...others]);
}

const MAX_DETAIL_CHARACTERS = 500;

/**
 * What a failure says of itself. Our own messages quote no personal data; those of others may quote
 * what they have choked on, so only their name, code and place are told.
 */
export function detailOf(cause: unknown): string {
  const isOwn = cause instanceof PlatformError || cause instanceof CodecError;
  const isWrapped = cause instanceof PlatformError && cause.cause !== undefined;
  const own = isOwn && !(isWrapped && cause.code === 'internal');
  return (own ? cause.message : foreignDetail(cause)).slice(0, MAX_DETAIL_CHARACTERS);
}

function foreignDetail(cause: unknown): string {
  if (!(cause instanceof Error)) return toPlatformError(cause).code;
  const code = 'code' in cause ? ` ${String(cause.code)}` : '';
  const place = /([\w.-]+:\d+):\d+\)?$/m.exec(cause.stack ?? '')?.[1];
  return `${cause.name}${code}${place === undefined ? '' : ` at ${place}`}`;
}
