import { expect, it } from 'vitest';
import { createTally } from '../../src/console/tally.js';

it('counts what comes again, the newest first, with its first and last time', () => {
  const tally = createTally<string>(10);
  tally.add('a', 'first a', 1);
  tally.add('b', 'b', 2);
  tally.add('a', 'second a', 3);
  expect(tally.list()).toEqual([
    { key: 'a', item: 'second a', count: 2, firstAt: 1, lastAt: 3 },
    { key: 'b', item: 'b', count: 1, firstAt: 2, lastAt: 2 },
  ]);
  tally.remove('a');
  expect(tally.list().map(({ key }) => key)).toEqual(['b']);
});

it('forgets what was quiet for longest, once there is too much', () => {
  const tally = createTally<number>(2);
  for (const [index, key] of ['a', 'b', 'a', 'c'].entries()) tally.add(key, index, index);
  expect(tally.list().map(({ key }) => key)).toEqual(['c', 'a']);
});
