import { expect, it } from 'vitest';
import { byNetwork, bySite, nameNetwork } from '../../../src/core/limits/client-network.js';

const HOME = nameNetwork('home', 'the site');
const NEXT_DOOR = nameNetwork('next door', 'the site');
const ELSEWHERE = nameNetwork('home', 'the site beyond');
const IPV4 = nameNetwork('home', undefined);
const happenings = [HOME, NEXT_DOOR, ELSEWHERE, IPV4, undefined, HOME].map((network, at) => ({ at, network }));

const at = (found: readonly { readonly at: number }[]): readonly number[] => found.map((each) => each.at);

it('what one network did is told apart from what others did', () => {
  expect([HOME, NEXT_DOOR, ELSEWHERE, IPV4].map((network) => at(byNetwork(happenings, network)))).toEqual([[0, 5], [1], [2], [3]]);
});

it('networks of one site answer for one another; an IPv4 address is in no site, and answers for itself', () => {
  expect([HOME, NEXT_DOOR, ELSEWHERE, IPV4].map((network) => at(bySite(happenings, network)))).toEqual([[0, 1, 5], [0, 1, 5], [2], [3]]);
});

it('what no known network did belongs to none', () => {
  expect([byNetwork(happenings, undefined), bySite(happenings, undefined)]).toEqual([[], []]);
  expect([byNetwork(happenings, 'unknown'), bySite(happenings, 'unknown')]).toEqual([[], []]);
});
