/** Half and almost all of some measurements lie below these. */
export interface Quantiles {
  readonly p50: number;
  readonly p99: number;
}

/** The quantiles of measurements, by the nearest rank; zeros without any. */
export function quantilesOf(values: readonly number[]): Quantiles {
  const sorted = [...values].sort((one, other) => one - other);
  return { p50: rank(sorted, 0.5), p99: rank(sorted, 0.99) };
}

/** The median of some values; 0 without any. */
export function medianOf(values: readonly number[]): number {
  return quantilesOf(values).p50;
}

function rank(sorted: readonly number[], share: number): number {
  const index = Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1);
  return Math.round((sorted[Math.max(0, index)] ?? 0) * 10) / 10;
}
