/** Medians and ratios of the bench. */
import { expect, it } from 'vitest';
import { median, quantile, ratioOf } from '../../../trials/bench/figures.js';

it('a median lies between the two in the middle', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(median([])).toBeNaN();
});

it('the least and the most are the ends', () => {
  expect(quantile([5, 1, 9], 0)).toBe(1);
  expect(quantile([5, 1, 9], 1)).toBe(9);
});

it('a ratio is that of rounds that stood side by side, so a slow minute of the machine changes nothing', () => {
  // All rounds have the ratio 1/2, the last of them at a tenth of the speed. Medians of each alone would have another one.
  expect(ratioOf([100, 150, 1000], [200, 300, 2000])).toBe(0.5);
  expect(ratioOf([100, 1000], [200, 2000, 200])).toBeNaN();
});
