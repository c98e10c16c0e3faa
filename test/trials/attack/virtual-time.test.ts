/** One clock for many actors: nobody's time passes while anybody is awake. */
import { describe, expect, it } from 'vitest';
import { createVirtualTime } from '../../../trials/attack/virtual-time.js';

describe('virtual time', () => {
  it('is turned to whoever wakes next, whatever that one does then', async () => {
    const time = createVirtualTime(1000);
    const seen: string[] = [];
    const live = (name: string, naps: readonly number[]): Promise<void> =>
      time.spawn(async () => {
        for (const nap of naps) {
          await time.sleep(nap);
          // Work that takes a while of everybody else's time.
          await new Promise((resolve) => setTimeout(resolve, 2));
          seen.push(`${name} ${time.now()}`);
        }
      });
    const lives = [live('a', [10, 20]), live('b', [15, 5]), live('c', [10])];
    await time.run(async () => undefined);
    await Promise.all(lives);
    expect(seen).toEqual(['a 1010', 'c 1010', 'b 1015', 'b 1020', 'a 1030']);
  });

  it('waits for what must settle before each turn', async () => {
    const time = createVirtualTime(0);
    const settledAt: number[] = [];
    const life = time.spawn(async () => {
      await time.sleep(5);
      await time.sleep(5);
    });
    await time.run(async () => void settledAt.push(time.now()));
    await life;
    expect(settledAt).toEqual([0, 5, 10]);
  });

  it('ends with the first actor that fails', async () => {
    const time = createVirtualTime(0);
    const failing = time.spawn(async () => {
      await time.sleep(5);
      throw new Error('it failed');
    });
    failing.catch(() => undefined);
    void time.spawn(() => time.sleep(1000));
    await expect(time.run(async () => undefined)).rejects.toThrow('it failed');
    expect(time.now()).toBe(5);
  });
});
