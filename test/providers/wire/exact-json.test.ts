import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExactJson } from '../../../src/providers/wire/exact-json.js';

const LONG = '12345678901234567890';

describe('a whole number beyond 2^53', () => {
  it.each([
    ['alone', LONG, LONG],
    ['with white space around it', ` \n${LONG}\t`, LONG],
    ['the first one that is rounded', '9007199254740993', '9007199254740993'],
    ['negative', `-${LONG}`, `-${LONG}`],
    ['in an object', `{"id":${LONG},"n":1}`, { id: LONG, n: 1 }],
    ['in nested arrays', `[[${LONG}],{"a":[1,${LONG}]}]`, [[LONG], { a: [1, LONG] }]],
    ['beside a string with escaped quotes', `{"a\\":":"\\\\","id":${LONG}}`, { 'a":': '\\', id: LONG }],
    ['after a string that ends with a backslash', `["\\\\",${LONG}]`, ['\\', LONG]],
  ])('keeps its digits as text: %s', (_, text, value) => {
    expect(parseExactJson(text)).toEqual(value);
  });
});

describe('everything else is what JSON.parse makes of it', () => {
  it.each([
    ['the largest number that is exact', '9007199254740991'],
    ['its negative', '[-9007199254740991]'],
    ['a fraction with many digits', '[1.2345678901234567890]'],
    ['a long number with a fraction', '[12345678901234567890.5]'],
    ['a long number with an exponent', '[12345678901234567890e2, 1E20, 1e-20]'],
    ['digits in a string', `{"id":"${LONG}","text":"a ${LONG}, \\" ${LONG} \\\\"}`],
    ['digits in a name', `{"${LONG}":1}`],
    ['digits in a unicode escape', '["\\u0031234567890123456789"]'],
    ['a name twice', `{"id":"${LONG}","id":2}`],
    ['a prototype', `{"__proto__":{"a":"${LONG}"}}`],
  ])('%s', (_, text) => {
    expect(parseExactJson(text)).toEqual(JSON.parse(text));
  });

  it('any value, apart from its long numbers', () => {
    // From 1e21 on numbers are written with an exponent.
    const isLong = (value: unknown) => Number.isInteger(value) && !Number.isSafeInteger(value) && Math.abs(Number(value)) < 1e21;
    const quoteLong = (_name: string, value: unknown) => (isLong(value) ? String(value) : value);
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(parseExactJson(text)).toEqual(JSON.parse(text, quoteLong));
      }),
    );
  });
});

describe('what is not JSON', () => {
  it.each([
    ['a number as a name', `{${LONG}:1}`],
    ['a leading zero', `[0${LONG}]`],
    ['two numbers without a comma', `[${LONG} ${LONG}]`],
    ['an open string', `["${LONG}]`],
    ['a plus', `[+${LONG}]`],
  ])('does not become JSON: %s', (_, text) => {
    expect(() => parseExactJson(text)).toThrow(SyntaxError);
  });
});
