/** Ranges that libphonenumber's metadata takes for ordinary numbers, and that are not called. */

/** One range, and how it is known. */
export interface ExtraRange {
  /** The beginning of its numbers in E.164. */
  readonly prefix: string;
  /** What stands behind these numbers. */
  readonly use: string;
  /** Where that is said, and when. */
  readonly source: string;
  /** The day when source and metadata were compared. */
  readonly checkedOn: string;
}

const checkedOn = '2026-11-29';
const ABKHAZIA = 'Interfax, "Abkhazia gets Russian fixed, mobile telephone codes", 28 Sep 2009';
const SOUTH_OSSETIA = 'ict-online.ru, news 130860: Russia gives South Ossetia the codes 850 and 998 (agreement announced on 3 Jun 2014)';

/**
 * They are dear, or abroad, although their numbers are Russian by form. The metadata of libphonenumber-js 1.13.16 calls them Russian numbers,
 * mobile or fixed; +7 850 it does not know yet.
 */
export const EXTRA_RANGES: readonly ExtraRange[] = Object.freeze([
  { prefix: '+7840', use: 'Abkhazia, fixed', source: ABKHAZIA, checkedOn },
  { prefix: '+7940', use: 'Abkhazia, mobile', source: ABKHAZIA, checkedOn },
  { prefix: '+7850', use: 'South Ossetia, fixed', source: SOUTH_OSSETIA, checkedOn },
  { prefix: '+7998', use: 'South Ossetia, mobile', source: SOUTH_OSSETIA, checkedOn },
  {
    prefix: '+7954',
    use: 'satellite telephones (GlobalTel, the Russian operator of Globalstar)',
    source: 'globaltel.ru, "Automatic Customer Care Service", which telephones call as 8 (954) 206 2730',
    checkedOn,
  },
]);

/** The beginning of a number in E.164, one digit or more. */
export const E164_BEGINNING = /^\+[1-9]\d{0,14}$/;

/** Tells the numbers of these ranges, and of the host's own beginnings, from all others. @param own each like `+7940` */
export function createBlockedRanges(own: readonly string[]): (e164: string) => boolean {
  const prefixes = [...EXTRA_RANGES.map(({ prefix }) => prefix), ...own];
  return (e164) => prefixes.some((prefix) => e164.startsWith(prefix));
}
