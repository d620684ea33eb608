/**
 * How far a view has to be to show something, whichever view it is: all of them are folded from the
 * same partitions of the same log.
 */
export interface LogPosition {
  readonly partition: number;
  /** Next offset to read of the events, when everything meant has been read. */
  readonly nextOffset: bigint;
  /** Incarnation of the log, or the beginning of it that {@link shortIncarnation} gives. */
  readonly incarnation: string;
}

/** What a position token looks like, for whoever has sent something else. */
export const POSITION_TOKEN_SHAPE = '<partition>.<next offset>.<8 hex digits of the log>';

/** Digits of an incarnation in a token: they tell one log from another, and name none. */
const INCARNATION_DIGITS = 8;

const TOKEN = /^(0|[1-9]\d{0,4})\.(0|[1-9]\d{0,18})\.([0-9a-f]{8})$/;

/** The part of a log's incarnation that a token holds. */
export function shortIncarnation(incarnation: string): string {
  return incarnation.slice(0, INCARNATION_DIGITS);
}

/** A position as callers carry it from a command to a read. The text is a format. */
export function formatPosition({ partition, nextOffset, incarnation }: LogPosition): string {
  return `${String(partition)}.${String(nextOffset)}.${shortIncarnation(incarnation)}`;
}

/** The position in a token, with a short incarnation; null for any other text. */
export function parsePosition(token: string): LogPosition | null {
  const [, partition, nextOffset, incarnation] = TOKEN.exec(token) ?? [];
  if (partition === undefined || nextOffset === undefined || incarnation === undefined) return null;
  return { partition: Number(partition), nextOffset: BigInt(nextOffset), incarnation };
}
