/** What the figures of a soak are taken for. The series are made up. */
import { describe, expect, it } from 'vitest';
import { fitLine, holdsRate, isHeapBack, judgeHeap, type Line, leftOpen, type Point, quantile } from '../../../trials/soak/judge.js';
import { seededRandom } from '../../support/seeded-random.js';

const PEOPLE_A_MINUTE = 1200;
const draw = seededRandom(11);

/** Five minutes, a point every five seconds. */
function series(bytesAt: (minute: number) => number, count = 60): readonly Point[] {
  return Array.from({ length: count }, (_, index) => ({ minute: 5 + index / 12, bytes: bytesAt(5 + index / 12) }));
}
const noise = (bytes: number): number => (draw() + draw() + draw() - 1.5) * bytes;
const verdictOf = (points: readonly Point[]): string => judgeHeap(fitLine(points), PEOPLE_A_MINUTE);

describe('the line through the heap', () => {
  it('has the slope of points that lie on a line, without uncertainty', () => {
    const line = fitLine(series((minute) => 1000 + 70 * minute));
    expect(line.slope).toBeCloseTo(70, 6);
    expect(line.uncertainty).toBeCloseTo(0, 6);
    expect(line.scatter).toBeCloseTo(0, 6);
  });

  it('contains the true slope within its uncertainty in most of many noisy series', () => {
    const hits = Array.from({ length: 200 }, () => fitLine(series((minute) => 5000 * minute + noise(300_000)))).filter(
      ({ slope, uncertainty }) => Math.abs(slope - 5000) <= uncertainty,
    );
    expect(hits.length).toBeGreaterThan(180);
  });

  it('is less certain when neighbours are alike', () => {
    const signs = (together: number): Line => {
      const points = series(() => 0).map((point, index) => ({
        ...point,
        bytes: Math.floor(index / together) % 2 === 0 ? 300_000 : -300_000,
      }));
      return fitLine(points);
    };
    expect(signs(5).uncertainty).toBeGreaterThan(1.5 * signs(1).uncertainty);
  });
});

describe('the verdict on the heap', () => {
  it('is flat when there is only noise', () => {
    expect(verdictOf(series(() => 30_000_000 + noise(300_000)))).toBe('flat');
  });

  it('is flat when the heap shrinks', () => {
    expect(verdictOf(series((minute) => 30_000_000 - 500_000 * minute + noise(300_000)))).toBe('flat');
  });

  it('is flat when the heap swings', () => {
    expect(verdictOf(series((minute) => 30_000_000 + 200_000 * Math.sin(minute * 9)))).toBe('flat');
  });

  it.each([200, 1000])('is growing when %i bytes of each verification stay behind', (bytes) => {
    expect(verdictOf(series((minute) => 30_000_000 + bytes * PEOPLE_A_MINUTE * minute + noise(300_000)))).toBe('growing');
  });

  it('says that a run was too short when its noise would hide a leak, or when nothing was measured', () => {
    expect(verdictOf(series(() => 30_000_000 + noise(3_000_000), 6))).toBe('too short to tell');
    expect(verdictOf([])).toBe('too short to tell');
  });

  it('takes a heap for the one before up to what the platform may have compiled since', () => {
    expect(isHeapBack(27_000_000, 28_900_000)).toBe(true);
    expect(isHeapBack(27_000_000, 20_000_000)).toBe(true);
    expect(isHeapBack(27_000_000, 29_100_000)).toBe(false);
    expect(isHeapBack(200_000_000, 205_900_000)).toBe(true);
    expect(isHeapBack(200_000_000, 206_100_000)).toBe(false);
  });
});

describe('what is left open', () => {
  it('is every kind of which there are more than before', () => {
    expect(leftOpen({ socket: 4, file: 1, pipe: 2 }, { socket: 6, file: 1, pipe: 1, timerfd: 1 })).toEqual([
      'socket: 2 more',
      'timerfd: 1 more',
    ]);
  });

  it('is nothing when all is as it was, or cannot be counted', () => {
    expect(leftOpen({ socket: 4 }, { socket: 4 })).toEqual([]);
    expect(leftOpen({}, {})).toEqual([]);
  });
});

describe('a step of the ramp', () => {
  const step = { perSecond: 20, startsMs: [20, 30, 40, 500], waiting: 1 };

  it('holds while most starts are quick, however quick the first ones were', () => {
    expect(holdsRate(step, 2)).toBe(true);
  });

  it('holds on a slow machine while the wait does not grow', () => {
    expect(holdsRate({ ...step, startsMs: [400, 500] }, 300)).toBe(true);
  });

  it('does not hold when the wait grows, or is not known', () => {
    expect(holdsRate({ ...step, startsMs: [150] }, 40)).toBe(false);
    expect(holdsRate({ ...step, startsMs: [700] }, 300)).toBe(false);
    expect(holdsRate({ ...step, startsMs: [] }, 300)).toBe(false);
  });

  it('does not hold when answers do not keep up with requests', () => {
    expect(holdsRate({ ...step, waiting: 11 }, 40)).toBe(false);
  });
});

describe('a quantile', () => {
  it('is a figure that this share does not exceed', () => {
    const figures = [5, 1, 4, 2, 3];
    expect([0, 0.5, 0.99, 1].map((share) => quantile(figures, share))).toEqual([1, 3, 5, 5]);
    expect(quantile([], 0.5)).toBeNaN();
  });
});
