/** How numbers of a country are written, for a page without data about numbers. */

import { Metadata } from 'libphonenumber-js/core';
import { type CountryCode, getExampleNumber, type MetadataJson, type NumberingPlan } from 'libphonenumber-js/max';
import metadata from 'libphonenumber-js/max/metadata';
import examples from 'libphonenumber-js/mobile/examples';
import type { Country } from '../../contract/answers.js';

/** Types of number that can be called here. Other types of a country, such as special services, are longer or shorter. */
const TYPES = ['MOBILE', 'FIXED_LINE'];

/** `undefined` for a country without an example of a mobile number. */
export function countryFormat(country: string): Country | undefined {
  const code = country as CountryCode;
  const example = getExampleNumber(code, examples);
  if (example === undefined) return undefined;
  const { countryCallingCode: callingCode, nationalNumber } = example;
  const national = example.formatNational();
  const dialled = national.replace(/\D/g, '');
  // In a few countries a number is written with other digits at home: "011 15-2345-6789" is +54 9 11 2345 6789.
  const isSame = dialled.endsWith(nationalNumber);
  const nationalPrefix = isSame ? dialled.slice(0, -nationalNumber.length) : '';
  const written = isSame ? national : example.formatInternational().slice(`+${callingCode}`.length);
  return {
    country,
    callingCode,
    mask: maskOf(written, nationalPrefix.length),
    lengths: lengthsOf(code, nationalNumber.length),
    ...(nationalPrefix === '' ? {} : { nationalPrefix }),
    ...internationalPrefixesOf(code),
  };
}

/** `8 (912) 345-67-89` without its prefix is `### ###-##-##`. */
function maskOf(written: string, prefixLength: number): string {
  const rest = written.replace(new RegExp(`^(?:\\D*\\d){${prefixLength}}`), '');
  return rest.replace(/[()]/g, '').replace(/^\D+/, '').replace(/\d/g, '#');
}

/** Absent where 00 is dialled, whatever else may be. Some plans put the carrier's digits behind 00, so that it does not mean the same. */
function internationalPrefixesOf(country: CountryCode): Pick<Country, 'internationalPrefixes'> {
  const plan = planOf(country);
  const pattern = new RegExp(`^(?:${plan?.IDDPrefix() ?? '00'})`);
  const isPlain = (prefix: string): boolean => NEXT_DIGITS.every((next) => pattern.exec(prefix + next)?.[0] === prefix);
  if (isPlain('00')) return {};
  // 8~10 in Russia: the mark stands for a second dial tone.
  const usual = (plan?.defaultIDDPrefix() || plan?.IDDPrefix() || '').replace('~', '');
  if (usual.length < 2 || !isPlain(usual)) return { internationalPrefixes: [] };
  return { internationalPrefixes: usual.startsWith('00') ? [usual] : [usual, '00'] };
}

/** Every beginning of a calling code and what follows it. */
const NEXT_DIGITS = Array.from({ length: 900 }, (_, index) => String(100 + index));

function planOf(country: CountryCode): PlanOfTypes | undefined {
  // JSON that is required gets the type of its contents, which is narrower than the type that the library takes.
  const data = new Metadata(metadata as unknown as MetadataJson);
  data.selectNumberingPlan(country);
  return data.numberingPlan;
}

function lengthsOf(country: CountryCode, usual: number): readonly number[] {
  const plan = planOf(country);
  const lengths = TYPES.flatMap((type) => plan?.type?.(type)?.possibleLengths() ?? []);
  return [...new Set([usual, ...lengths])].sort((a, b) => a - b);
}

/** The library has lengths by type, but does not declare them. */
interface PlanOfTypes extends NumberingPlan {
  type?(name: string): { possibleLengths(): number[] } | undefined;
}
