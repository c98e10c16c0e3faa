import { describe, expect, it, vi } from 'vitest';
import { createDeadlines } from '../../../src/engine/records/deadlines.js';

const never = (): Promise<never> => new Promise(() => undefined);
const passed = { name: 'DeadlinePassed' };
const endingOf = (work: Promise<unknown>): Promise<unknown> => work.then(String, (error: Error) => error.name);

describe('deadlines', () => {
  it('pass on how the work ends, whatever comes after', async () => {
    const { within } = createDeadlines();
    expect(await within(60_000, Promise.resolve(7))).toBe(7);
    await expect(within(60_000, Promise.reject(new Error('no')))).rejects.toThrow('no');
    let answer = (_: string): void => undefined;
    const late = within(
      10,
      new Promise<string>((resolve) => {
        answer = resolve;
      }),
    );
    await expect(late).rejects.toMatchObject(passed);
    answer('late');
    await expect(late).rejects.toMatchObject(passed);
  });

  it('end each operation at its own, in whichever order they began', async () => {
    vi.useFakeTimers();
    try {
      const { within } = createDeadlines();
      const ended: string[] = [];
      const begin = (name: string, milliseconds: number): void => {
        void endingOf(within(milliseconds, never())).then(() => ended.push(name));
      };
      begin('long', 2000);
      begin('short', 1000);
      begin('long too', 2000);
      await vi.advanceTimersByTimeAsync(500);
      begin('later', 1000);
      await vi.advanceTimersByTimeAsync(490);
      expect(ended).toEqual([]);
      await vi.advanceTimersByTimeAsync(20);
      expect(ended).toEqual(['short']);
      await vi.advanceTimersByTimeAsync(500);
      expect(ended).toEqual(['short', 'later']);
      await vi.advanceTimersByTimeAsync(500);
      expect(ended).toEqual(['short', 'later', 'long', 'long too']);
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  it('hold after a pause in which nothing was pending, and after a timer that found nothing to do', async () => {
    vi.useFakeTimers();
    try {
      const { within } = createDeadlines();
      await within(1000, Promise.resolve());
      await vi.advanceTimersByTimeAsync(990);
      const first = endingOf(within(1000, never()));
      await vi.advanceTimersByTimeAsync(1020);
      expect(await first).toBe('DeadlinePassed');
      await vi.advanceTimersByTimeAsync(5000);
      const second = endingOf(within(1000, never()));
      await vi.advanceTimersByTimeAsync(1010);
      expect(await second).toBe('DeadlinePassed');
    } finally {
      vi.useRealTimers();
    }
  });

  it('take one timer for any number of operations that end in time', async () => {
    const { within } = createDeadlines();
    const set = vi.spyOn(globalThis, 'setTimeout');
    for (let round = 0; round < 100; round += 1) {
      await Promise.all([within(60_000, Promise.resolve()), within(30_000, Promise.resolve()), within(60_000, Promise.resolve())]);
    }
    expect(set.mock.calls.length).toBeLessThanOrEqual(2);
    set.mockRestore();
  });

  it('keep the process alive while something is pending, and no longer', async () => {
    const { within } = createDeadlines();
    const set = vi.spyOn(globalThis, 'setTimeout');
    const isAlive = (): boolean => set.mock.results.some(({ value }) => (value as NodeJS.Timeout).hasRef());
    let answer = (): void => undefined;
    const pend = (): Promise<void> =>
      within(
        60_000,
        new Promise((resolve) => {
          answer = resolve;
        }),
      );
    for (let round = 0; round < 3; round += 1) {
      const work = pend();
      expect(isAlive()).toBe(true);
      answer();
      await work;
      expect(isAlive()).toBe(false);
    }
    expect(set).toHaveBeenCalledTimes(1);
    set.mockRestore();
  });
});
