/**
 * Finds the country and the digits in what a person types or pastes, and shows them in the country's mask. The server decides whether
 * they are valid.
 */
import type { Country } from '../../contract/answers.js';

/** A number as the field has it. */
export interface PhoneEntry {
  /** The country of the calling code; undefined for a number with a calling code that is not listed. */
  readonly country: Country | undefined;
  /** What the field shows: the national part in the mask, or an international number as it was typed. */
  readonly text: string;
}

const digitsOf = (text: string): string => text.normalize('NFKC').replace(/\D/g, '');

/** An international number begins with a plus, or with 00, which is dialled in most of the world. */
function internationalDigits(text: string): string | undefined {
  const plain = text.normalize('NFKC').trim();
  if (/^[(\s]*\+/.test(plain)) return digitsOf(plain);
  return /^00[1-9]/.test(plain) ? digitsOf(plain).slice(2) : undefined;
}

/** Countries whose calling code the digits begin with, longest code first; among equal codes `preferred` comes first. */
function findCountry(digits: string, countries: readonly Country[], preferred: Country | undefined): Country | undefined {
  const fitting = countries.filter(({ callingCode }) => digits.startsWith(callingCode));
  const longest = Math.max(...fitting.map(({ callingCode }) => callingCode.length));
  const best = fitting.filter(({ callingCode }) => callingCode.length === longest);
  return best.find((country) => country === preferred) ?? best[0];
}

/**
 * Reads the field.
 *
 * @param preferred the country chosen so far
 */
export function readPhone(text: string, countries: readonly Country[], preferred: Country | undefined): PhoneEntry {
  const international = internationalDigits(text);
  if (international !== undefined) {
    const country = findCountry(international, countries, preferred);
    if (country === undefined) return { country: preferred, text: keepFree(text) };
    return { country, text: applyMask(withoutPrefix(international.slice(country.callingCode.length), country), country.mask) };
  }
  if (preferred === undefined || text.trim() === '+') return { country: preferred, text: keepFree(text) };
  return { country: preferred, text: applyMask(nationalDigits(digitsOf(text), preferred), preferred.mask) };
}

/** Removes what may stand before a national number: its calling code without a plus, or the prefix that is dialled at home. */
function nationalDigits(digits: string, country: Country): string {
  const { callingCode, lengths } = country;
  const longest = lengths.at(-1) ?? digitsOf(country.mask.replaceAll('#', '0')).length;
  if (digits.length <= longest) return digits;
  if (digits.startsWith(callingCode) && lengths.includes(digits.length - callingCode.length)) return digits.slice(callingCode.length);
  return withoutPrefix(digits, country);
}

/** People also write +7 8 915 or 0915. If the number is too long with the prefix, it is meant without it. */
function withoutPrefix(digits: string, { lengths, nationalPrefix }: Country): string {
  const longest = lengths.at(-1) ?? Number.POSITIVE_INFINITY;
  const hasPrefix = nationalPrefix !== undefined && digits.startsWith(nationalPrefix);
  return hasPrefix && digits.length > longest ? digits.slice(nationalPrefix.length) : digits;
}

/** Only the characters of a written number, without any check. */
function keepFree(text: string): string {
  return text.normalize('NFKC').replace(/[^\d+()\s./-]/g, '');
}

/** Puts digits into a mask. Extra digits follow at its end, because lengths differ within a country. */
export function applyMask(digits: string, mask: string): string {
  let rest = digits;
  let text = '';
  for (const sign of mask) {
    if (rest === '') return text;
    if (sign === '#') {
      text += rest.slice(0, 1);
      rest = rest.slice(1);
    } else text += sign;
  }
  return text + rest;
}

/** What is sent to the server: with plus and calling code if they are known. */
export function phoneToSend({ country, text }: PhoneEntry): string {
  const isInternational = internationalDigits(text) !== undefined;
  return country === undefined || isInternational ? text.trim() : `+${country.callingCode}${digitsOf(text)}`;
}

/** Where the caret must be so that as many digits are before it as before the text was changed. */
export function caretAfterDigits(text: string, digits: number): number {
  let seen = 0;
  for (let index = 0; index < text.length; index += 1) {
    if (seen === digits) return index;
    if (/\d/.test(text.charAt(index))) seen += 1;
  }
  return text.length;
}

/** How many digits are before the caret. */
export function digitsBefore(text: string, caret: number): number {
  return digitsOf(text.slice(0, caret)).length;
}
