/** The document on privacy names every key that the store is given, and whether what lies there is sealed. */
import { readFileSync } from 'node:fs';
import { type CallVerificationStore, createMemoryStore } from 'express-call-verification';
import { describe, expect, it } from 'vitest';
import { memberOf } from '../support/member-of.js';
import { registerSecret } from '../support/secrets.js';
import { newNumber, openShop, otherThan } from '../support/shop.js';

interface KeyForm {
  readonly name: string;
  readonly pattern: RegExp;
  readonly form: string;
  readonly until: string;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What the document's words for a time mean at most, from the moment of writing. */
const LONGEST: Readonly<Record<string, number>> = {
  'the longest of its parts': 30 * DAY,
  '70 minutes after the verification began; a parked report two minutes': 70 * MINUTE,
  '11 minutes': 11 * MINUTE,
  'the hour after': 2 * HOUR,
  '12 minutes': 12 * MINUTE,
  'the hour after, and 10 minutes': 2 * HOUR + 10 * MINUTE,
  'the day after, and 10 minutes': 2 * DAY + 10 * MINUTE,
  'a day from the first': DAY,
  'a day from the last': DAY,
  '3 minutes': 3 * MINUTE,
  'the hour after, and a minute': 2 * HOUR + MINUTE,
  "the day's end, and a minute": DAY + MINUTE,
  '13 minutes': 13 * MINUTE,
  'the day after its window': 2 * DAY,
  'the same': 2 * DAY,
  '45 minutes': 45 * MINUTE,
  'two days after its window': 3 * DAY,
};

/** The forms of keys in the document's table. */
const forms: readonly KeyForm[] = readFileSync(new URL('../../docs/privacy.md', import.meta.url), 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, name = '', form = '', until = ''] = /^\| `([a-z]:[^`]+)` \| ([^|]+) \| [^|]+ \| ([^|]+) \|$/.exec(line) ?? [];
    return name === ''
      ? []
      : [{ name, form: form.trim(), until: until.trim(), pattern: new RegExp(`^${name.replaceAll(/<\w+>/g, '[^:]+')}$`) }];
  });

/** A store that remembers which keys held values, and which counters; every value, and when each key expires at the latest. */
function createRememberingStore(store: CallVerificationStore) {
  const values = new Map<string, string>();
  const counters = new Set<string>();
  const expiries = new Map<string, number>();
  const note = (key: string, expiresAt: number): void => {
    expiries.set(key, Math.max(expiresAt, expiries.get(key) ?? 0));
  };
  const remembering: CallVerificationStore = {
    get: (key) => store.get(key),
    async put(key, value, options) {
      values.set(key, value);
      note(key, options.expiresAt);
      return store.put(key, value, options);
    },
    delete: (key) => store.delete(key),
    async count(key, amount, options) {
      counters.add(key);
      note(key, options.expiresAt);
      return store.count(key, amount, options);
    },
  };
  return { store: remembering, values, counters, expiries };
}

/** Everything that makes the package write: budgets near their end, a closed prefix, keys of clients, reports, checks. */
async function useEverything() {
  const now = Date.parse('2026-03-01T10:05:00Z');
  const clock = (): number => now;
  const { store, values, counters, expiries } = createRememberingStore(createMemoryStore({ clock }));
  const shop = await openShop({
    methods: ({ mcn, mobilGroup }) => [mcn.flashCall(), mobilGroup.voiceCall()],
    calls: {
      clock,
      store,
      limits: { callsPerHour: 6, callsPerDay: 6, prefixUnsettled: 1, prefixStartsPerDay: 1000, countryStartsPerDay: 1000 },
      budgets: { RUB: { perHour: 100, perDay: 100 } },
    },
  });
  // Its answer tells a price.
  await shop.start({ phone: newNumber(), method: 'voice_call' });
  const phones = [shop.phone, ...Array.from({ length: 3 }, () => newNumber())];
  for (const phone of phones) {
    // One after the other in the same prefix, too, so that a probe is needed.
    const ofOnePrefix = phone === shop.phone ? phone : `${shop.phone.slice(0, -4)}${phone.slice(-4)}`;
    const started = await shop.client
      .post('/auth/call')
      .set('Idempotency-Key', `a-key-of-one-client-${phones.indexOf(phone)}`)
      .send({ phone: ofOnePrefix });
    if (started.status !== 202 || phone !== shop.phone) continue;
    const verificationId = registerSecret(memberOf(started, 'verificationId'), 'a verification id');
    await shop.check(verificationId, otherThan(shop.code()));
    await shop.report({ cause: 16, word: 'ANSWER' });
  }
  for (const phone of phones.slice(1)) await shop.start({ phone });
  return { shop, now, values, counters, expiries };
}

const formsOf = (key: string): readonly string[] => forms.filter(({ pattern }) => pattern.test(key)).map(({ name }) => name);

describe('the table of store keys', () => {
  it('has one form for every key, and no form too many', async () => {
    const { values, counters } = await useEverything();
    const keys = (): string[] => [...values.keys(), ...counters];
    // Statistics follow the answers.
    await expect.poll(() => forms.filter(({ pattern }) => !keys().some((key) => pattern.test(key))).map(({ name }) => name)).toEqual([]);
    expect(keys().filter((key) => formsOf(key).length !== 1)).toEqual([]);
  });

  it('says of all values that they are sealed, and of all others that they are counters', async () => {
    const { shop, values, counters } = await useEverything();
    const formOf = (key: string): string | undefined => forms.find(({ pattern }) => pattern.test(key))?.form;
    expect(new Set([...values.keys()].map(formOf))).toEqual(new Set(['sealed']));
    expect([...counters].map(formOf).filter((form) => form?.startsWith('counter') !== true)).toEqual([]);
    const inClear = [...values].filter(([key, value]) => `${key} ${value}`.includes(shop.phone.slice(1)));
    expect(inClear).toEqual([]);
    for (const value of values.values()) expect(value).toMatch(/^2\.[\w-]{8}\.[\w-]+$/);
  });

  it('says how long each key is kept', async () => {
    const { now, expiries } = await useEverything();
    expect(forms.filter(({ until }) => LONGEST[until] === undefined)).toEqual([]);
    const tooLong = [...expiries].filter(([key, expiresAt]) => {
      const until = forms.find(({ pattern }) => pattern.test(key))?.until ?? '';
      return expiresAt - now > (LONGEST[until] ?? 0);
    });
    expect(tooLong.map(([key]) => key)).toEqual([]);
  });
});
