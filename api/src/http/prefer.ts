/** What a caller would like, where it is possible. */
export interface Preferences {
  /** Longest wait for a view that is behind, milliseconds; null where the caller does not wait. */
  readonly waitMs: number | null;
  /** Whether the caller wants to go on as soon as the command is safe. */
  readonly respondAsync: boolean;
}

/** No request may occupy a connection for longer than this by waiting. */
const MAX_WAIT_SECONDS = 10;

/**
 * Reads a `Prefer` header; what is not understood is left aside, as the standard asks.
 * @see https://www.rfc-editor.org/rfc/rfc7240
 */
export function parsePrefer(header: string): Preferences {
  const wishes = header.split(',').map((wish) => wish.trim().toLowerCase());
  const seconds = wishes.map((wish) => /^wait="?(\d{1,4})"?$/.exec(wish)?.[1]).find(Boolean);
  return {
    waitMs: seconds === undefined ? null : Math.min(Number(seconds), MAX_WAIT_SECONDS) * 1_000,
    respondAsync: wishes.includes('respond-async'),
  };
}
