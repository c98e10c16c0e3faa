/** The options that name countries. A wrong code is told the right one where it is plain what was meant. */
import { z } from 'zod';
import { isKnownCountry, knownCountries } from '../core/phone/phone.js';
import { option } from './parse-options.js';

const COUNTRY = 'an ISO 3166 alpha-2 country code';

/**
 * Codes that look like ISO 3166 alpha-2 and are none: of other lists, of languages (ISO 639), of states that are gone, and the usual ones
 * of three letters. Where two countries may be meant, both.
 */
const MEANT: ReadonlyMap<string, readonly string[]> = new Map(
  [
    'UK:GB,UA EN:GB,US SU:RU EL:GR KO:KR JA:JP ZH:CN CS:CZ DA:DK SQ:AL HY:AM KA:GE KK:KZ HE:IL FA:IR HI:IN',
    'RUS:RU BLR:BY KAZ:KZ UKR:UA SVK:SK CZE:CZ POL:PL HUN:HU AUT:AT DEU:DE GER:DE FRA:FR ITA:IT ESP:ES PRT:PT GBR:GB ENG:GB IRL:IE',
    'USA:US CAN:CA MEX:MX BRA:BR AUS:AU CHN:CN JPN:JP KOR:KR IND:IN TUR:TR ISR:IL ARE:AE UAE:AE ARM:AM GEO:GE AZE:AZ UZB:UZ KGZ:KG',
    'TJK:TJ TKM:TM MDA:MD EST:EE LVA:LV LTU:LT FIN:FI SWE:SE NOR:NO DNK:DK NLD:NL BEL:BE CHE:CH GRC:GR ROU:RO BGR:BG SRB:RS HRV:HR',
  ].flatMap((line) =>
    line.split(' ').map((pair) => {
      const [wrong = '', right = ''] = pair.split(':');
      return [wrong, right.split(',')] as const;
    }),
  ),
);

/** One country. */
export function countryOption() {
  return z.string({ error: COUNTRY }).superRefine((given, context) => {
    if (isKnownCountry(given)) return;
    const meant = countriesMeant(given).map((code) => `"${code}" (${nameOf(code)})`);
    context.addIssue(
      meant.length === 0
        ? { code: 'custom', message: `${COUNTRY} in capitals, such as "RU"` }
        : { code: 'custom', message: `${COUNTRY} in capitals, probably ${meant.join(' or ')}`, params: { isQuoted: true } },
    );
  });
}

/** @param expected what to say to anything but a list */
export const countriesOption = (expected: string) => option.listOf(countryOption(), expected);

function countriesMeant(given: string): readonly string[] {
  const capitals = given.trim().toUpperCase();
  const ofTable = MEANT.get(capitals);
  if (ofTable !== undefined) return ofTable;
  if (isKnownCountry(capitals)) return [capitals];
  return knownCountries().filter((code) => nameOf(code).toUpperCase() === capitals);
}

/** In English, as Node's ICU has it. */
function nameOf(code: string): string {
  return new Intl.DisplayNames('en', { type: 'region' }).of(code) ?? code;
}
