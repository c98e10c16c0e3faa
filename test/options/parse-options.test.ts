import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ConfigurationError } from '../../src/options/configuration-error.js';
import { describeValue, option, parseOptions } from '../../src/options/parse-options.js';

const createSchema = () =>
  z.strictObject({
    maxChecks: option.integer(1, 5).default(3),
    maxAttempts: option.integer(1, 10).default(4),
    secret: option.text('a secret').optional(),
    share: option.number(0, 1).optional(),
    isStrict: option.flag().optional(),
    kind: option.oneOf(['call', 'sms']).optional(),
    delays: option.listOf(option.integer(0, 3600), 'a list of seconds').optional(),
    clock: option.callback<() => number>().optional(),
    store: option.object<{ get: unknown }>((value) => 'get' in value, 'a store with get').optional(),
    token: z.strictObject({ issuer: option.text().default('us'), audience: option.text().optional() }).prefault({}),
  });

const parse = (given: unknown) => parseOptions('createThing', createSchema(), given as never);

function messageOf(given: unknown): string {
  try {
    parse(given);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error).toMatchObject({ code: 'ERR_CALL_VERIFICATION_CONFIGURATION', name: 'ConfigurationError' });
    return error instanceof Error ? error.message : '';
  }
  return 'no error';
}

describe('options', () => {
  it('get their defaults, and the caller’s object stays as it was', () => {
    const given = Object.freeze({ maxChecks: 2, token: Object.freeze({}) });
    expect(parse(given)).toEqual({ maxChecks: 2, maxAttempts: 4, token: { issuer: 'us' } });
    expect(given).toEqual({ maxChecks: 2, token: {} });
  });

  it('that fit are taken as they are', () => {
    const given = {
      ...{ maxChecks: 1, maxAttempts: 10, secret: 's', share: 1, isStrict: false, kind: 'sms', delays: [0, 3600] },
      ...{ clock: () => 1, store: { get: 1 }, token: { issuer: 'me', audience: 'you' } },
    };
    expect(parse(given)).toEqual(given);
    expect(parse({ ...given, share: 0, maxChecks: 5 })).toMatchObject({ share: 0, maxChecks: 5 });
  });

  it.each([
    [{ maxChecks: 0 }, 'createThing: option "maxChecks" must be a whole number from 1 to 5, but is 0.'],
    [{ share: -1 }, 'createThing: option "share" must be a number from 0 to 1, but is -1.'],
    [{ share: 'half' }, 'createThing: option "share" must be a number from 0 to 1, but is a string of 4 characters.'],
    [{ secret: null }, 'createThing: option "secret" must be a secret, but is null.'],
    [{ delays: 5 }, 'createThing: option "delays" must be a list of seconds, but is 5.'],
    [{ maxChecks: 6 }, 'createThing: option "maxChecks" must be a whole number from 1 to 5, but is 6.'],
    [{ maxChecks: 1.5 }, 'createThing: option "maxChecks" must be a whole number from 1 to 5, but is 1.5.'],
    [{ maxChecks: Number.NaN }, 'createThing: option "maxChecks" must be a whole number from 1 to 5, but is NaN.'],
    [{ maxChecks: '3' }, 'createThing: option "maxChecks" must be a whole number from 1 to 5, but is a string of 1 characters.'],
    [{ share: 2 }, 'createThing: option "share" must be a number from 0 to 1, but is 2.'],
    [{ secret: '' }, 'createThing: option "secret" must be a secret, but is an empty string.'],
    [{ isStrict: 'yes' }, 'createThing: option "isStrict" must be true or false, but is a string of 3 characters.'],
    [{ kind: 'fax' }, 'createThing: option "kind" must be one of "call", "sms", but is a string of 3 characters.'],
    [{ delays: [] }, 'createThing: option "delays" must be a list of seconds, but is an empty array.'],
    [{ delays: [1, -1] }, 'createThing: option "delays.1" must be a whole number from 0 to 3600, but is -1.'],
    [{ clock: 5 }, 'createThing: option "clock" must be a function, but is 5.'],
    [{ store: {} }, 'createThing: option "store" must be a store with get, but is an object.'],
    [{ store: null }, 'createThing: option "store" must be a store with get, but is null.'],
    [{ token: { issuer: null } }, 'createThing: option "token.issuer" must be a non-empty string, but is null.'],
  ])('%j: %s', (given, message) => {
    expect(messageOf(given)).toBe(message);
  });

  it.each([
    [{ maxcheck: 1 }, 'createThing: option "maxcheck" is unknown. Did you mean "maxChecks"?'],
    [{ MAXATTEMPTS: 1 }, 'createThing: option "MAXATTEMPTS" is unknown. Did you mean "maxAttempts"?'],
    [{ token: { audiance: 'me' } }, 'createThing: option "token.audiance" is unknown. Did you mean "audience"?'],
    [{ token: { colour: 'red' } }, 'createThing: option "token.colour" is unknown. Known names are: issuer, audience.'],
  ])('that are unknown get the nearest name, or all: %j', (given, message) => {
    expect(messageOf(given)).toBe(message);
  });

  it('that are wrong in two ways are told of the unknown name first: it is often the reason', () => {
    expect(messageOf({ maxCheks: 2, maxChecks: 99 })).toContain('"maxCheks" is unknown');
  });

  it('that are no object are said to be so', () => {
    expect(messageOf(undefined)).toMatch(/^createThing: the options must be .+, but is undefined\.$/);
  });

  it('are never quoted: one may be a secret in the wrong place', () => {
    const secret = 'p4ssw0rd-p4ssw0rd';
    for (const name of ['maxChecks', 'isStrict', 'kind', 'clock', 'store', 'token', 'delays']) {
      expect(messageOf({ [name]: secret })).not.toContain(secret);
    }
  });
});

