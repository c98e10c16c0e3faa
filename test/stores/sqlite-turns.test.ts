import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createTurns } from '../../src/stores/sqlite/turns.js';

const busy = (): never => {
  throw Object.assign(new Error('database is locked'), { code: 'SQLITE_BUSY' });
};

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate'] });
  onTestFinished(() => void vi.useRealTimers());
});

describe('the turns of a connection', () => {
  it('come in the order in which they were asked for, whatever became of those before', async () => {
    const turns = createTurns();
    const done: number[] = [];
    let triesLeft = 3;
    const first = turns.take(1000, () => {
      triesLeft -= 1;
      if (triesLeft > 0) busy();
      done.push(0);
    });
    const second = turns.take(1000, () => {
      done.push(1);
      throw new TypeError('of its own');
    });
    const others = [2, 3, 4].map((index) =>
      turns.take(1000, () => {
        done.push(index);
        return index;
      }),
    );
    await Promise.all([first, expect(second).rejects.toThrow('of its own'), vi.advanceTimersByTimeAsync(100)]);
    expect(await Promise.all(others)).toEqual([2, 3, 4]);
    expect(done).toEqual([0, 1, 2, 3, 4]);
  });

  it('let the process do something else after each piece of work', async () => {
    const turns = createTurns();
    const done: string[] = [];
    const all = [1, 2, 3].map((index) => turns.take(1000, () => void done.push(`work ${index}`)));
    const breathe = (): void => {
      done.push('else');
      if (done.length < 5) setImmediate(breathe);
    };
    setImmediate(breathe);
    await Promise.all([...all, vi.advanceTimersByTimeAsync(10)]);
    expect(done.join(', ')).toMatch(/^(else, )?work 1, else, work 2, else, work 3/);
  });

  it('are tried one at a time while the database is busy: the others wait for the first', async () => {
    const turns = createTurns();
    const tries = [0, 0, 0];
    let isBusy = true;
    const all = tries.map((_, index) =>
      turns.take(60_000, () => {
        tries[index] = (tries[index] ?? 0) + 1;
        if (isBusy) busy();
      }),
    );
    await vi.advanceTimersByTimeAsync(1000);
    expect(tries[0]).toBeGreaterThan(100);
    expect(tries.slice(1)).toEqual([0, 0]);
    isBusy = false;
    await Promise.all([...all, vi.advanceTimersByTimeAsync(10)]);
    expect(tries.slice(1)).toEqual([1, 1]);
  });

  it('are for all that wait, if they are done together, and for nobody while the database is busy', async () => {
    const log: string[] = [];
    let isBusy = true;
    const turns = createTurns((doAll) => {
      doAll();
      if (isBusy) busy();
      log.push('committed');
    });
    const all = ['a', 'b', 'c'].map((name) =>
      turns
        .take(
          60_000,
          () => log.push(`work ${name}`),
          () => log.push(`prepare ${name}`),
        )
        .then(() => log.push(`told ${name}`)),
    );
    await vi.advanceTimersByTimeAsync(0);
    const done = ['prepare a', 'prepare b', 'prepare c', 'work a', 'work b', 'work c'];
    expect(log).toEqual(done);
    isBusy = false;
    await Promise.all([...all, vi.advanceTimersByTimeAsync(10)]);
    expect(log).toEqual([...done, ...done, 'committed', 'told a', 'told b', 'told c']);
  });

  it('say whether another process held the lock, or others had their turns', async () => {
    const turns = createTurns();
    let isBusy = true;
    const locked = turns.take(1000, () => void (isBusy && busy()));
    await Promise.all([expect(locked).rejects.toMatchObject({ code: 'SQLITE_BUSY' }), vi.advanceTimersByTimeAsync(1000)]);
    isBusy = false;
    const first = turns.take(1000, () => undefined);
    const slow = turns.take(60_000, () => void vi.advanceTimersByTime(2000));
    const late = turns.take(1000, () => undefined);
    await Promise.all([first, slow, expect(late).rejects.toMatchObject({ code: 'queue_timeout' }), vi.advanceTimersByTimeAsync(10)]);
  });

  it('are over when their time is, counted from when they were asked for, also for those that were never tried', async () => {
    const turns = createTurns();
    let triesOfLate = 0;
    let isBusy = true;
    const patient = turns.take(5000, () => (isBusy ? busy() : 'done'));
    const failures: unknown[] = [];
    const late = (): void => {
      const work = (): number => {
        triesOfLate += 1;
        return triesOfLate;
      };
      turns.take(1000, work).catch((error: unknown) => failures.push(error));
    };
    late();
    await vi.advanceTimersByTimeAsync(600);
    late();
    await vi.advanceTimersByTimeAsync(399);
    expect(failures).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(failures).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(600);
    expect(failures).toHaveLength(2);
    expect(failures).toEqual(Array(2).fill(expect.objectContaining({ code: 'SQLITE_BUSY', message: expect.stringContaining('1000 ms') })));
    expect((failures[0] as Error).cause).toMatchObject({ message: 'database is locked' });
    isBusy = false;
    await vi.advanceTimersByTimeAsync(10);
    expect(await patient).toBe('done');
    expect(triesOfLate).toBe(0);
  });

  it('leave no timer behind', async () => {
    const turns = createTurns();
    const refused = turns.take(1000, () => {
      throw new TypeError('of its own');
    });
    await Promise.all([turns.take(1000, () => 'done'), expect(refused).rejects.toThrow(), vi.advanceTimersByTimeAsync(10)]);
    expect(vi.getTimerCount()).toBe(0);
    expect(turns.areFree()).toBe(true);
  });
});
