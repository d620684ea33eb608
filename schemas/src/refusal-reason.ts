/** Every reason for which a command may be refused; the words callers see. */
export const REFUSAL_REASONS = [
  'order-not-found',
  'illegal-transition',
  'version-conflict',
  'already-claimed',
  'not-your-order',
  'assigned-to-other',
  'idempotency-key-reused',
  'price-expired',
  'model-not-printable',
  'validation',
  'forbidden',
  'stale-submission',
  'over-capacity',
] as const;

/** One of the reasons for which a command may be refused. */
export type RefusalReason = (typeof REFUSAL_REASONS)[number];

/** Whether a text is one of the refusal reasons. */
export function isRefusalReason(text: string): text is RefusalReason {
  return REFUSAL_REASONS.some((reason) => reason === text);
}
