import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ConfigurationError } from '../../../src/core/options/configuration-error.js';
import { describeValue, nearestName, option, parseOptions } from '../../../src/core/options/parse-options.js';

const schema = z.strictObject({
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

const parse = (given: unknown) => parseOptions('createThing', schema, given as never);

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

  it.each([
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
    [{ token: { colour: 'red' } }, 'createThing: option "token.colour" is unknown. Known are: issuer, audience.'],
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

it('values are described without being quoted', () => {
  const described = [undefined, null, true, 7, '', 'abc', [], [1], {}, () => 1, Symbol('s'), 5n].map(describeValue);
  expect(described).toEqual([
    ...['undefined', 'null', 'true', '7', 'an empty string', 'a string of 3 characters', 'an empty array', 'an array of 1'],
    ...['an object', 'a function', 'a symbol', 'a bigint'],
  ]);
});

it('the nearest name is one that is near', () => {
  const known = ['countries', 'methods', 'store'];
  expect(nearestName('country', known)).toBe('countries');
  expect(nearestName('stroe', known)).toBe('store');
  expect(nearestName('method', known)).toBe('methods');
  expect(nearestName('banana', known)).toBeUndefined();
  expect(nearestName('x', [])).toBeUndefined();
});
