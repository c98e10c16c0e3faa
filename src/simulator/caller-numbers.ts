/** The numbers that the simulated providers call from. */
import { randomInt } from 'node:crypto';

export type CallerCountry = 'RU' | 'SK';

/** Fixed-line numbers of Moscow and Bratislava whose last digits are replaced by the code. */
const POOL: Readonly<Record<CallerCountry, string>> = { RU: '74955550000', SK: '421222200000' };

/** How many digits of a calling number can be a code at most: those after the area code. */
export const MAX_CODE_DIGITS = 7;

/** A calling number, in digits, that ends with `code`. */
export function callerEndingWith(code: string, country: CallerCountry): string {
  return POOL[country].slice(0, -code.length) + code;
}

/** A code that the provider chooses. */
export function randomCode(digits: number): string {
  return String(randomInt(10 ** digits)).padStart(digits, '0');
}

/** Another code of the same length. */
export function otherCode(code: string): string {
  return String((Number(code) + 1) % 10 ** code.length).padStart(code.length, '0');
}
