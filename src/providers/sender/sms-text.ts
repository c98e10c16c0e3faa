/** Builds the text of an SMS with a code: one segment, and a last line that browsers fill in. */
import { ConfigurationError } from '../../options/configuration-error.js';
import { parseOptions } from '../../options/parse-options.js';
import { SenderRefused } from './sender-refused.js';
import { languageOf, SMS_LANGUAGES, type SmsLanguage } from './sms-languages.js';
import { type SmsSize, sizeOfSms } from './sms-segment.js';
import { type SmsTextOptions, smsTextSchema } from './sms-text-options.js';

const FACTORY = 'createSmsText';

/** What the text is made of; a sender's `send` can pass on what it was given. */
export interface SmsTextMessage {
  /** The code, digits only. */
  readonly code: string;
  /** A BCP 47 tag. Russian and Slovak have words of their own, all others are written to in English. @default English */
  readonly language?: string | undefined;
}

/** The names that stand in the text. */
type Names = Readonly<Record<'domain' | 'brand', string | undefined>>;

/** "Origin-bound one-time codes delivered via SMS" (WICG): `@` and the host, one space, `#` and the code. */
const lastLine = (code: string, domain: string | undefined): string => (domain === undefined ? '' : `\n@${domain} #${code}`);

function textsOf({ before, wordings }: SmsLanguage, code: string, { domain, brand }: Names): readonly string[] {
  const stop = brand !== undefined && /[.!?…]$/.test(brand) ? '' : '.';
  const of = `${brand === undefined ? '' : before + brand}${stop}`;
  return wordings.map((wording) => wording(code, of) + lastLine(code, domain));
}

const excessOf = ({ length, most }: SmsSize): number => length - most;
const fits = (text: string): boolean => excessOf(sizeOfSms(text)) <= 0;

/**
 * Makes the texts of SMS messages with codes: `123456 is your code. Never tell it to anyone.`, and with `domain` the last line
 * `@shop.example #123456`, from which browsers fill in the code. Each text is one segment: 160 characters of the GSM alphabet, or 70 if one
 * of them is not in it, as in Russian. Where a language has a shorter wording, it is taken if the longer one does not fit.
 *
 * @returns a function that is given what a sender's `send` was given. It throws `SenderRefused` for a code that is longer than `codeLength`
 * and makes the text too long
 * @throws {ConfigurationError} if the text of one of the languages cannot be one segment
 */
export function createSmsText(options: SmsTextOptions = {}): (message: SmsTextMessage) => string {
  const { codeLength, domain, brand } = parseOptions(FACTORY, smsTextSchema, options);
  const names: Names = { domain, brand };
  checkLengths('0'.repeat(codeLength), names);
  return ({ code, language }) => {
    if (!/^\d+$/.test(code)) throw new SenderRefused({ blame: 'provider', reason: 'code_not_digits' });
    const text = textsOf(languageOf(language), code, names).find(fits);
    if (text === undefined) throw new SenderRefused({ blame: 'provider', reason: 'text_too_long' });
    return text;
  };
}

/** Tells of the language whose shortest text is the longest. */
function checkLengths(code: string, names: Names): void {
  const [worst] = SMS_LANGUAGES.map((language) => ({ language, size: shortestOf(textsOf(language, code, names)) })).sort(
    (one, other) => excessOf(other.size) - excessOf(one.size),
  );
  if (worst === undefined || excessOf(worst.size) <= 0) return;
  const { length, most } = worst.size;
  throw new ConfigurationError(
    FACTORY,
    names.brand === undefined ? 'domain' : 'brand',
    `makes the text in ${worst.language.name} longer than one SMS: ${length} characters, and ${most} fit. ${advise(length - most, names)}`,
  );
}

function shortestOf(texts: readonly string[]): SmsSize {
  const [shortest] = texts.map(sizeOfSms).sort((one, other) => excessOf(one) - excessOf(other));
  if (shortest === undefined) throw new Error('a language without words');
  return shortest;
}

function advise(excess: number, { domain, brand }: Names): string {
  const many = excess === 1 ? '1 character' : `${excess} characters`;
  const ways = [
    ...(brand === undefined ? [] : [excess < brand.length ? `shorten "brand" by ${many}` : 'leave "brand" out']),
    ...(domain === undefined
      ? []
      : [`take a "domain" that is ${many} shorter`, 'leave "domain" out (then no browser knows whose code it is)']),
  ];
  const text = ways.join(', or ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
