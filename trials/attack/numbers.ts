/** Russian mobile numbers, which share prefixes as real ones do. */
import type { Chance } from '../proof/chance.js';

/** What a breaker goes by: the number without its last four digits. */
export function prefixOf(phone: string): string {
  return phone.slice(0, -4);
}

/** Ranges of one operator.
 *
 * @param first six digits, behind the country's calling code */
export function prefixesFrom(first: number, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `+7${String(first + index)}`);
}

/** As many different numbers of one prefix, at most 10 000. `from` sets those of one user apart from another's. */
export function numbersOfPrefix(prefix: string, count: number, from = 0): string[] {
  return Array.from({ length: count }, (_, index) => prefix + String(from + index).padStart(4, '0'));
}

/** Different numbers all over the country, as a list that somebody bought would have. */
export function numbersAnywhere(count: number, chance: Chance): string[] {
  const numbers = new Set<string>();
  while (numbers.size < count) {
    const number = `+79${String(100_000_000 + chance.between(0, 900_000_000))}`;
    // These are of satellites and of other countries, and never called.
    if (!/^\+79(?:40|54|98)/.test(number)) numbers.add(number);
  }
  return [...numbers];
}
