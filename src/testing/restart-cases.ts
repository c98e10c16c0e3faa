/** What must hold when the server behind a store restarts. Only for stores that have a server. */
import assert from 'node:assert/strict';
import { type ContractCase, LONG_MS } from './contract-case.js';

/** Longer than a client waits before it connects again. */
const RECOVERY_MS = 15_000;
const PAUSE_MS = 50;

/** Tries until the store answers: after a restart its first answers may be errors. */
async function untilItAnswers<T>(work: () => Promise<T>): Promise<T> {
  const end = Date.now() + RECOVERY_MS;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (Date.now() > end) throw error;
    }
    await new Promise((resolve) => {
      setTimeout(resolve, PAUSE_MS);
    });
  }
}

/** @param keeps whether written data must survive the restart */
export function restartCases(restart: () => Promise<unknown>, keeps: boolean): readonly ContractCase[] {
  return [
    {
      name: 'after its server has restarted the store works again by itself',
      async run(store, time) {
        const expiresAt = time.now() + LONG_MS;
        await store.put('key', 'before', { expected: null, expiresAt });
        await store.count('counter', 3, { expiresAt });
        await restart();
        const present = await untilItAnswers(() => store.get('key'));
        if (keeps || present !== undefined) assert.equal(present, 'before');
        const total = await untilItAnswers(() => store.count('counter', 0, { expiresAt }));
        if (keeps || total !== 0) assert.equal(total, 3);
        assert.equal(await untilItAnswers(() => store.put('key', 'after', { expected: present ?? null, expiresAt })), true);
        assert.equal(await store.get('key'), 'after');
        assert.equal(await store.put('key', 'late', { expected: 'before', expiresAt }), false);
        assert.equal(await untilItAnswers(() => store.count('fresh', 2, { expiresAt })), 2);
      },
    },
    {
      name: 'what is asked while its server restarts is done once, or not at all and told by an error',
      async run(store, time) {
        const expiresAt = time.now() + LONG_MS;
        const options = { expected: null, expiresAt };
        const restarting = restart();
        const asked = Array.from({ length: 20 }, (_, index) =>
          store.put(`key ${index}`, 'asked', options).then(
            (isThere) => isThere,
            () => 'unknown' as const,
          ),
        );
        await restarting;
        for (const [index, answer] of (await Promise.all(asked)).entries()) {
          assert.notEqual(answer, false);
          // What the store acknowledged is there, unless the server keeps nothing.
          if (keeps && answer === true) assert.equal(await untilItAnswers(() => store.get(`key ${index}`)), 'asked');
          // A caller that got no answer sends the same again, and must not have lost.
          assert.equal(await untilItAnswers(() => store.put(`key ${index}`, 'asked', options)), true);
        }
      },
    },
    {
      name: 'what is counted while its server restarts is counted at most once, and an unclear answer is an error',
      async run(store, time) {
        const options = { expiresAt: time.now() + LONG_MS };
        const restarting = restart();
        const counted = await Promise.all(
          Array.from({ length: 20 }, () =>
            store.count('counter', 1, options).then(
              () => 1,
              () => 0,
            ),
          ),
        );
        await restarting;
        const total = await untilItAnswers(() => store.count('counter', 0, options));
        assert.ok(total <= counted.length, `${counted.length} were counted, and the total is ${total}`);
        const acknowledged = counted.filter((each) => each === 1).length;
        if (keeps) assert.ok(total >= acknowledged, `${acknowledged} were acknowledged, and the total is ${total}`);
      },
    },
  ];
}
