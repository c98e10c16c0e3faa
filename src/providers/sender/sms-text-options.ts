/** The options of the text: names that nobody can mistake for the code or for its last line. */
import { z } from 'zod';
import { option, optionsObject, type ShapeOf } from '../../options/parse-options.js';

/** Options of `createSmsText`. */
export interface SmsTextOptions {
  /**
   * The host name of the page that takes the code, such as `shop.example`: lower case, in Punycode, without scheme, port and path. It stands
   * in the last line, so that browsers offer the code on that site only (https://wicg.github.io/sms-one-time-codes/). @default no such line
   */
  readonly domain?: string | undefined;
  /** Whose code it is, as people know you: one line without `@` and `#`, and without four digits in a row. @default nobody is named */
  readonly brand?: string | undefined;
  /** So many digits must fit: what the sender has as its `codeLength`. 4 to 8. @default 6 */
  readonly codeLength?: number | undefined;
}

const DOMAIN = 'a host name such as "shop.example", in lower case and Punycode, without scheme, port and path';
const BRAND =
  'one line of visible characters, without "@" and "#", and without four digits in a row (not even as "12-34"), which look like a code';

/** Labels of RFC 1123; the last one is no number, so that an address is not a name. */
const HOST_NAME = /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?!\d+$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** Also knows Punycode that means nothing. */
function isHostName(text: string): boolean {
  return text === 'localhost' || (HOST_NAME.test(text) && hostOf(text) === text);
}

function hostOf(text: string): string | undefined {
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
  return URL.canParse(url) ? new URL(url).hostname.replace(/\.$/, '') : undefined;
}

/** What people give in its place: a URL, a name with a port, with an `@`, in capitals or in their own script. */
function meantBy(text: string): string | undefined {
  const trimmed = text.trim();
  const host = /\s/.test(trimmed) ? undefined : hostOf(trimmed.replace(/^@/, ''));
  return host !== undefined && isHostName(host) ? host : undefined;
}

const domainOption = z.string({ error: DOMAIN }).superRefine((given, context) => {
  if (isHostName(given)) return;
  const meant = meantBy(given);
  context.addIssue({ code: 'custom', message: meant === undefined ? DOMAIN : `${DOMAIN}, probably "${meant}"` });
});

/** What cannot be seen, or is not there: controls, marks of direction, joiners, unassigned and private signs, and the empty braille cell. */
const UNSEEN = /\p{C}|\p{DI}|\u2800|\uFFFC|\u20E3/u;
/** Telephones look for four to eight digits, also with something between them: `123-456`. */
const LIKE_A_CODE = /\p{N}(?:[\s.,·‑–—_-]?\p{N}){3}/u;

function isBrand(text: string): boolean {
  const looksAlike = text.normalize('NFKC');
  return (
    /^[^\s\p{M}](?:.*\S)?$/u.test(text) &&
    !UNSEEN.test(text) &&
    !/[^\S ]/.test(text) &&
    !/[@#]/.test(looksAlike) &&
    !LIKE_A_CODE.test(looksAlike)
  );
}

export const smsTextSchema = z.strictObject(
  {
    domain: domainOption.optional(),
    brand: z.string({ error: BRAND }).refine(isBrand, { error: BRAND }).optional(),
    codeLength: option.integer(4, 8).default(6),
  } satisfies ShapeOf<SmsTextOptions>,
  { error: optionsObject('an object of options such as { domain: "shop.example" }') },
);
