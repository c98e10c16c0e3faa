/** What `now` tells, where a store has it. Nothing is compared with the time of this process: the two may be apart. */
import assert from 'node:assert/strict';
import type { ContractCase } from './contract-case.js';

/** Seconds or microseconds since the epoch lie outside. */
const [EARLIEST, LATEST] = [Date.UTC(2020, 0, 1), Date.UTC(2100, 0, 1)];
/** Only a clock that stands still takes all of these looks. */
const MOST_LOOKS = 300;
const PAUSE_MS = 10;

export const clockCases: readonly ContractCase[] = [
  {
    name: 'now, if there is one, tells milliseconds since the epoch, and never goes back',
    async run(store) {
      let last = EARLIEST;
      for (let look = 0; look < 20; look += 1) {
        const told = await store.now?.();
        if (told === undefined && store.now === undefined) return;
        assert.ok(typeof told === 'number' && Number.isFinite(told), `now is a finite number, not ${String(told)}`);
        assert.ok(told >= last && told < LATEST, `${told} comes after ${last}, in milliseconds`);
        last = told;
      }
    },
  },
  {
    name: 'now, if there is one, goes on',
    async run(store, time) {
      const first = await store.now?.();
      if (first === undefined) return;
      for (let look = 0; look < MOST_LOOKS; look += 1) {
        // The store's clock may be the one that a test turns, or its server's own.
        await time.pass(PAUSE_MS);
        await new Promise((resolve) => {
          setTimeout(resolve, 1);
        });
        if ((await store.now?.()) !== first) return;
      }
      assert.fail(`now stands still at ${first}`);
    },
  },
];
