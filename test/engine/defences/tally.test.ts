import { describe, expect, it } from 'vitest';
import { createTally } from '../../../src/engine/defences/tally.js';
import type { CallVerificationStore } from '../../../src/ports/store.js';
import { createMemoryStore } from '../../../src/stores/memory.js';
import { createCountingStore } from '../../support/counting-store.js';
import { createFlakyStore } from '../../support/flaky-store.js';
import { createSlowStore } from '../../support/slow-store.js';
import { createTestClock, HOUR, MINUTE } from '../../support/test-clock.js';
import { bytes } from '../keys.js';

const SHARDS = 16;

function setUp() {
  const clock = createTestClock();
  const counting = createCountingStore(createMemoryStore({ clock }));
  const create = (over: CallVerificationStore = counting) =>
    createTally({ name: 'things', windowMs: HOUR, windows: 2, lateMs: 10 * MINUTE }, { store: over, clock, randomBytes: bytes });
  return { clock, counting, create };
}

/** Lets a tally ask for what others have added, and wait for the answer. */
async function refresh(tally: ReturnType<typeof createTally>, clock: () => number) {
  tally.totals();
  await tally.add(0, clock());
  return tally.totals();
}

describe('a tally', () => {
  it('shows what its process adds at once, even while the store has not been told and the clock stands still', async () => {
    const { clock, create } = setUp();
    const tally = create();
    const told = Array.from({ length: 10 }, () => tally.add(2, clock()));
    expect(tally.totals()).toEqual([20, 0]);
    await Promise.all(told);
    expect(tally.totals()).toEqual([20, 0]);
    await tally.add(-1, clock());
    expect(tally.totals()).toEqual([19, 0]);
  });

  it('shows what other processes add after a second', async () => {
    const { clock, create } = setUp();
    const [first, second] = [create(), create()];
    await Promise.all([first.prepare(), second.prepare()]);
    await Promise.all([first.add(3, clock()), second.add(4, clock())]);
    clock.advance(999);
    expect(await refresh(first, clock)).toEqual([3, 0]);
    clock.advance(1);
    expect(await refresh(first, clock)).toEqual([7, 0]);
    expect(await refresh(second, clock)).toEqual([7, 0]);
  });

  it('knows from its first reading on what was added before it began', async () => {
    const { clock, create } = setUp();
    await create().add(5, clock());
    const late = create();
    expect(late.totals()).toEqual([0, 0]);
    await late.prepare();
    expect(late.totals()).toEqual([5, 0]);
  });

  it('is exact in the end, however many add at once over a slow store', async () => {
    const { clock, counting, create } = setUp();
    const tallies = [1, 2, 3].map((seed) => create(createSlowStore(counting, seed)));
    const added: Promise<void>[] = [];
    for (let step = 0; step < 60; step += 1) {
      for (const tally of tallies) {
        tally.totals();
        added.push(tally.add(step % 5 === 4 ? -1 : 1, clock()));
      }
      clock.advance(300);
      await new Promise((resolve) => setTimeout(resolve, step % 3));
    }
    await Promise.all(added);
    clock.advance(1000);
    for (const tally of tallies) expect(await refresh(tally, clock)).toEqual([3 * (48 - 12), 0]);
  });

  it('never shows a process less than it has added itself, or one alone anything else', async () => {
    const { clock, counting, create } = setUp();
    const tally = create(createSlowStore(counting, 7));
    for (let added = 1; added <= 100; added += 1) {
      void tally.add(1, clock());
      expect(tally.totals()).toEqual([added, 0]);
      clock.advance(200);
      await new Promise((resolve) => setTimeout(resolve, added % 4));
    }
  });

  it('turns with its windows, and takes what belongs to the one before', async () => {
    const { clock, create } = setUp();
    const [tally, other] = [create(), create()];
    const before = clock();
    await tally.add(3, before);
    clock.advance(HOUR);
    await tally.add(1, clock());
    await tally.add(10, before);
    expect(tally.totals()).toEqual([1, 13]);
    await other.prepare();
    expect(other.totals()).toEqual([1, 13]);
    clock.advance(HOUR);
    expect(tally.totals()).toEqual([0, 1]);
    await tally.add(5, before);
    expect(tally.totals()).toEqual([0, 1]);
  });

  it('is spread over the store, each process with a counter of its own mostly', async () => {
    const { clock } = setUp();
    const keys = new Set<string>();
    const memory = createMemoryStore({ clock });
    const store: CallVerificationStore = {
      ...memory,
      count: (key, amount, options) => {
        if (amount !== 0) keys.add(key);
        return memory.count(key, amount, options);
      },
    };
    const shape = { name: 'things', windowMs: HOUR, windows: 2, lateMs: 0 };
    await Promise.all(Array.from({ length: 200 }, () => createTally(shape, { store, clock, randomBytes: bytes }).add(1, clock())));
    expect(keys.size).toBeGreaterThan(SHARDS / 2);
    expect(keys.size).toBeLessThanOrEqual(SHARDS);
  });

  it('sends what is added meanwhile as one, and reads each window once a second at most, one that is over not at all', async () => {
    const { clock, counting, create } = setUp();
    const tally = create();
    await tally.prepare();
    expect(counting.operations).toHaveLength(2 * SHARDS);
    counting.reset();
    const added = Array.from({ length: 100 }, () => tally.add(1, clock()));
    for (let asked = 0; asked < 100; asked += 1) tally.totals();
    await Promise.all(added);
    expect(counting.operations).toHaveLength(1);
    clock.advance(1000);
    counting.reset();
    for (let asked = 0; asked < 100; asked += 1) await refresh(tally, clock);
    // The hour before may be added to for ten minutes yet.
    expect(counting.operations).toHaveLength(2 * SHARDS);
    clock.advance(30 * MINUTE);
    await refresh(tally, clock);
    clock.advance(1000);
    counting.reset();
    await refresh(tally, clock);
    expect(counting.operations).toHaveLength(SHARDS);
  });

  it('never rejects or waits for a store that fails, and takes up again when it is back', async () => {
    const { clock, counting, create } = setUp();
    const flaky = createFlakyStore(counting);
    const [tally, other] = [create(flaky), create()];
    await other.add(7, clock());
    flaky.fail('throws');
    await tally.add(1, clock());
    await tally.prepare();
    expect(tally.totals()).toEqual([1, 0]);
    flaky.heal();
    clock.advance(1000);
    await tally.add(1, clock());
    expect(await refresh(tally, clock)).toEqual([9, 0]);
    flaky.fail('hangs');
    void tally.add(1, clock());
    expect(tally.totals()).toEqual([10, 0]);
  });
});
