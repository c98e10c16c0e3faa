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

it('a ratio is that of rounds that stood side by side', () => {
  // The medians of each alone would be 200 and 300.
  expect(ratioOf([100, 300, 200], [400, 300, 250])).toBe(0.8);
});

it('rounds that have no other side have no ratio', () => {
  expect(() => ratioOf([100, 300], [400, 300, 250])).toThrow(RangeError);
});