describe('options inside of others', () => {
  const rule = z.strictObject({ country: option.text('a country'), limit: option.integer(1, 9).optional() });
  const nested = z.strictObject({
    rules: option.listOf(rule, 'a list of rules').optional(),
    budgets: z.record(z.string().regex(/^[A-Z]{3}$/), z.strictObject({ perHour: option.number(0, 9).optional() })).optional(),
    limits: z.union([z.literal(false), z.strictObject({ startsPerHour: option.integer(1, 9) })], { error: 'limits, or false' }).optional(),
    hook: z.strictObject({ name: option.text() }).nullable().default(null),
    place: z
      .strictObject({ street: option.text() })
      .transform(({ street }) => street)
      .optional(),
  });
  const messageOfNested = (given: unknown): string => {
    try {
      parseOptions('createThing', nested, given as never);
    } catch (error) {
      return error instanceof Error ? error.message : '';
    }
    return 'no error';
  };

  it.each([
    ['a list', { rules: [{ country: 'RU' }, { contry: 'RU', country: 'RU' }] }, '"rules.1.contry" is unknown. Did you mean "country"?'],
    ['a record', { budgets: { RUB: { perHuor: 1 } } }, '"budgets.RUB.perHuor" is unknown. Did you mean "perHour"?'],
    ['one of two forms', { limits: { startPerHour: 1 } }, '"limits.startPerHour" is unknown. Did you mean "startsPerHour"?'],
    ['an option that may be null', { hook: { nme: 'x' } }, '"hook.nme" is unknown. Did you mean "name"?'],
    ['an option that is read further', { place: { streat: 'x' } }, '"place.streat" is unknown. Did you mean "street"?'],
  ])('are known by name in %s', (_, given, message) => {
    expect(messageOfNested(given)).toBe(`createThing: option ${message}`);
  });

  it.each([
    [{ rules: [{ country: 'RU', limit: 10 }] }, '"rules.0.limit" must be a whole number from 1 to 9, but is 10.'],
    [{ budgets: { RUB: { perHour: 10 } } }, '"budgets.RUB.perHour" must be a number from 0 to 9, but is 10.'],
    [{ limits: { startsPerHour: 'x' } }, '"limits.startsPerHour" must be a whole number from 1 to 9, but is a string of 1 characters.'],
    [{ limits: { startsPerHour: 1, starts: 2 } }, '"limits.starts" is unknown. Known names are: startsPerHour.'],
    [{ limits: { startsPerHour: 0 } }, '"limits.startsPerHour" must be a whole number from 1 to 9, but is 0.'],
    [{ limits: true }, '"limits" must be limits, or false, but is true.'],
    [{ hook: { name: '' } }, '"hook.name" must be a non-empty string, but is an empty string.'],
  ])('are named with what they are in: %j', (given, message) => {
    expect(messageOfNested(given)).toBe(`createThing: option ${message}`);
  });

  it('with a name that no option may have are named by what holds them', () => {
    expect(messageOfNested({ budgets: { rub: {} } })).toMatch(/^createThing: option "budgets" must be .*, but is an object\.$/);
  });

  it('with such a name are named by their whole path', () => {
    const deeper = z.strictObject({ money: z.strictObject({ budgets: z.record(z.string().regex(/^[A-Z]{3}$/), z.number()) }) });
    expect(() => parseOptions('createThing', deeper, { money: { budgets: { rub: 1 } } })).toThrow('option "money.budgets" must be');
  });

  it('that are missing are said to be so, however deep', () => {
    const deeper = z.strictObject({ token: z.strictObject({ key: option.text('a key') }).prefault({} as never) });
    expect(() => parseOptions('createThing', deeper, {})).toThrow('option "token.key" must be a key, but is undefined.');
  });

  it('that a schema says nothing of are told by their type', () => {
    const plain = z.strictObject({ url: z.string() });
    expect(() => parseOptions('createThing', plain, { url: 1 } as never)).toThrow('option "url" must be of the type "string", but is 1.');
  });
});

