/** How one attempt ended, as far as we can know. */
export type AttemptOutcome =
  | {
      readonly kind: 'answered';
      /** HTTP status. */
      readonly status: number;
      /** What the receiver asked for in `Retry-After`, in ms from the answer; null when nothing. */
      readonly retryAfterMs: number | null;
    }
  /** No whole answer in time. */
  | { readonly kind: 'timeout' }
  /** No connection, or one that broke; `error` is a code for people. */
  | { readonly kind: 'unreachable'; readonly error: string }
  /** The URL leads, or its name now resolves, to where no request of ours may go. */
  | { readonly kind: 'forbidden'; readonly error: string };

/** Whether the receiver has taken the message: 2xx and nothing else, not even a redirect. */
export function hasSucceeded(outcome: AttemptOutcome): boolean {
  return outcome.kind === 'answered' && outcome.status >= 200 && outcome.status < 300;
}

/** The outcome in one word, for metrics: few values. */
export function resultOf(outcome: AttemptOutcome): string {
  if (outcome.kind !== 'answered') return outcome.kind;
  return `${String(Math.floor(outcome.status / 100))}xx`;
}
