/** Finds blocked beginnings of numbers that contradict the host's other options. */
import { callingPrefix } from '../core/phone/phone.js';
import { ConfigurationError } from '../options/configuration-error.js';
import type { ResolvedOptions } from './call-verification-options.js';

/**
 * A whole country may be blocked by its calling code only where all countries are served; from a list it is simply left out.
 *
 * @throws {ConfigurationError} if a prefix blocks all numbers of a listed country, or if a test number is blocked
 */
export function assertBlockedPrefixes(
  { blockedPrefixes, countries, testNumbers }: Pick<ResolvedOptions, 'blockedPrefixes' | 'countries' | 'testNumbers'>,
  isBlocked: (e164: string) => boolean,
): void {
  const fail = (option: string, explanation: string): never => {
    throw new ConfigurationError('createCallVerification', option, explanation);
  };
  for (const country of countries === 'any' ? [] : countries) {
    const prefix = blockedPrefixes.find((each) => callingPrefix(country).startsWith(each));
    if (prefix !== undefined)
      fail(
        'blockedPrefixes',
        `has "${prefix}", which blocks every number of ${country}. Write more digits, or take ${country} out of "countries".`,
      );
  }
  if (Object.keys(testNumbers).some(isBlocked))
    fail(
      'testNumbers',
      'has a number that is in "blockedPrefixes" or in the list of docs/abuse.md, so nobody could use it. Take another number.',
    );
}
