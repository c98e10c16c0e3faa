/** Keys and values that a store may refuse: what it cannot return exactly it must refuse, and never alter. */
import assert from 'node:assert/strict';
import type { CallVerificationStore } from '../ports/store.js';
import { type ContractCase, LONG_MS } from './contract-case.js';

/** What is often cut or replaced on its way, and what would be left of it. */
const MANGLED_TEXTS: readonly (readonly [hostile: string, mangled: string])[] = [
  ['text\0and more', 'text'],
  ['\0', ''],
  ['text\0', 'text'],
  ['text\ud800', 'text\ufffd'],
  ['\udc00text', '\ufffdtext'],
  ['\udc00\ud800', '\ufffd\ufffd'],
];

const TOO_LONG = 'k'.repeat(100_000);

/** Whether the store took `value`. A store that refuses must not have written anything. */
async function isTaken(store: CallVerificationStore, key: string, value: string, expected: string | null, expiresAt: number) {
  const taken = await store.put(key, value, { expected, expiresAt }).catch(() => undefined);
  return taken === true;
}

export const hostileCases: readonly ContractCase[] = [
  {
    name: 'a value with NUL or lone surrogates comes back as it was, or is refused with an error and not written',
    async run(store, time) {
      const expiresAt = time.now() + LONG_MS;
      for (const [index, [hostile]] of MANGLED_TEXTS.entries()) {
        const key = `key ${index}`;
        const present = (await isTaken(store, key, hostile, null, expiresAt)) ? hostile : undefined;
        assert.equal(await store.get(key), present);
      }
    },
  },
  {
    name: 'such a value is never taken for what would be left of it, nor the other way round',
    async run(store, time) {
      const expiresAt = time.now() + LONG_MS;
      for (const [index, [hostile, mangled]] of MANGLED_TEXTS.entries()) {
        const key = `key ${index}`;
        assert.equal(await store.put(key, mangled, { expected: null, expiresAt }), true);
        assert.equal(await isTaken(store, key, hostile, null, expiresAt), false);
        assert.equal(await isTaken(store, key, 'next', hostile, expiresAt), false);
        assert.equal(await store.get(key), mangled);
      }
    },
  },
  {
    name: 'a key with NUL or lone surrogates, or one that is too long, is kept apart from all others or refused with an error',
    isForNewStore: true,
    async run(store, time) {
      const expiresAt = time.now() + LONG_MS;
      const keys = [
        ...MANGLED_TEXTS.map(([hostile, mangled]) => [`k${hostile}`, `k${mangled}`]),
        [`${TOO_LONG}1`, `${TOO_LONG}2`],
      ] as const;
      for (const [hostile = '', other = ''] of keys) {
        const hasOther = await isTaken(store, other, 'other', null, expiresAt);
        const hasHostile = await isTaken(store, hostile, 'hostile', null, expiresAt);
        assert.equal(await store.get(hostile).catch(() => undefined), hasHostile ? 'hostile' : undefined);
        await store.delete(hostile).catch(() => undefined);
        await store.count(hostile, 1, { expiresAt }).catch(() => undefined);
        assert.equal(await store.get(other).catch(() => undefined), hasOther ? 'other' : undefined);
        await store.delete(other).catch(() => undefined);
      }
    },
  },
];
