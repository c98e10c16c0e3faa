/** Which known name a wrong one is near to. */
import { expect, it } from 'vitest';
import { hintAtName, nearestName } from '../../src/contract/nearest-name.js';

it('the nearest name is one that is near', () => {
  const known = ['countries', 'methods', 'store'];
  expect(nearestName('country', known)).toBe('countries');
  expect(nearestName('stroe', known)).toBe('store');
  expect(nearestName('method', known)).toBe('methods');
  expect(nearestName('banana', known)).toBeUndefined();
  expect(nearestName('x', [])).toBeUndefined();
});

it('a name is near by two edits, or by a third of its letters', () => {
  expect(nearestName('kidn', ['kind'])).toBe('kind');
  expect(nearestName('kxyz', ['kind'])).toBeUndefined();
  expect(nearestName('cuontires', ['countries'])).toBeUndefined();
  expect(nearestName('cntris', ['countries'])).toBe('countries');
  expect(nearestName('cntrs', ['countries'])).toBeUndefined();
  expect(nearestName('COUNTRIE', ['Countries'])).toBe('Countries');
  expect(nearestName('xxkind', ['kind'])).toBe('kind');
  expect(nearestName('thekind', ['kind'])).toBeUndefined();
  expect(nearestName('', ['kind'])).toBeUndefined();
  expect(nearestName('kindest', ['kind'])).toBeUndefined();
});

it('of several near names the nearest is told', () => {
  expect(nearestName('maxCheck', ['maxAttempts', 'maxChunks', 'maxChecks'])).toBe('maxChecks');
  expect(nearestName('maxChecks', ['maxChecks', 'maxCheck'])).toBe('maxChecks');
});

it('a hint names the nearest name, or all names if none is near', () => {
  expect(hintAtName('MobilGroup', ['mcn', 'mobilgroup'])).toBe('Did you mean "mobilgroup"?');
  expect(hintAtName('kompaas', ['mcn', 'mobilgroup'])).toBe('Known names are: mcn, mobilgroup.');
});
