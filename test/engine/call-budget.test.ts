import { describe, expect, it } from 'vitest';
import { createCallBudget } from '../../src/engine/call-budget.js';
import { createMemoryStore } from '../../src/stores/memory.js';
import { createCountingStore } from '../support/counting-store.js';
import { createSlowStore } from '../support/slow-store.js';
import { createTestClock, DAY } from '../support/test-clock.js';

function setUp() {
  const clock = createTestClock();
  return { clock, counting: createCountingStore(createMemoryStore({ clock })) };
}

describe('the budget of calls', () => {
  it('costs nothing when there is none', async () => {
    const { clock, counting } = setUp();
    const budget = createCallBudget(counting, undefined, clock);
    for (let call = 0; call < 100; call += 1) expect(await budget.take()).toBe(true);
    await budget.giveBack();
    expect(counting.operations).toEqual([]);
  });

  it('gives as many calls a day as there are, and begins anew at midnight UTC', async () => {
    const { clock, counting } = setUp();
    const budget = createCallBudget(counting, 2, clock);
    expect([await budget.take(), await budget.take(), await budget.take(), await budget.take()]).toEqual([true, true, false, false]);
    clock.advance(DAY - 1);
    expect(await budget.take()).toBe(false);
    clock.advance(1);
    expect(await budget.take()).toBe(true);
  });

  it('takes back a call that was never placed', async () => {
    const { clock, counting } = setUp();
    const budget = createCallBudget(counting, 1, clock);
    await budget.take();
    await budget.giveBack();
    expect([await budget.take(), await budget.take()]).toEqual([true, false]);
  });

  it('is shared by all processes and never overspent by those that take at once', async () => {
    const { clock, counting } = setUp();
    const budgets = [1, 2, 3].map((seed) => createCallBudget(createSlowStore(counting, seed), 5, clock));
    const taken = await Promise.all(Array.from({ length: 30 }, async (_, index) => budgets[index % 3]?.take()));
    expect(taken.filter(Boolean).length).toBeLessThanOrEqual(5);
    expect(await budgets[0]?.take()).toBe(taken.filter(Boolean).length < 5);
  });
});
