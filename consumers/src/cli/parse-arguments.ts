import { InvalidArgumentError } from 'commander';

/** A whole number from 1. @throws InvalidArgumentError of commander. */
export function positiveInteger(text: string): number {
  return integerFrom(1, text);
}

/** The number of a partition. @throws InvalidArgumentError of commander. */
export function partitionNumber(text: string): number {
  return integerFrom(0, text);
}

function integerFrom(least: number, text: string): number {
  const number = Number(text);
  if (text !== '' && Number.isInteger(number) && number >= least) return number;
  throw new InvalidArgumentError(`Expected a whole number from ${String(least)}, got ${text}.`);
}
