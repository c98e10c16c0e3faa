import { expect, it } from 'vitest';
import { binOf, LATENCY_BINS, quantile } from '../../src/console/latency-bins.js';

const binsOf = (times: readonly number[]): number[] => {
  const bins = Array<number>(LATENCY_BINS).fill(0);
  for (const ms of times) bins[binOf(ms)] = (bins[binOf(ms)] ?? 0) + 1;
  return bins;
};

it('tells within which time half of the answers came, and 95 % of them', () => {
  const bins = binsOf([...Array<number>(90).fill(130), ...Array<number>(10).fill(1000)]);
  expect(quantile(bins, 0.5)).toBeGreaterThan(100);
  expect(quantile(bins, 0.5)).toBeLessThanOrEqual(150);
  expect(quantile(bins, 0.95)).toBeGreaterThan(800);
  expect(quantile(bins, 0.95)).toBeLessThanOrEqual(1200);
});

it('tells nothing without answers, and no more than eight seconds', () => {
  expect(quantile(binsOf([]), 0.5)).toBeNull();
  expect(quantile(binsOf([60_000]), 0.5)).toBe(8000);
  expect(quantile(binsOf([0]), 0.5)).toBeLessThanOrEqual(20);
});
