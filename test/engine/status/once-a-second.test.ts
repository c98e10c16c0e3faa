import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createOnceASecond } from '../../../src/engine/status/once-a-second.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Notes whose turn it was. */
function setUp() {
  const turns: number[] = [];
  const onceASecond = createOnceASecond<number>((thing) => void turns.push(thing));
  const turnsIn = (milliseconds: number): readonly number[] => {
    turns.length = 0;
    vi.advanceTimersByTime(milliseconds);
    return [...turns];
  };
  return { add: (thing: number) => onceASecond.add(thing), turnsIn };
}

const THINGS = Array.from({ length: 100 }, (_, index) => index);

describe('once a second', () => {
  it('each thing has its turn, whenever it was added', () => {
    const { add, turnsIn } = setUp();
    for (const thing of THINGS) {
      add(thing);
      vi.advanceTimersByTime(7);
    }
    for (let second = 0; second < 3; second += 1) expect([...turnsIn(1000)].sort((a, b) => a - b)).toEqual(THINGS);
  });

  it('things that were added together have their turns at different times', () => {
    const { add, turnsIn } = setUp();
    vi.advanceTimersByTime(10_000);
    for (const thing of THINGS) add(thing);
    for (let part = 0; part < 40; part += 1) expect(turnsIn(50)).toHaveLength(THINGS.length / 20);
  });

  it('the places of those that were taken away are filled first', () => {
    const { add, turnsIn } = setUp();
    const rests = THINGS.map((thing) => add(thing));
    for (const rest of rests.slice(0, 50)) rest();
    for (const thing of THINGS.slice(0, 50)) add(thing);
    for (let part = 0; part < 20; part += 1) expect(turnsIn(50)).toHaveLength(THINGS.length / 20);
  });

  it('what was taken away has no turn, also if it is taken away twice', () => {
    const { add, turnsIn } = setUp();
    const rest = add(1);
    add(2);
    rest();
    rest();
    expect(turnsIn(1000)).toEqual([2]);
  });

  it('a process that stood still makes up for one turn of each, and is in time again', () => {
    const { add, turnsIn } = setUp();
    for (const thing of THINGS) add(thing);
    vi.advanceTimersByTime(1000);
    const later = performance.now() + 10_000;
    vi.spyOn(performance, 'now').mockReturnValueOnce(later);
    expect([...turnsIn(50)].sort((a, b) => a - b)).toEqual(THINGS);
    vi.restoreAllMocks();
  });

  it('no timer runs while there is nothing to do', () => {
    const { add, turnsIn } = setUp();
    expect(vi.getTimerCount()).toBe(0);
    const rests = [add(1), add(2)];
    expect(vi.getTimerCount()).toBe(1);
    for (const rest of rests) rest();
    expect(vi.getTimerCount()).toBe(0);
    add(3);
    expect(turnsIn(2000)).toEqual([3, 3]);
  });
});
