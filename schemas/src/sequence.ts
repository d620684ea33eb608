const SEQUENCE_DIGITS = 10;

/**
 * The form in which an order's version sorts as text: ten digits.
 *
 * @see https://github.com/cloudevents/spec/blob/main/cloudevents/extensions/sequence.md
 */
export function formatSequence(version: number): string {
  return String(version).padStart(SEQUENCE_DIGITS, '0');
}
