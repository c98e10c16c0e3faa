/** A number's prefix: the number without its last four digits. An attacker that pumps calls has many numbers of one prefix. */
import { cleanText } from '../../contract/typed-text.js';
import { parsePhone } from './phone.js';

/** @param e164 a valid number */
export function prefixOf(e164: string): string {
  return e164.slice(0, -4);
}

/** As events show it, and as `prefixesNamed` reads it: `+7915777****`. */
export function showPrefix(prefix: string): string {
  return `${prefix}****`;
}

/** A text is the beginning of numbers if one of these endings makes it valid. */
const ENDINGS = ['0000', '1234', '5555', '9876'];

/**
 * The prefixes that a person may mean by a prefix or by a whole number; empty if the text is neither. Where numbers have several lengths,
 * a short one may be the beginning of another: both are meant then.
 */
export function prefixesNamed(text: string, defaultCountry?: string): readonly string[] {
  if (text.length > 64) return [];
  const whole = parsePhone(text, defaultCountry);
  const plain = cleanText(text).replace(/[\s().-]/g, '');
  const beginning = /^(\+[1-9]\d{1,10})\*{0,4}$/.exec(plain)?.[1];
  const isBeginning = beginning !== undefined && ENDINGS.some((ending) => parsePhone(beginning + ending)?.e164 === beginning + ending);
  return [...(whole === undefined ? [] : [prefixOf(whole.e164)]), ...(isBeginning ? [beginning] : [])];
}
