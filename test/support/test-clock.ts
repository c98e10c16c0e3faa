/** A clock that stands still until a test turns it. */

export interface TestClock {
  (): number;
  /** Turns it forward. */
  advance(milliseconds: number): void;
}

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export function createTestClock(start = Date.UTC(2030, 0, 1)): TestClock {
  let now = start;
  const clock = (): number => now;
  return Object.assign(clock, {
    advance(milliseconds: number) {
      now += milliseconds;
    },
  });
}
