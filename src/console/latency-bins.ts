/** A histogram of how long providers take to answer, and what share of answers came within which time. */

/** Upper ends in milliseconds. What takes longer falls into a last bin. */
const ENDS = [20, 40, 60, 80, 100, 150, 200, 300, 400, 600, 800, 1200, 2000, 4000, 8000] as const;

export const LATENCY_BINS = ENDS.length + 1;

export function binOf(ms: number): number {
  const bin = ENDS.findIndex((end) => ms <= end);
  return bin === -1 ? ENDS.length : bin;
}

/**
 * The time within which this share of answers came, as exact as the bins are: answers count as spread evenly over their bin.
 *
 * @returns whole milliseconds, the last bin as its beginning; `null` without answers
 */
export function quantile(bins: ArrayLike<number>, share: number): number | null {
  let total = 0;
  for (let bin = 0; bin < LATENCY_BINS; bin += 1) total += bins[bin] ?? 0;
  if (total <= 0) return null;
  let left = total * share;
  for (const [bin, end] of ENDS.entries()) {
    const count = bins[bin] ?? 0;
    const begin = ENDS[bin - 1] ?? 0;
    if (count > 0 && left <= count) return Math.round(begin + ((end - begin) * left) / count);
    left -= count;
  }
  return ENDS.at(-1) ?? null;
}
