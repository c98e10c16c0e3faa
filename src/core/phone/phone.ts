/** Reads a phone number as the person wrote it, says what type it is, and masks it for answers and logs. */
import {
  type CountryCode,
  getCountries,
  getCountryCallingCode,
  isSupportedCountry,
  parsePhoneNumberWithError,
} from 'libphonenumber-js/max';
import { cleanText, DIALLED_ABROAD } from '../../contract/typed-text.js';
import { readTelUri } from './tel-uri.js';

/** The types of number a method may serve. A number that may be either counts as both. */
export type NumberType = 'mobile' | 'fixed';

/** A valid number of a supported type. */
export interface Phone {
  /** With its plus, for example `+79157777777` (ITU-T E.164). */
  readonly e164: string;
  /** ISO 3166 alpha-2. */
  readonly country: string;
  /** The country calling code without plus. */
  readonly callingCode: string;
  readonly types: readonly NumberType[];
}

/** Premium, shared-cost, toll-free, satellite, pager, UAN, voicemail, personal and VoIP numbers are never called. */
const TYPES: Readonly<Record<string, readonly NumberType[]>> = {
  MOBILE: ['mobile'],
  FIXED_LINE: ['fixed'],
  FIXED_LINE_OR_MOBILE: ['mobile', 'fixed'],
};

/**
 * Reads one phone number, as people write it or as a `tel:` URI; `undefined` if the text is not a phone number, has an extension, belongs
 * to no country, or is of a type that is not called.
 *
 * @param defaultCountry for national formats; without it only international ones are read
 */
export function parsePhone(text: string, defaultCountry?: string): Phone | undefined {
  if (text.length > 64) return undefined;
  // The parser knows no bracket before a plus: (+7) 915 777-77-77.
  const written = readTelUri(cleanText(text))?.replace(/^[\s(]+(?=\+)/, '');
  if (written === undefined) return undefined;
  try {
    const parsed = parsePhoneNumberWithError(written, {
      // By default the parser would extract a number from any text around it.
      extract: false,
      ...(defaultCountry === undefined ? {} : { defaultCountry: defaultCountry as CountryCode }),
    });
    const types = TYPES[parsed.getType() ?? ''];
    if (parsed.ext !== undefined || parsed.country === undefined || types === undefined || !parsed.isValid()) return undefined;
    if (isTakenForNational(parsed.number, written)) return undefined;
    return { e164: parsed.number, country: parsed.country, callingCode: parsed.countryCallingCode, types };
  } catch {
    return undefined;
  }
}

/** The beginning of a country's numbers in E.164: `+7` for `RU` and `KZ`. @param country one that `isKnownCountry` */
export function callingPrefix(country: string): string {
  return `+${getCountryCallingCode(country as CountryCode)}`;
}

/** Whether a number as it is dialled from elsewhere was completed with the default country, and became a stranger's. */
function isTakenForNational(e164: string, written: string): boolean {
  const digits = written.replace(/\D/g, '');
  return DIALLED_ABROAD.test(digits) && e164.endsWith(digits.replace(/^0/, ''));
}

/** Whether `country` is an ISO 3166 alpha-2 code whose numbers can be recognised. */
export function isKnownCountry(country: string): boolean {
  return isSupportedCountry(country);
}

/** All that `isKnownCountry`. */
export function knownCountries(): readonly string[] {
  return getCountries();
}

/** `+7********77`: the calling code and the last two digits, which are not part of any code. */
export function maskPhone({ e164, callingCode }: Pick<Phone, 'e164' | 'callingCode'>): string {
  const hidden = e164.length - 1 - callingCode.length - 2;
  return `+${callingCode}${'*'.repeat(Math.max(0, hidden))}${e164.slice(-2)}`;
}
