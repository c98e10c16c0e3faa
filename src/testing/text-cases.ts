/** Keys and values that a store might change: long, empty, quoted, in any script, alike but not the same. */
import assert from 'node:assert/strict';
import { type ContractCase, LONG_MS } from './contract-case.js';

/** ASCII, up to the 200 characters that a key may have. */
const HOSTILE_KEYS: readonly string[] = [
  "key'; DROP TABLE entries; --",
  'key"with`quotes\\and\\\\backslashes',
  'key with spaces {and} [brackets] (of) <all> kinds',
  'key:with:colons/and/../slashes?and=%20%00',
  'key*',
  'key?',
  '__proto__',
  'constructor',
  'KEY',
  'key',
  'k',
  'k'.repeat(199),
  'k'.repeat(200),
];

const HOSTILE_VALUES: readonly string[] = [
  '',
  ' ',
  ' leading and trailing ',
  'it\'s "quoted" `thrice` \\ and escaped \\\' \\" \\n',
  "'; DELETE FROM entries; --",
  'line\nfeeds\r\nand\ttabs',
  'null',
  'undefined',
  '0',
  '{"json":["true"]}',
  '%s %d $1 ? :name @name',
  'Привет, 世界, שלום, 👩‍👩‍👧‍👦',
  'e\u0301 is not \u00e9',
  '\u00e9 is not e\u0301',
  '\u2028\u2029\ufeff\u200b',
];

const MEGABYTE = 2 ** 20;

export const textCases: readonly ContractCase[] = [
  {
    name: 'keys of any ASCII characters, up to 200 of them, are kept apart',
    isForNewStore: true,
    async run(store, time) {
      const expiresAt = time.now() + LONG_MS;
      for (const [index, key] of HOSTILE_KEYS.entries()) {
        assert.equal(await store.put(key, `value ${index}`, { expected: null, expiresAt }), true, key);
      }
      for (const [index, key] of HOSTILE_KEYS.entries()) assert.equal(await store.get(key), `value ${index}`, key);
      await store.delete('key*');
      assert.equal(await store.get('key'), `value ${HOSTILE_KEYS.indexOf('key')}`);
    },
  },
  {
    name: 'counters take the same keys',
    isForNewStore: true,
    async run(store, time) {
      const options = { expiresAt: time.now() + LONG_MS };
      for (const [index, key] of HOSTILE_KEYS.entries()) assert.equal(await store.count(key, index + 1, options), index + 1, key);
      for (const [index, key] of HOSTILE_KEYS.entries()) assert.equal(await store.count(key, 0, options), index + 1, key);
    },
  },
  {
    name: 'values come back as they were, and are compared as they are',
    async run(store, time) {
      const expiresAt = time.now() + LONG_MS;
      for (const value of HOSTILE_VALUES) {
        const before = (await store.get('key')) ?? null;
        assert.equal(await store.put('key', value, { expected: before, expiresAt }), true);
        assert.equal(await store.get('key'), value);
        assert.equal(await store.put('key', 'else', { expected: `${value}.`, expiresAt }), false);
        assert.equal(await store.put('key', 'else', { expected: null, expiresAt }), false);
      }
    },
  },
  {
    name: 'a value of a megabyte comes back whole, and its last character counts',
    isForNewStore: true,
    async run(store, time) {
      const expiresAt = time.now() + LONG_MS;
      const large = 'ä'.repeat(MEGABYTE / 2);
      assert.equal(await store.put('key', large, { expected: null, expiresAt }), true);
      // Not assert.equal, which would print the difference.
      assert.ok((await store.get('key')) === large);
      assert.equal(await store.put('key', 'else', { expected: `${large.slice(0, -1)}a`, expiresAt }), false);
      assert.equal(await store.put('key', 'else', { expected: large, expiresAt }), true);
      assert.equal(await store.get('key'), 'else');
    },
  },
];
