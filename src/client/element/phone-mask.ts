/**
 * Finds the country and the digits in what a person types or pastes, and shows them in the country's mask. The server decides whether
 * they are valid.
 */
import type { Country } from '../../contract/answers.js';
import { cleanText, DIALLED_ABROAD } from '../../contract/typed-text.js';

/** A number as the field has it. */
export interface PhoneEntry {
  /** The country that is chosen. */
  readonly country: Country | undefined;
  /** What the field shows: the national part in the country's mask, or what is free. */
  readonly text: string;
  /** The server gets the text as it is: no country was found in it, or none is known. It is never completed with the chosen country. */
  readonly isFree: boolean;
}

/** The digits of every script, as 0 to 9. */
export const digitsOf = (text: string): string => cleanText(text).replace(/\D/g, '');

/** What follows a digit makes another number of it: an extension, a second number, a parameter of a URI. The server may understand it. */
function isMoreThanDigits(text: string): boolean {
  return /[;%]|[\p{L},#][^\p{L},#]*\d/u.test(text.slice(text.search(/\d/)));
}

/**
 * The calling code and what follows it, if the text is an international number: behind a plus, or behind what is dialled in the chosen
 * country (elsewhere mostly 00). Empty if it must be one, but cannot be read.
 */
function internationalDigits(text: string, country: Country | undefined): string | undefined {
  const digits = digitsOf(text);
  if (isMoreThanDigits(text)) return '';
  if (text.includes('+')) return /^[^+\d]*\++[^+]*$/.test(text) ? digits : '';
  const prefix = (country?.internationalPrefixes ?? ['00']).find((each) => digits.startsWith(each));
  if (prefix !== undefined) return digits.slice(prefix.length);
  return digits.startsWith('00') || DIALLED_ABROAD.test(digits) ? '' : undefined;
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
  const plain = cleanText(text);
  const international = internationalDigits(plain, preferred);
  const country = international === undefined ? preferred : findCountry(international, countries, preferred);
  if (country === undefined) return { country: preferred, text: keepFree(plain), isFree: true };
  const digits =
    international === undefined
      ? nationalDigits(digitsOf(plain), country)
      : withoutPrefix(international.slice(country.callingCode.length), country);
  return { country, text: applyMask(digits, country.mask), isFree: false };
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

/** Only the characters of a written number, unless others have a meaning in it. */
function keepFree(text: string): string {
  return isMoreThanDigits(text) ? text : text.replace(/[^\d+()\s./~-]/g, '');
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
export function phoneToSend({ country, text, isFree }: PhoneEntry): string {
  return country === undefined || isFree ? text.trim() : `+${country.callingCode}${digitsOf(text)}`;
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
