/** Whether codes that a provider chose are as hard to guess as their digits promise: looks for repeats, and for steps between codes. */

/** How a row of codes is weak, and how hard one of them is to guess. */
export interface CodeWeakness {
  /** `repeats`: from too small or too uneven a pool. `sequence`: a code can be predicted from the one before better than the pool explains. */
  readonly reason: 'repeats' | 'sequence';
  /**
   * The collision entropy of the codes (`repeats`) or of the steps between them (`sequence`), in bits, rounded down to
   * halves: log2(pairs / pairs that agree). A fair code of four digits has 13.3.
   */
  readonly entropyBits: number;
}

/**
 * The chance that fair codes are called weak is below one in a million, shared by four tests. It holds for one look at a row; further
 * looks at the same row with a few codes more hardly add to it.
 */
const TEST_LEVEL = 1e-6 / 4;

/** Fewer repeats may come from a request that was carried out twice. So a code must come four times, or three others twice. */
const LEAST_REPEATS = 3;

interface Tally {
  readonly draws: number;
  /** Draws of a value that had been drawn before. */
  readonly repeats: number;
  readonly mostOften: number;
  /** Pairs of equal draws. */
  readonly agreeing: number;
}

/**
 * @param codes in the order in which they came, each with the same number of digits
 * @param digits the number of digits
 * @param pool how many equally likely codes are assumed: the claim to refute. At most, and by default, 10^digits
 * @returns undefined if the codes may well come from such a pool
 */
export function findCodeWeakness(
  codes: readonly string[],
  digits: number,
  pool: number = Number.POSITIVE_INFINITY,
): CodeWeakness | undefined {
  const space = 10 ** digits;
  const promised = Math.min(pool, space);
  const numbers = codes.map(Number);
  const values = tally(numbers);
  const steps = tally(stepsBetween(numbers, space));
  const weakness = (reason: CodeWeakness['reason'], shown: Tally): CodeWeakness => {
    const bits = Math.log2(pairsOf(shown.draws) / shown.agreeing);
    return { reason, entropyBits: Math.floor(bits * 2) / 2 };
  };
  if (isImprobable(steps, Math.min(promised, shownPool(values)))) return weakness('sequence', steps);
  return isImprobable(values, promised) ? weakness('repeats', values) : undefined;
}

/**
 * The differences between successive codes, modulo 10^digits. Fair codes have fair steps: whatever came before, all steps are equally
 * likely. If parallel calls swap codes, or other customers take some in between, a counter still gives few different steps (its own, the
 * doubled one, the negative one). So neither their order nor one size is looked for.
 */
function stepsBetween(codes: readonly number[], space: number): readonly number[] {
  return codes.slice(1).map((code, index) => (code - (codes[index] ?? 0) + space) % space);
}

/**
 * How large a pool the repeats indicate: pairs / (agreeing pairs + 1), so that a few codes without a repeat do not indicate a large one.
 * Steps are judged by this pool: of independent draws no step is more likely than two equal draws (Σ p(a) p(a + step) is at most Σ p(a)²,
 * by Cauchy-Schwarz), so a small pool alone does not look like a sequence.
 */
function shownPool({ draws, agreeing }: Tally): number {
  return pairsOf(draws) / (agreeing + 1);
}

/** Whether equally likely draws from `pool` values would show this only once in millions of rows. */
function isImprobable({ draws, repeats, mostOften }: Tally, pool: number): boolean {
  if (repeats < LEAST_REPEATS) return false;
  return chanceOfAgreement(draws, mostOften, pool) < TEST_LEVEL || chanceOfRepeats(draws, repeats, pool) < TEST_LEVEL;
}

/**
 * The chance that `draws` from a pool of equally likely values hold `repeats` or more values seen before. It is exact, draw by draw: draw
 * i + 1 repeats with the chance (i − repeats so far) / pool. For a large pool it is about the Poisson tail of the birthday problem, mean
 * draws² / 2 pool: 300 codes of four digits repeat 4.5 times, and 19 times or more in one row of ten million; from a pool of 1000 they
 * repeat 41 times.
 *
 * It is an upper bound for steps, too: from any pool of that many codes, no step is more likely than 1 / pool.
 */
export function chanceOfRepeats(draws: number, repeats: number, pool: number): number {
  // By repeats so far. Rows with `repeats` or more are left out: a typed array ignores writes beyond its end.
  const chances = new Float64Array(repeats);
  chances[0] = 1;
  for (let drawn = 1; drawn < draws; drawn += 1) {
    for (let seen = Math.min(drawn, repeats) - 1; seen >= 0; seen -= 1) {
      const chance = chances[seen] ?? 0;
      const again = chance * Math.min(1, (drawn - seen) / pool);
      chances[seen] = chance - again;
      chances[seen + 1] = (chances[seen + 1] ?? 0) + again;
    }
  }
  return Math.max(0, 1 - chances.reduce((sum, chance) => sum + chance, 0));
}

/**
 * An upper bound of the chance that some value comes `times` times or more: there are C(draws, times) choices of draws, and each agrees
 * with the chance 1 / pool^(times − 1). One code four times in a row: 1e-12 with four digits. It finds the one code (or step) that comes
 * too often among many fair ones.
 */
export function chanceOfAgreement(draws: number, times: number, pool: number): number {
  let logarithm = -(times - 1) * Math.log(pool);
  for (let each = 1; each <= times; each += 1) logarithm += Math.log((draws - times + each) / each);
  return Math.min(1, Math.exp(logarithm));
}

function tally(values: readonly number[]): Tally {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const times = [...counts.values()];
  return {
    draws: values.length,
    repeats: times.reduce((sum, count) => sum + count - 1, 0),
    mostOften: Math.max(0, ...times),
    agreeing: times.reduce((sum, count) => sum + pairsOf(count), 0),
  };
}

const pairsOf = (count: number): number => (count * (count - 1)) / 2;
