/** The texts of SMS messages with codes: what they say, what does not fit, and what cannot be a brand or a domain. */
import { ConfigurationError, createSmsText, SenderRefused } from 'express-call-verification';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

type Options = Parameters<typeof createSmsText>[0];

const CODE = '804213';
const LANGUAGES = ['en', 'ru', 'sk'] as const;
const write = (options: Options, language?: string, code = CODE): string => createSmsText(options)({ code, language });

function refusalOf(options: unknown): ConfigurationError {
  try {
    createSmsText(options as Options);
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
  }
  throw new Error('the options were taken');
}

/** Counted once more, by the list of the characters that the texts and the names of these tests have. */
function isOneSegment(text: string): boolean {
  const isGsm = /^[\w\n @#.,:;!?'"()%&*+/<=>€[\]{}|~^\\£$¥èéùìòÇØøÅåÆæßÉÄÖÑÜ§¿äöñüà¡¤ΔΦΓΛΩΠΨΣΘΞ-]*$/.test(text);
  return isGsm ? text.length + (text.match(/[€[\]{}|~^\\]/g)?.length ?? 0) <= 160 : text.length <= 70;
}

/** "Parse a domain-bound code message" of the WICG's draft: the last line is `@`, the host, a space, `#` and the code. */
const boundTo = (text: string): readonly (string | undefined)[] => /^@(\S+) #(\S+)$/.exec(text.split('\n').at(-1) ?? '')?.slice(1) ?? [];

describe('the text of an SMS', () => {
  it.each([
    [{}, 'en', '804213 is your code. Never tell it to anyone.'],
    [{}, 'ru', '804213 — ваш код. Никому его не сообщайте.'],
    [{}, 'sk', '804213 je váš kód. Nikomu ho nehovorte.'],
    [{ domain: 'shop.example' }, 'en', '804213 is your code. Never tell it to anyone.\n@shop.example #804213'],
    [{ domain: 'shop.example' }, 'ru', '804213 — ваш код. Никому его не сообщайте.\n@shop.example #804213'],
    [{ domain: 'shop.example' }, 'sk', '804213 je váš kód. Nikomu ho nehovorte.\n@shop.example #804213'],
    [{ brand: 'Shop' }, 'en', '804213 is your code for Shop. Never tell it to anyone.'],
    [{ brand: 'Shop' }, 'ru', '804213 — ваш код Shop. Никому его не сообщайте.'],
    [{ brand: 'Shop' }, 'sk', '804213 je váš kód pre Shop. Nikomu ho nehovorte.'],
    [{ brand: 'Obchod s.r.o.' }, 'sk', '804213 je váš kód pre Obchod s.r.o. Nikomu ho nehovorte.'],
    [{ brand: 'Shop', domain: 'shop.example' }, 'en', '804213 is your code for Shop. Never tell it to anyone.\n@shop.example #804213'],
    [{ brand: 'Shop', domain: 'shop.example' }, 'ru', '804213 — ваш код Shop. Никому его не сообщайте.\n@shop.example #804213'],
    [{ brand: 'Shop', domain: 'shop.example' }, 'sk', '804213 je váš kód pre Shop. Nikomu ho nehovorte.\n@shop.example #804213'],
    // The shorter wordings, of 70 characters or of 160.
    [{ brand: 'Bakery', domain: 'shop.example' }, 'ru', '804213 — код Bakery. Никому не сообщайте.\n@shop.example #804213'],
    [{ brand: 'Bakery', domain: 'shop.example' }, 'sk', '804213 je vas kod pre Bakery. Nikomu ho nehovorte.\n@shop.example #804213'],
    [{ brand: 'Пекарня', domain: 'bakery.example' }, 'sk', '804213: kód pre Пекарня. Nikomu nehovorte.\n@bakery.example #804213'],
    [{ brand: 'Пекарня', domain: 'bakery.example' }, 'en', '804213: code for Пекарня. Tell nobody.\n@bakery.example #804213'],
  ] as const)('of %j in %s', (options, language, text) => {
    expect(write(options, language)).toBe(text);
    expect(isOneSegment(text)).toBe(true);
  });

  it.each([
    ['ru-RU', 'ru'],
    ['RU', 'ru'],
    ['ru_RU', 'ru'],
    ['ru-Cyrl-KZ', 'ru'],
    ['sk-SK', 'sk'],
    ['en-GB', 'en'],
    ['de', 'en'],
    ['rue', 'en'],
    ['', 'en'],
    ['*', 'en'],
    ['toString', 'en'],
    [undefined, 'en'],
  ])('in the language %s is that in %s', (tag, language) => {
    expect(write({ domain: 'shop.example' }, tag)).toBe(write({ domain: 'shop.example' }, language));
  });

  it('takes what a sender was given', () => {
    const message = { phone: '+79157777777', code: CODE, purpose: 'sign-in', verificationTxn: 'x', language: undefined };
    expect(createSmsText()(message)).toBe('804213 is your code. Never tell it to anyone.');
  });

  it.each([4, 5, 6, 7, 8])('has codes of %d digits', (codeLength) => {
    const code = '0123456789'.slice(0, codeLength);
    for (const language of LANGUAGES) {
      const text = write({ codeLength, domain: 'shop.example', brand: 'Shop' }, language, code);
      expect(/^\d+/.exec(text)?.[0]).toBe(code);
      expect(boundTo(text)).toEqual(['shop.example', code]);
    }
  });

  it('has a longer code than said, if that fits, and refuses it if not', () => {
    const sms = createSmsText({ codeLength: 4, domain: 'accounts.shop-of-6.example' });
    expect(sms({ code: '123456', language: 'en' })).toContain('\n@accounts.shop-of-6.example #123456');
    expect(sms({ code: '123456', language: 'ru' })).toContain('#123456');
    expect(() => sms({ code: '1234567', language: 'ru' })).toThrow(SenderRefused);
    expect(() => sms({ code: '12345678', language: 'ru' })).toThrow(
      expect.objectContaining({ blame: 'provider', reason: 'text_too_long' }),
    );
  });

  it.each(['', '12 34', '1234\n@evil.example #1234', '١٢٣٤', 'code'])('refuses a code that is not digits: %j', (code) => {
    expect(() => createSmsText()({ code })).toThrow(expect.objectContaining({ blame: 'provider', reason: 'code_not_digits' }));
  });

  it('is one segment that begins with the code and ends with the bound line, whatever the names are', () => {
    const label = fc.stringMatching(/^[a-z](?:[a-z0-9-]{0,12}[a-z0-9])?$/);
    const domain = fc.array(label, { minLength: 2, maxLength: 4 }).map((labels) => labels.join('.'));
    const brand = fc.stringMatching(/^[A-Za-zА-Яа-яčšžô€[\]{}~ç&.,!🍕](?:[A-Za-zА-Яа-яčšžô€[\]{}~ç&.,!🍕 ]{0,20}[A-Za-zА-Яа-я€.])?$/u);
    let made = 0;
    fc.assert(
      fc.property(
        fc.option(domain, { nil: undefined }),
        fc.option(brand, { nil: undefined }),
        fc.integer({ min: 4, max: 8 }),
        fc.constantFrom(...LANGUAGES),
        fc.stringMatching(/^\d{8}$/),
        (domain, brand, codeLength, language, digits) => {
          const code = digits.slice(0, codeLength);
          let text: string;
          try {
            text = write({ domain, brand, codeLength }, language, code);
          } catch (error) {
            // Nothing but the length may be wrong, and then it is, without any names that could be left out.
            expect(error).toMatchObject({ message: expect.stringMatching(/longer than one SMS/) });
            return;
          }
          made += 1;
          expect(isOneSegment(text)).toBe(true);
          expect(/^\d+/.exec(text)?.[0]).toBe(code);
          expect(boundTo(text)).toEqual(domain === undefined ? [] : [domain, code]);
          expect(text.split('\n')).toHaveLength(domain === undefined ? 1 : 2);
          expect(text).toContain(brand ?? '');
        },
      ),
      { numRuns: 500 },
    );
    expect(made).toBeGreaterThan(100);
  });
});

describe('a text that does not fit', () => {
  it.each([
    [
      { brand: 'ПекарняЗаУглом', domain: 'bakery.example' },
      'brand',
      'makes the text in Russian longer than one SMS: 73 characters, and 70 fit. Shorten "brand" by 3 characters, or take a "domain" that is 3 characters shorter, or leave "domain" out (then no browser knows whose code it is).',
    ],
    [
      { domain: 'accounts.the-bakery-at-the-corner.example' },
      'domain',
      'makes the text in Russian longer than one SMS: 85 characters, and 70 fit. Take a "domain" that is 15 characters shorter, or leave "domain" out (then no browser knows whose code it is).',
    ],
    [{ brand: 'Ř'.repeat(60) }, 'brand', '95 characters, and 70 fit. Shorten "brand" by 25 characters.'],
    [
      { brand: 'ПекарняЗаУгл', domain: 'bakery.example' },
      'brand',
      'Shorten "brand" by 1 character, or take a "domain" that is 1 character shorter',
    ],
    [{ brand: 'S', domain: `${'a'.repeat(40)}.example` }, 'brand', 'Leave "brand" out, or take a "domain"'],
    [{ brand: 'SSS', domain: `${'a'.repeat(17)}.example` }, 'brand', '73 characters, and 70 fit. Leave "brand" out, or take'],
    [{ brand: 'S'.repeat(130), domain: 'shop.example' }, 'brand', 'Russian'],
  ] as const)('says in which language, how long it is and what to shorten: %j', (options, option, words) => {
    const error = refusalOf(options);
    expect(error.option).toBe(option);
    expect(error.message).toContain(words);
  });

  it('fits after what the error asks for', () => {
    const options = { brand: 'ПекарняЗаУглом', domain: 'bakery.example' };
    const [, more = '0'] = /by (\d+) characters/.exec(refusalOf(options).message) ?? [];
    const shortened = (by: number): Options => ({ ...options, brand: options.brand.slice(0, -by) });
    expect(Number(more)).toBeGreaterThan(0);
    expect(refusalOf(shortened(Number(more) - 1))).toBeInstanceOf(ConfigurationError);
    expect(isOneSegment(write(shortened(Number(more)), 'ru'))).toBe(true);
  });

  it('is refused for a code of the length that was said', () => {
    const domain = 'accounts.shop-of-6.example';
    expect(write({ domain, codeLength: 5 }, 'ru', '12345')).toHaveLength(68);
    expect(write({ domain, codeLength: 6 }, 'ru', '123456')).toHaveLength(70);
    expect(refusalOf({ domain, codeLength: 7 }).message).toContain('Russian');
  });
});

describe('the domain', () => {
  it.each(['shop.example', 'a.b.c.example', 'xn--80aairftm.xn--p1ai', 'localhost', '1c.example', 'a-b.co'])('is %s', (domain) => {
    expect(boundTo(write({ domain }))).toEqual([domain, CODE]);
  });

  it.each([
    ['https://shop.example', 'shop.example'],
    ['https://shop.example:8443/sign-in?x=1#y', 'shop.example'],
    ['http://user:word@shop.example/', 'shop.example'],
    ['shop.example:443', 'shop.example'],
    ['shop.example/sign-in', 'shop.example'],
    ['@shop.example', 'shop.example'],
    ['shop.example.', 'shop.example'],
    [' shop.example', 'shop.example'],
    ['Shop.Example', 'shop.example'],
    ['магазин.рф', 'xn--80aairftm.xn--p1ai'],
  ])('is not %s, and what is meant is told', (given, meant) => {
    const { message } = refusalOf({ domain: given });
    expect(message).toContain('without scheme, port and path');
    expect(message).toContain(`probably "${meant}"`);
    expect(message).not.toContain('user:word');
  });

  it.each([
    '',
    'shop',
    '127.0.0.1',
    '[::1]',
    'shop_1.example',
    '-shop.example',
    'shop..example',
    'shop.example #111111',
    'shop.example\n@evil.example',
    'xn--.example',
    'xn--a.example',
    `${'a'.repeat(64)}.example`,
    'shop.\u200Bexample\u200B @x',
    7,
    null,
  ])('is not %j', (domain) => {
    const error = refusalOf({ domain });
    expect(error.option).toBe('domain');
    expect(error.message).not.toContain('probably');
  });
});

describe('the brand', () => {
  it.each(['Shop', '1C', '2ГИС', '24/7', 'Žabka', 'A', 'Ben & Jerry', 'Route 66', 'O’Neill', '7-Eleven', '365 dní'])('is %s', (brand) => {
    expect(write({ brand })).toContain(` ${brand}. `);
  });

  it.each([
    ['nothing', ''],
    ['a space', ' '],
    ['space around it', ' Shop'],
    ['space after it', 'Shop '],
    ['a line', 'Shop\n@evil.example #111111'],
    ['a carriage return', 'Shop\rSale'],
    ['a tab', 'Shop\tSale'],
    ['a line separator', 'Shop\u2028Sale'],
    ['a wide space', 'Shop\u3000Sale'],
    ['an at sign', 'Sh@p'],
    ['a wide at sign', 'Sh\uFF20p'],
    ['a number sign', 'Shop #1'],
    ['a small number sign', 'Shop \uFE5F1'],
    ['a joiner', 'Sh\u200Dop'],
    ['no width', 'Sh\u200Bop'],
    ['a mark of direction', 'Shop \u202E321'],
    ['a soft hyphen', 'Sh\u00ADop'],
    ['a filler', 'Sh\u3164op'],
    ['an empty braille cell', '\u2800'],
    ['half a surrogate pair', 'Sh\uD83Cop'],
    ['an accent without a letter', '\u0301Shop'],
    ['a zero byte', 'Shop\0'],
    ['a code', '1234'],
    ['a year', 'Shop 2024'],
    ['a code in two parts', 'Shop 123-456'],
    ['a code with spaces', '1 2 3 4'],
    ['a code in other digits', 'Shop ١٢٣٤'],
    ['a code in circles', 'Shop ①②③④'],
    ['a number', 5],
  ])('is not %s', (_, brand) => {
    const error = refusalOf({ brand });
    expect(error.option).toBe('brand');
    expect(error.message).toContain('one line of visible characters');
  });
});

describe('the other options', () => {
  it.each([3, 9, 4.5, '6'])('are checked: codeLength %j', (codeLength) => {
    expect(refusalOf({ codeLength }).message).toContain('option "codeLength" must be a whole number from 4 to 8');
  });

  it('have no others beside them', () => {
    expect(refusalOf({ brands: 'Shop' }).message).toContain('brand');
    expect(refusalOf('shop.example').message).toContain('an object of options');
  });
});
