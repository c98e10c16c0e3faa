/** What must hold however many callers act at once. */
import assert from 'node:assert/strict';
import { type ContractCase, LONG_MS, PAST_SHORT_MS, SHORT_MS } from './contract-case.js';

const CALLERS = 100;
const ROUNDS = 10;

/** Starts the work of 100 callers before any of them can end. */
function allAtOnce<T>(work: (caller: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: CALLERS }, (_, caller) => work(caller)));
}

export const raceCases: readonly ContractCase[] = [
  {
    name: 'of 100 puts that expect the same value, exactly one wins, round after round',
    async run(store, time) {
      const expiresAt = time.now() + LONG_MS;
      let expected: string | null = null;
      for (let round = 0; round < ROUNDS; round += 1) {
        const options = { expected, expiresAt };
        const results: readonly boolean[] = await allAtOnce((caller) => store.put('key', `${round}.${caller}`, options));
        const winners = results.flatMap((hasWon, caller) => (hasWon ? [`${round}.${caller}`] : []));
        assert.equal(winners.length, 1);
        assert.equal(await store.get('key'), winners[0]);
        expected = winners[0] ?? null;
      }
    },
  },
  {
    name: 'of 100 puts on a key that has just expired, exactly one wins',
    async run(store, time) {
      await store.put('key', 'old', { expected: null, expiresAt: time.now() + SHORT_MS });
      await time.pass(PAST_SHORT_MS);
      const expiresAt = time.now() + LONG_MS;
      const results = await allAtOnce((caller) => store.put('key', `${caller}`, { expected: null, expiresAt }));
      assert.equal(results.filter(Boolean).length, 1);
      assert.equal(await store.get('key'), String(results.indexOf(true)));
    },
  },
  {
    name: '100 puts of the same value all give true',
    async run(store, time) {
      const expiresAt = time.now() + LONG_MS;
      const results = await allAtOnce(() => store.put('key', 'value', { expected: null, expiresAt }));
      assert.equal(results.filter(Boolean).length, CALLERS);
    },
  },
  {
    name: '20 callers that each add to what they read lose nothing, if each loser reads again',
    async run(store, time) {
      const expiresAt = time.now() + LONG_MS;
      const addOne = async (): Promise<void> => {
        for (;;) {
          const present = await store.get('key');
          // The caller's mark makes each value different, like the engine's random nonces.
          const [total] = (present ?? '0').split('.');
          const next = `${Number(total) + 1}.${Math.random()}`;
          if (await store.put('key', next, { expected: present ?? null, expiresAt })) return;
        }
      };
      await Promise.all(Array.from({ length: 20 }, addOne));
      assert.equal((await store.get('key'))?.split('.')[0], '20');
    },
  },
  {
    name: '100 counts at once add up, and each is given another total',
    async run(store, time) {
      const options = { expiresAt: time.now() + LONG_MS };
      const totals = await allAtOnce(() => store.count('key', 1, options));
      assert.deepEqual(
        totals.sort((a, b) => a - b),
        Array.from({ length: CALLERS }, (_, index) => index + 1),
      );
      assert.equal(await store.count('key', 0, options), CALLERS);
    },
  },
  {
    name: '50 counts up and 50 down, at once, never show a total below 0 and end where they began',
    async run(store, time) {
      const options = { expiresAt: time.now() + LONG_MS };
      await store.count('key', CALLERS, options);
      const totals = await allAtOnce((caller) => store.count('key', caller % 2 === 0 ? 1 : -1, options));
      assert.ok(totals.every((total) => total >= CALLERS / 2 && total <= CALLERS * 1.5));
      assert.equal(await store.count('key', 0, options), CALLERS);
    },
  },
  {
    name: 'callers of different keys do not meet',
    async run(store, time) {
      const expiresAt = time.now() + LONG_MS;
      const results = await allAtOnce((caller) => store.put(`key ${caller}`, `${caller}`, { expected: null, expiresAt }));
      assert.equal(results.filter(Boolean).length, CALLERS);
      assert.deepEqual(
        await allAtOnce((caller) => store.get(`key ${caller}`)),
        Array.from({ length: CALLERS }, (_, caller) => `${caller}`),
      );
    },
  },
];
