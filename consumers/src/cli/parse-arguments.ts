import { RECEIPTS, VIEW_NAMES } from '@karat/projections';
import { InvalidArgumentError } from 'commander';

/** A whole number from 1. @throws InvalidArgumentError of commander. */
export function positiveInteger(text: string): number {
  return integerFrom(1, text);
}

/** The number of a partition. @throws InvalidArgumentError of commander. */
export function partitionNumber(text: string): number {
  return integerFrom(0, text);
}

/** A whole number from 0. @throws InvalidArgumentError of commander. */
export function count(text: string): number {
  return integerFrom(0, text);
}

/** An instant with its offset, in epoch milliseconds. @throws InvalidArgumentError of commander. */
export function instant(text: string): number {
  const at = INSTANT.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isFinite(at)) return at;
  throw new InvalidArgumentError(`Expected a time like 2026-12-01T00:00:00Z, got ${text}.`);
}

/**
 * A time with its date and offset.
 *
 * @see RFC 3339, 5.6
 */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

/** The name of a view. @throws InvalidArgumentError of commander. */
export function viewName(text: string): string {
  if (VIEW_NAMES.includes(text)) return text;
  throw new InvalidArgumentError(`Expected one of ${VIEW_NAMES.join(', ')}, got ${text}.`);
}

/**
 * The name of a view that can be folded aside.
 * @throws InvalidArgumentError of commander; for outcomes with what is to be done instead.
 */
export function rebuiltName(text: string): string {
  if (text !== RECEIPTS.collection) return viewName(text);
  throw new InvalidArgumentError(
    `Expected a view that is folded from events. Outcomes are copied from the topic of receipts: \`karat verify ${text} --repair\` puts right single ones; drop the collection ${RECEIPTS.database}.${text} and the projectors fill it again, readers get 503 until then.`,
  );
}

function integerFrom(least: number, text: string): number {
  const number = Number(text);
  if (text !== '' && Number.isInteger(number) && number >= least) return number;
  throw new InvalidArgumentError(`Expected a whole number from ${String(least)}, got ${text}.`);
}
