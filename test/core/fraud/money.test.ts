/** Micro-units, prices as providers tell them, and budgets of money as options. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readTold, toMicro, withDearestCalls } from '../../../src/core/fraud/money.js';
import { moneyBudgetsOption } from '../../../src/options/money-options.js';
import { parseOptions } from '../../../src/options/parse-options.js';

const parse = (budgets: unknown) =>
  parseOptions('create', z.strictObject({ budgets: moneyBudgetsOption }), { budgets: budgets as never }).budgets;

describe('micro-units', () => {
  it.each([
    [0, 0],
    [0.15, 150_000],
    [0.45, 450_000],
    [0.0083, 8300],
    [0.01, 10_000],
    [0.1 + 0.2, 300_000],
    [1_000_000_000, 1e15],
  ])('of %d are %d', (amount, micro) => {
    expect(toMicro(amount)).toBe(micro);
  });

  it('are at least one where anything is to be paid', () => {
    expect(toMicro(1e-9)).toBe(1);
    expect(toMicro(Number.MIN_VALUE)).toBe(1);
  });

  it('are whole and exact for every amount of up to six decimals', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e12 }), (micro) => {
        expect(toMicro(micro / 1_000_000)).toBe(micro);
      }),
    );
  });
});

describe('a price as it is told', () => {
  it.each([
    ['0.35', 0.35],
    ['12', 12],
    ['0.350000', 0.35],
    ['0.35000000000000', 0.35],
    ['1000', 1000],
    ['007.50', 7.5],
  ])('%j is %d', (text, amount) => {
    expect(readTold(text)).toBe(amount);
  });

  it.each([
    undefined,
    '',
    '-0.35',
    '+1',
    '0',
    '0.00',
    '1000.01',
    '999999999999',
    '1e2',
    '0x10',
    '.5',
    '5.',
    '0,35',
    '0.35 RUB',
    '1 000',
    'NaN',
  ])('%j is none', (text) => {
    expect(readTold(text)).toBeUndefined();
  });

  it('is never below 0, above 1000 or no number, whatever comes', () => {
    const text = fc.oneof(fc.string(), fc.double().map(String), fc.string({ unit: fc.constantFrom(...'0123456789.-+e,') }));
    fc.assert(
      fc.property(text, (told) => {
        const amount = readTold(told) ?? 1;
        expect(amount > 0 && amount <= 1000).toBe(true);
      }),
    );
  });
});

describe('budgets of money', () => {
  it('are given in units and kept in micro-units', () => {
    expect(parse({ RUB: { perHour: 500, perDay: 5000 }, EUR: { perDay: 0.5 } })).toEqual(
      new Map([
        ['RUB', { perHour: 500_000_000, perDay: 5_000_000_000 }],
        ['EUR', { perDay: 500_000 }],
      ]),
    );
    expect(parse({})).toEqual(new Map());
  });

  it.each([
    [5000, /"budgets" must be budgets by currency such as \{ RUB: \{ perHour: 500, perDay: 5000 \} \}, but is 5000/],
    [{ RUB: 5000 }, /"budgets.RUB" must be budgets by currency such as .*, but is 5000/],
    [{ rub: { perDay: 1 } }, /"budgets" must be budgets by currency such as .*, but is an object/],
    [{ roubles: { perDay: 1 } }, /"budgets" must be budgets by currency/],
    [{ RUB: {} }, /"budgets.RUB" must be an object with perHour, perDay, or both/],
    [{ RUB: { perDay: 0 } }, /"budgets.RUB.perDay" must be a number from 0.01 to 1000000000, but is 0/],
    [{ RUB: { perDay: -5 } }, /"budgets.RUB.perDay" must be a number/],
    [{ RUB: { perDay: Number.NaN } }, /"budgets.RUB.perDay" must be a number/],
    [{ RUB: { perHour: 1e10 } }, /"budgets.RUB.perHour" must be a number/],
    [{ RUB: { perDay: '5000' } }, /"budgets.RUB.perDay" must be a number/],
    [{ RUB: { perday: 1 } }, /"budgets.RUB.perday" is unknown/],
  ])('refuse %j', (budgets, message) => {
    expect(() => parse(budgets)).toThrow(message);
  });

  it('know what the dearest call in their currency costs', () => {
    const budgets = parse({ RUB: { perHour: 1 }, EUR: { perDay: 1 }, USD: { perDay: 1 } });
    const prices = [
      { amount: 0.15, currency: 'RUB' },
      undefined,
      { amount: 0.45, currency: 'RUB' },
      { amount: 0.0083, currency: 'EUR' },
      { amount: 9, currency: 'GBP' },
      { amount: 0, currency: 'USD' },
    ];
    expect(withDearestCalls(budgets, prices)).toEqual(
      new Map([
        ['RUB', { perHour: 1_000_000, dearestCall: 450_000 }],
        ['EUR', { perDay: 1_000_000, dearestCall: 8300 }],
        ['USD', { perDay: 1_000_000 }],
      ]),
    );
  });
});
