/** What the document on abuse says of limits, defaults and chances is what the code does. */
import { readFileSync } from 'node:fs';
import { createMcn } from 'express-call-verification';
import { describe, expect, it } from 'vitest';
import { callVerificationSchema, developmentSchema } from '../../src/composition/call-verification-options.js';
import { EMPTY_ENTRY } from '../../src/core/entry/number-entry.js';
import { DEFAULT_BREAKER_LIMITS, mostUnpaid } from '../../src/core/fraud/breaker.js';
import { DEFAULT_NUMBER_LIMITS, WEAK_FAILURES_PER_DAY } from '../../src/core/limits/number-limits.js';
import { dialsOfOne, failureShares } from '../../src/core/limits/strangers-shares.js';
import { moneyBudgetsOption } from '../../src/options/money-options.js';
import { failuresLeft } from '../core/fixtures.js';

const read = (name: string): string => readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');
const text = read('abuse.md');
const prose = text.replaceAll(/\s+/g, ' ');

/** Shows a sentence that is missing, not the whole document. */
function expectToSay(...sentences: readonly string[]): void {
  expect(sentences.filter((sentence) => !prose.includes(sentence))).toEqual([]);
}

/** The cells of a table's rows, by its header's first cells. */
const rowsOf = (...header: readonly string[]): readonly (readonly string[])[] => rowsIn(text, ...header);

