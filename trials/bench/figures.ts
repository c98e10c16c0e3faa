/** Medians, spreads, and ratios of rounds that stood side by side. */

/** The value below which so large a share of the others lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(at)] ?? Number.NaN, sorted[Math.ceil(at)] ?? Number.NaN];
  return low + (high - low) * (at - Math.floor(at));
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

export const spreadOf = (values: readonly number[]): { median: number; p99: number } => ({
  median: median(values),
  p99: quantile(values, 0.99),
});

/** The median of the ratios of each round: what disturbs a round disturbs both. */
export function ratioOf(baseline: readonly number[], measured: readonly number[]): number {
  if (baseline.length !== measured.length) throw new RangeError('rounds must stand side by side');
  return median(measured.map((value, round) => (baseline[round] ?? Number.NaN) / value));
}
