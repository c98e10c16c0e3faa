import { expect, it } from 'vitest';
import { isSameRequest, isSameRun } from '../../../src/core/entry/request-mark.js';
import { KEYED, OTHERWISE, OWN, REPEATED } from '../fixtures.js';

it('a mark is of one run, and under a key of all runs of one request', () => {
  const same = (compare: typeof isSameRun) => [KEYED, REPEATED, OTHERWISE, OWN, { run: KEYED.run }].map((mark) => compare(mark, KEYED));
  expect(same(isSameRun)).toEqual([true, false, false, false, true]);
  expect(same(isSameRequest)).toEqual([true, true, false, false, true]);
});

it('without a key no other run is the same request', () => {
  expect(isSameRequest(OWN, { run: 'other_' })).toBe(false);
  expect(isSameRequest(KEYED, OWN)).toBe(false);
  expect(isSameRequest(OWN, KEYED)).toBe(false);
});
