import { VIEW_NAMES } from '@karat/projections';
import { InvalidArgumentError } from 'commander';

/** A whole number from 1. @throws InvalidArgumentError of commander. */
export function positiveInteger(text: string): number {
  return integerFrom(1, text);
}

/** The number of a partition. @throws InvalidArgumentError of commander. */
export function partitionNumber(text: string): number {
  return integerFrom(0, text);
}

/** The name of a view. @throws InvalidArgumentError of commander. */
export function viewName(text: string): string {
  if (VIEW_NAMES.includes(text)) return text;
  throw new InvalidArgumentError(`Expected one of ${VIEW_NAMES.join(', ')}, got ${text}.`);
}

function integerFrom(least: number, text: string): number {
  const number = Number(text);
  if (text !== '' && Number.isInteger(number) && number >= least) return number;
  throw new InvalidArgumentError(`Expected a whole number from ${String(least)}, got ${text}.`);
}
