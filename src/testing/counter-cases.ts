/** What `count` does while nothing expires, and how counters and values share their keys. */
import assert from 'node:assert/strict';
import { type ContractCase, LONG_MS } from './contract-case.js';

export const counterCases: readonly ContractCase[] = [
  {
    name: 'count adds to a counter, makes it with the first amount, and gives the total',
    async run(store, time) {
      const options = { expiresAt: time.now() + LONG_MS };
      assert.equal(await store.count('key', 1, options), 1);
      assert.equal(await store.count('key', 5, options), 6);
      assert.equal(await store.count('key', -2, options), 4);
      assert.equal(await store.count('other', 3, options), 3);
      assert.equal(await store.count('key', 0, options), 4);
    },
  },
  {
    name: 'a total never falls below 0, and what would have gone below is forgotten',
    async run(store, time) {
      const options = { expiresAt: time.now() + LONG_MS };
      await store.count('key', 2, options);
      assert.equal(await store.count('key', -5, options), 0);
      assert.equal(await store.count('key', 1, options), 1);
      assert.equal(await store.count('fresh', -3, options), 0);
      assert.equal(await store.count('fresh', 1, options), 1);
    },
  },
  {
    name: 'count of 0 only reads, and makes nothing',
    async run(store, time) {
      const expiresAt = time.now() + LONG_MS;
      assert.equal(await store.count('key', 0, { expiresAt }), 0);
      assert.equal(await store.put('key', 'value', { expected: null, expiresAt }), true);
      assert.equal(await store.get('key'), 'value');
    },
  },
  {
    name: 'count keeps large totals exact',
    async run(store, time) {
      const options = { expiresAt: time.now() + LONG_MS };
      assert.equal(await store.count('key', 2 ** 40, options), 2 ** 40);
      assert.equal(await store.count('key', 1, options), 2 ** 40 + 1);
    },
  },
  {
    name: 'delete removes a counter, after which the key is as new',
    async run(store, time) {
      const expiresAt = time.now() + LONG_MS;
      await store.count('key', 7, { expiresAt });
      await store.delete('key');
      assert.equal(await store.count('key', 0, { expiresAt }), 0);
      assert.equal(await store.put('key', 'value', { expected: null, expiresAt }), true);
      await store.delete('key');
      assert.equal(await store.count('key', 1, { expiresAt }), 1);
    },
  },
  {
    name: 'a key that holds a counter is not free for a value, nor the other way round: keys are one space',
    async run(store, time) {
      const expiresAt = time.now() + LONG_MS;
      await store.count('counter', 7, { expiresAt });
      // The store may answer with an error or a lost race, but it must refuse.
      assert.notEqual(await resultOf(store.put('counter', 'value', { expected: null, expiresAt })), true);
      assert.equal(await store.count('counter', 0, { expiresAt }), 7);
      await store.put('value', 'text', { expected: null, expiresAt });
      await resultOf(store.count('value', 1, { expiresAt }));
      assert.equal(await store.get('value'), 'text');
    },
  },
];

/** The result, or the error. */
async function resultOf(work: Promise<unknown>): Promise<unknown> {
  return work.catch((error: unknown) => error);
}