describe('what may be a secret or a telephone number', () => {
  const messageFor = (expected: string, given: unknown): string => {
    try {
      parseOptions('createThing', z.strictObject({ it: option.text(expected) }), { it: given } as never);
    } catch (error) {
      return error instanceof Error ? error.message : '';
    }
    return 'no error';
  };

  it.each(['a secret', 'your API key', 'a token', 'a code of four digits', 'a telephone number', 'YOUR KEY'])(
    'is not quoted where %s was expected, not even as a number',
    (expected) => {
      expect(messageFor(expected, 12345678)).toBe(`createThing: option "it" must be ${expected}, but is a number.`);
    },
  );

  it.each(['a keyword', 'a monkey', 'an encoded text'])('is no secret where %s was expected', (expected) => {
    expect(messageFor(expected, 12345678)).toBe(`createThing: option "it" must be ${expected}, but is 12345678.`);
  });

  it('is shown by its last two digits where it is the name of an option', () => {
    const numbers = z.strictObject({ numbers: z.record(z.string(), option.text('a code')) });
    const parseNumbers = (name: string) => () => parseOptions('createThing', numbers, { numbers: { [name]: 1 } } as never);
    expect(parseNumbers('+79157777742')).toThrow('option "numbers.+*********42" must be a code');
    expect(parseNumbers('79157777742')).toThrow('option "numbers.*********42" must be a code');
    for (const name of ['1234', '12345a', 'a12345']) expect(parseNumbers(name)).toThrow(`option "numbers.${name}" must be a code`);
    expect(parseNumbers('12345')).toThrow('option "numbers.***45" must be a code');
  });
});

it('values are described without being quoted', () => {
  const described = [undefined, null, true, 7, '', 'abc', [], [1], {}, () => 1, Symbol('s'), 5n].map(describeValue);
  expect(described).toEqual([
    ...['undefined', 'null', 'true', '7', 'an empty string', 'a string of 3 characters', 'an empty array', 'an array of 1'],
    ...['an object', 'a function', 'a symbol', 'a bigint'],
  ]);
});