function rowsIn(document: string, ...header: readonly string[]): readonly (readonly string[])[] {
  const lines = document.split('\n');
  const first = lines.findIndex((line) => line.startsWith(`| ${header.join(' | ')} |`));
  expect(first, `a table with the header ${header.join(', ')}`).toBeGreaterThan(0);
  const rows = lines.slice(first + 2);
  return rows
    .slice(
      0,
      rows.findIndex((line) => !line.startsWith('|')),
    )
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

/** A default as the document writes it. */
function show(value: unknown): string {
  if (value === undefined) return 'none';
  if (value === Number.POSITIVE_INFINITY) return 'off';
  return Array.isArray(value) ? value.join(', ') : String(value);
}

const REQUIRED = {
  secret: 'a secret that is only here to satisfy the schema',
  countries: ['RU'],
  methods: [createMcn({ token: 'token', accountId: '1' }).flashCall()],
};
const defaults = callVerificationSchema.parse(REQUIRED);

/** Options outside of `limits`, `ipLimits` and `breakers` that bound something, too. */
const OTHER_LIMITS = ['resendDelaysSeconds', 'maxChecks', 'maxAttempts', 'lifetimeSeconds', 'minEntropyBits'] as const;

function limitsOfTheCode(options = defaults): Record<string, string> {
  const { limits, ipLimits, breakers } = options;
  const nested = { limits: { callsPerHour: undefined, callsPerDay: undefined, ...limits }, ipLimits: ipLimits || {}, breakers };
  const money = moneyBudgetsOption.parse({ RUB: { perHour: 1, perDay: 1 } }).get('RUB') ?? {};
  return Object.fromEntries([
    ...Object.entries(nested).flatMap(([group, members]) =>
      Object.entries(members).map(([name, value]) => [`${group}.${name}`, show(value)]),
    ),
    ...Object.keys(money).map((name) => [`budgets.RUB.${name}`, 'none']),
    ...OTHER_LIMITS.map((name) => [name, show(options[name])]),
  ]);
}

describe('the table of limits', () => {
  it('names every limit of the code with its default, and no other', () => {
    const named = Object.fromEntries(rowsOf('option', 'default').map(([option = '', value]) => [option.replaceAll('`', ''), value]));
    expect(named).toEqual(limitsOfTheCode());
  });

  it('tells what strangers may spend of a number that somebody has proven', () => {
    const entry = { ...EMPTY_ENTRY, proofs: [{ at: 1, network: 'home' }] };
    const stranger = { network: undefined, standing: 'stranger' } as const;
    const none = Number.POSITIVE_INFINITY;
    const aDay = failuresLeft(entry, stranger, { ...DEFAULT_NUMBER_LIMITS, networkFailuresPerDay: none, failuresPerMonth: none }, 2);
    const aMonth = failuresLeft(entry, stranger, { ...DEFAULT_NUMBER_LIMITS, networkFailuresPerDay: none, failuresPerDay: none }, 2);
    expectToSay(`strangers may spend ${aDay}`);
    expectToSay(`strangers ${aMonth} of ${DEFAULT_NUMBER_LIMITS.failuresPerMonth}`);
  });
});

describe('the table of what development relaxes', () => {
  const elsewhere = limitsOfTheCode();
  const relaxed = Object.entries(limitsOfTheCode(developmentSchema.parse(REQUIRED))).filter(([name, value]) => value !== elsewhere[name]);

  it('names every limit that differs, with both defaults, and no other', () => {
    const named = rowsIn(read('development.md'), 'option', 'in development').map((row) => row.map((cell) => cell.replaceAll('`', '')));
    expect(named.sort()).toEqual(relaxed.map(([name, value]) => [name, value, elsewhere[name]]).sort());
  });

  it('names no limit of guesses', () => {
    expect(relaxed.filter(([name]) => /failures|maxChecks|wrongCodes|lifetime|entropy/i.test(name))).toEqual([]);
  });
});

describe('the table of shares of strangers', () => {
  it('tells what the code gives them', () => {
    const { networkPerDay, networkPerMonth, sitePerDay, sitePerMonth } = failureShares(DEFAULT_NUMBER_LIMITS);
    const dials = [DEFAULT_NUMBER_LIMITS.startsPerHour, DEFAULT_NUMBER_LIMITS.startsPerDay].map(dialsOfOne);
    const told = rowsIn(read('locking-out.md'), 'share', 'by default').map(([, value]) => Number(value));
    expect(told).toEqual([networkPerDay, networkPerMonth, sitePerDay, sitePerMonth, ...dials]);
    expect(3 * networkPerMonth).toBe(DEFAULT_NUMBER_LIMITS.failuresPerMonth);
    expectToSay(`Three networks of strangers can use up the month's ${DEFAULT_NUMBER_LIMITS.failuresPerMonth}`);
  });
});

describe('the arithmetic', () => {
  it('of guesses at four digits is right', () => {
    const rows = rowsOf('guesses', 'where that many come from').map(([guesses = '', , chance]) => [Number(guesses), chance]);
    const { failuresPerDay, failuresPerMonth } = DEFAULT_NUMBER_LIMITS;
    const aYear = Math.round((365 / 30) * failuresPerMonth);
    const expected = [defaults.maxChecks, failuresPerDay, failuresPerMonth, 2 * failuresPerMonth, aYear];
    expect(rows).toEqual(expected.map((guesses) => [guesses, `${(100 * (1 - (1 - 1 / 10_000) ** guesses)).toFixed(2)} %`]));
  });

  it('of pools of own numbers is right', () => {
    const percent = (guesses: number, pool: number): string => `${Math.round(100 * (1 - (1 - 1 / pool) ** guesses))} %`;
    const { failuresPerDay, failuresPerMonth } = DEFAULT_NUMBER_LIMITS;
    const small = [percent(WEAK_FAILURES_PER_DAY, 100), percent(failuresPerMonth, 100)];
    const large = [percent(failuresPerDay, 1000), percent(failuresPerMonth, 1000)];
    expectToSay(`so ${WEAK_FAILURES_PER_DAY} guesses a day are ${small[0]} and ${failuresPerMonth} in 30 days ${small[1]}`);
    expectToSay(`${failuresPerDay} guesses are ${large[0]} a day and ${failuresPerMonth} are ${large[1]} a month`);
  });

  it('of the prefix breaker is right', () => {
    const most = mostUnpaid(DEFAULT_BREAKER_LIMITS);
    expectToSay(`is closed after ${most} calls`);
    expectToSay(`**${most} calls of a prefix**`);
    expectToSay(`1/${DEFAULT_BREAKER_LIMITS.prefixVerifiedShare} = ${Math.round(1 / DEFAULT_BREAKER_LIMITS.prefixVerifiedShare)} away`);
  });
});
