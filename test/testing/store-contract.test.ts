import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { CallVerificationStore } from '../../src/ports/store.js';
import { createMemoryStore } from '../../src/stores/memory.js';
import { storeContract } from '../../src/testing/index.js';
import { createTestClock } from '../support/test-clock.js';

/** Runs the contract on a store outside of the runner, and gives the sentences that the store breaks. */
async function brokenSentences(
  change: (store: CallVerificationStore, now: () => number) => Partial<CallVerificationStore>,
): Promise<string[]> {
  const clock = createTestClock();
  const tests: { name: string; run: () => Promise<void> }[] = [];
  const create = (): CallVerificationStore => {
    const store = createMemoryStore({ clock });
    return { ...store, ...change(store, clock) };
  };
  storeContract('a store', create, {
    describe: (_, suite) => suite(),
    it: (name, run) => tests.push({ name, run }),
    clock,
    advance: clock.advance,
  });
  const broken: string[] = [];
  for (const { name, run } of tests) await run().catch(() => broken.push(name));
  return broken;
}

/** Lets others act in between, as a store without transactions would. */
const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the contract of a store', () => {
  it('is kept by a store that does as it says', async () => {
    expect(await brokenSentences(() => ({}))).toEqual([]);
    expect(await brokenSentences((_, now) => ({ now: async () => now() }))).toEqual([]);
  });

  it.each<[string, Parameters<typeof brokenSentences>[0], RegExp]>([
    [
      'overwrites whatever is there',
      (store) => ({ put: async (key, value, options) => store.put(key, value, { ...options, expected: (await store.get(key)) ?? null }) }),
      /another value than the expected/,
    ],
    [
      'reads before it writes, and looks away in between',
      (store) => ({
        put: async (key, value, options) => {
          const present = await store.get(key);
          await pause();
          if (present !== value && (present ?? null) !== options.expected) return false;
          await store.delete(key);
          return store.put(key, value, { ...options, expected: null });
        },
      }),
      /exactly one wins/,
    ],
    [
      'calls a repeated command a lost race',
      (store) => ({ put: async (key, value, options) => (await store.get(key)) !== value && store.put(key, value, options) }),
      /repeated command/,
    ],
    [
      'forgets the end of a long value',
      (store) => ({ put: (key, value, options) => store.put(key, value.slice(0, 65_535), options) }),
      /megabyte/,
    ],
    [
      'cuts long keys',
      (store) => ({
        put: (key, value, options) => store.put(key.slice(0, 191), value, options),
        get: (key) => store.get(key.slice(0, 191)),
      }),
      /up to 200/,
    ],
    [
      'compares keys without case',
      (store) => ({
        put: (key, value, options) => store.put(key.toLowerCase(), value, options),
        get: (key) => store.get(key.toLowerCase()),
      }),
      /kept apart/,
    ],
    ['trims values', (store) => ({ put: (key, value, options) => store.put(key, value.trim(), options) }), /come back as they were/],
    ['normalises values', (store) => ({ get: async (key) => (await store.get(key))?.normalize('NFC') }), /come back as they were/],
    ['takes an empty value for none', (store) => ({ get: async (key) => (await store.get(key)) || undefined }), /come back as they were/],
    [
      'lets nothing expire',
      (store, now) => ({ put: (key, value, options) => store.put(key, value, { ...options, expiresAt: now() * 2 }) }),
      /expired value is gone/,
    ],
    [
      'keeps the first expiry',
      (store, now) => ({
        put: (key, value, options) =>
          store.put(key, value, { ...options, expiresAt: options.expected === null ? options.expiresAt : now() + 1e9 }),
      }),
      /its own expiry/,
    ],
    [
      'prolongs a counter with each count',
      (store) => ({
        count: async (key, amount, options) => {
          const total = await store.count(key, 0, options);
          await store.delete(key);
          return store.count(key, total + amount, options);
        },
      }),
      /counter expires at the time given when it was made/,
    ],
    [
      'adds in two steps',
      (store) => ({
        count: async (key, amount, options) => {
          const total = await store.count(key, 0, options);
          await pause();
          const next = Math.max(0, total + amount);
          await store.count(key, next - (await store.count(key, 0, options)), options);
          return next;
        },
      }),
      /counts at once add up/,
    ],
    [
      'makes a counter by reading it',
      (store) => ({
        count: async (key, amount, options) => {
          await store.count(key, 1, options);
          return store.count(key, amount - 1, options);
        },
      }),
      /only reads, and makes nothing/,
    ],
    [
      'deletes what looks alike',
      (store) => ({
        delete: async (key) => {
          await store.delete(key);
          await store.delete(key.replace('*', ''));
        },
      }),
      /kept apart/,
    ],
    [
      'refuses to delete what is not there',
      (store) => ({
        delete: async (key) => {
          if ((await store.get(key)) === undefined) throw new Error('not there');
          await store.delete(key);
        },
      }),
      /is no error/,
    ],
    ['tells seconds for its time', (_, now) => ({ now: async () => Math.floor(now() / 1000) }), /tells milliseconds/],
    ['tells its time as a text', (_, now) => ({ now: async () => String(now()) as unknown as number }), /tells milliseconds/],
    ['does not know its time', () => ({ now: async () => Number.NaN }), /tells milliseconds/],
    [
      'tells times that go back',
      (_, now) => {
        let looks = 0;
        return {
          async now() {
            looks += 1;
            return now() - looks;
          },
        };
      },
      /tells milliseconds/,
    ],
    ['has a clock that stands still', () => ({ now: async () => Date.UTC(2026, 0, 1) }), /goes on/],
    [
      'keeps counters apart from values',
      (store) => ({ count: (key, amount, options) => store.count(`counter ${key}`, amount, options) }),
      /keys are one space/,
    ],
  ])('is broken by a store that %s', async (_, change, sentence) => {
    expect(await brokenSentences(change)).toContainEqual(expect.stringMatching(sentence));
  });

  it('closes each store it was given, whether the test passed or not', async () => {
    let open = 0;
    const clock = createTestClock();
    const tests: (() => Promise<void>)[] = [];
    const create = (): CallVerificationStore => {
      open += 1;
      const close = async (): Promise<void> => {
        open -= 1;
      };
      return { ...createMemoryStore({ clock }), get: () => Promise.reject(new Error('down')), close };
    };
    storeContract('a store', create, { describe: (_, suite) => suite(), it: (_, run) => tests.push(run), clock, advance: clock.advance });
    await Promise.allSettled(tests.map((run) => run()));
    expect(open).toBe(0);
  });

  it('runs under the test runner of Node, too', () => {
    const { NODE_OPTIONS: _, ...env } = process.env;
    const { status, stdout } = spawnSync(
      process.execPath,
      ['--import', 'tsx', '--test-reporter', 'tap', 'test/testing/node-test.fixture.ts'],
      { encoding: 'utf8', env: { ...env, NODE_TEST_CONTEXT: '' } },
    );
    expect(stdout).toMatch(/# pass \d\d/);
    expect(stdout).toMatch(/# fail 0/);
    expect(status).toBe(0);
  }, 30_000);
});
