/** What becomes of values and counters after their expiry. */
import assert from 'node:assert/strict';
import { type ContractCase, LONG_MS, PAST_SHORT_MS, SHORT_MS } from './contract-case.js';

export const expiryCases: readonly ContractCase[] = [
  {
    name: 'an expired value is gone, and put with expected null writes in its place',
    async run(store, time) {
      const expiresAt = time.now() + SHORT_MS;
      await store.put('key', 'old', { expected: null, expiresAt });
      await store.put('lasting', 'value', { expected: null, expiresAt: time.now() + LONG_MS });
      await time.pass(PAST_SHORT_MS);
      assert.equal(await store.get('key'), undefined);
      assert.equal(await store.get('lasting'), 'value');
      assert.equal(await store.put('key', 'new', { expected: null, expiresAt: time.now() + LONG_MS }), true);
      assert.equal(await store.get('key'), 'new');
    },
  },
  {
    name: 'an expired value is not there to be expected',
    async run(store, time) {
      await store.put('key', 'old', { expected: null, expiresAt: time.now() + SHORT_MS });
      await time.pass(PAST_SHORT_MS);
      assert.equal(await store.put('key', 'new', { expected: 'old', expiresAt: time.now() + LONG_MS }), false);
      assert.equal(await store.get('key'), undefined);
    },
  },
  {
    name: 'a put gives its own expiry to the value, longer or shorter than the one before',
    async run(store, time) {
      const soon = time.now() + SHORT_MS;
      const late = time.now() + LONG_MS;
      await store.put('prolonged', 'first', { expected: null, expiresAt: soon });
      await store.put('prolonged', 'second', { expected: 'first', expiresAt: late });
      await store.put('shortened', 'first', { expected: null, expiresAt: late });
      await store.put('shortened', 'second', { expected: 'first', expiresAt: soon });
      await time.pass(PAST_SHORT_MS);
      assert.equal(await store.get('prolonged'), 'second');
      assert.equal(await store.get('shortened'), undefined);
    },
  },
  {
    name: 'a caller that still holds an expired value loses against the one that created the key anew',
    async run(store, time) {
      await store.put('key', 'stale', { expected: null, expiresAt: time.now() + SHORT_MS });
      await time.pass(PAST_SHORT_MS);
      const expiresAt = time.now() + LONG_MS;
      assert.equal(await store.put('key', 'anew', { expected: null, expiresAt }), true);
      assert.equal(await store.put('key', 'late', { expected: 'stale', expiresAt }), false);
      assert.equal(await store.put('key', 'late', { expected: null, expiresAt }), false);
      assert.equal(await store.get('key'), 'anew');
    },
  },
  {
    name: 'a counter expires at the time given when it was made, and later times are ignored',
    async run(store, time) {
      const soon = { expiresAt: time.now() + SHORT_MS };
      const late = { expiresAt: time.now() + LONG_MS };
      await store.count('key', 3, soon);
      await store.count('key', 3, late);
      await store.count('lasting', 3, late);
      await store.count('lasting', 3, soon);
      await time.pass(PAST_SHORT_MS);
      assert.equal(await store.count('key', 0, late), 0);
      assert.equal(await store.count('lasting', 0, late), 6);
    },
  },
  {
    name: 'an expired counter begins anew, with a new expiry',
    async run(store, time) {
      await store.count('key', 3, { expiresAt: time.now() + SHORT_MS });
      await time.pass(PAST_SHORT_MS);
      const late = { expiresAt: time.now() + LONG_MS };
      assert.equal(await store.count('key', 1, late), 1);
      await time.pass(PAST_SHORT_MS);
      assert.equal(await store.count('key', 1, late), 2);
    },
  },
  {
    name: 'a key whose counter expired is free for a value, and the other way round',
    async run(store, time) {
      const soon = time.now() + SHORT_MS;
      await store.count('counter', 3, { expiresAt: soon });
      await store.put('value', 'text', { expected: null, expiresAt: soon });
      await time.pass(PAST_SHORT_MS);
      const late = time.now() + LONG_MS;
      assert.equal(await store.put('counter', 'text', { expected: null, expiresAt: late }), true);
      assert.equal(await store.count('value', 1, { expiresAt: late }), 1);
    },
  },
];
