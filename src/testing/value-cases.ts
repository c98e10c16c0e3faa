/** What `get`, `put` and `delete` do while nothing expires. */
import assert from 'node:assert/strict';
import { type ContractCase, LONG_MS } from './contract-case.js';

export const valueCases: readonly ContractCase[] = [
  {
    name: 'get gives undefined for a key that was never written',
    async run(store) {
      assert.equal(await store.get('absent'), undefined);
    },
  },
  {
    name: 'put with expected null writes a new key, and get gives what was written',
    async run(store, time) {
      const expiresAt = time.now() + LONG_MS;
      assert.equal(await store.put('key', 'first', { expected: null, expiresAt }), true);
      assert.equal(await store.get('key'), 'first');
      assert.equal(await store.get('another'), undefined);
    },
  },
  {
    name: 'put replaces the expected value',
    async run(store, time) {
      const expiresAt = time.now() + LONG_MS;
      await store.put('key', 'first', { expected: null, expiresAt });
      assert.equal(await store.put('key', 'second', { expected: 'first', expiresAt }), true);
      assert.equal(await store.get('key'), 'second');
    },
  },
  {
    name: 'put gives false, and writes nothing, where another value than the expected one is',
    async run(store, time) {
      const expiresAt = time.now() + LONG_MS;
      await store.put('key', 'first', { expected: null, expiresAt });
      assert.equal(await store.put('key', 'second', { expected: 'else', expiresAt }), false);
      assert.equal(await store.put('key', 'second', { expected: null, expiresAt }), false);
      assert.equal(await store.put('key', 'second', { expected: '', expiresAt }), false);
      assert.equal(await store.get('key'), 'first');
    },
  },
  {
    name: 'put gives false, and writes nothing, where a value is expected and none is',
    async run(store, time) {
      assert.equal(await store.put('key', 'second', { expected: 'first', expiresAt: time.now() + LONG_MS }), false);
      assert.equal(await store.get('key'), undefined);
    },
  },
  {
    name: 'put of the value that is there already gives true, whatever was expected: a repeated command',
    async run(store, time) {
      const expiresAt = time.now() + LONG_MS;
      for (const expected of [null, null, 'older', 'value']) {
        assert.equal(await store.put('key', 'value', { expected, expiresAt }), true, `expected ${expected}`);
      }
      assert.equal(await store.put('key', 'newer', { expected: 'value', expiresAt }), true);
      assert.equal(await store.put('key', 'newer', { expected: 'value', expiresAt }), true);
      assert.equal(await store.get('key'), 'newer');
    },
  },
  {
    name: 'put repeated after somebody else wrote gives false, and leaves what they wrote',
    async run(store, time) {
      const expiresAt = time.now() + LONG_MS;
      await store.put('key', 'mine', { expected: null, expiresAt });
      await store.put('key', 'theirs', { expected: 'mine', expiresAt });
      assert.equal(await store.put('key', 'mine', { expected: null, expiresAt }), false);
      assert.equal(await store.get('key'), 'theirs');
    },
  },
  {
    name: 'delete removes a value, after which the key is as new',
    async run(store, time) {
      const expiresAt = time.now() + LONG_MS;
      await store.put('key', 'value', { expected: null, expiresAt });
      await store.put('other', 'value', { expected: null, expiresAt });
      await store.delete('key');
      assert.equal(await store.get('key'), undefined);
      assert.equal(await store.put('key', 'next', { expected: 'value', expiresAt }), false);
      assert.equal(await store.put('key', 'next', { expected: null, expiresAt }), true);
      assert.equal(await store.get('other'), 'value');
    },
  },
  {
    name: 'delete of what is not there is no error',
    async run(store) {
      await store.delete('absent');
      await store.delete('absent');
    },
  },
];
