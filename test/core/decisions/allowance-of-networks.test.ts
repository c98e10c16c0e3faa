/** What strangers of one network, and of one site together, may spend of a number, so that others can still sign in. */
import { describe, expect, it } from 'vitest';
import { beginAllowedAt, checkAllowedAt, dialAllowedAt } from '../../../src/core/decisions/allowance.js';
import { type Dial, EMPTY_ENTRY, type NumberEntry } from '../../../src/core/entry/number-entry.js';
import { nameNetwork } from '../../../src/core/limits/client-network.js';
import type { Standing } from '../../../src/core/limits/number-limits.js';
import { DAY, dial, failuresLeft, HOUR, MINUTE, NOW, RULES } from '../fixtures.js';

const NO_DELAY = { ...RULES, resendDelaysMs: [0] };
const HERE = nameNetwork('here', 'site');
const NEXT_DOOR = nameNetwork('next door', 'site');
const ELSEWHERE = nameNetwork('here', 'site beyond');
const IPV4 = 'ipv4';
const EVERYWHERE = [HERE, NEXT_DOOR, ELSEWHERE, IPV4];

const failed = (...ago: readonly (readonly [times: number, ago: number, network: string, standing?: Standing])[]): NumberEntry => ({
  ...EMPTY_ENTRY,
  failures: ago.flatMap(([times, time, network, standing]) =>
    Array.from({ length: times }, () => ({ at: NOW - time, network, ...(standing === undefined ? {} : { standing }) })),
  ),
});
const dialled = (network: string, ago: readonly number[], change: Partial<Dial> = {}): NumberEntry => ({
  ...EMPTY_ENTRY,
  dials: ago.map((each) => dial({ at: NOW - each, network, isFurther: true, ...change })),
});
const times = (count: number, every: number, from = every): readonly number[] => Array.from({ length: count }, (_, i) => from + i * every);

const waitOf = (allowedAt: number): number => Math.max(0, allowedAt - NOW);
/** How long clients of each network wait for a check, or to begin. */
const waits = (entry: NumberEntry, standing: Standing = 'stranger', networks = EVERYWHERE) =>
  networks.map((network) => waitOf(checkAllowedAt(entry, { network, standing }, RULES.limits, NOW)));
const waitsToBegin = (entry: NumberEntry, standing: Standing = 'stranger', networks = EVERYWHERE) =>
  networks.map((network) => waitOf(beginAllowedAt(entry, { network, standing }, NO_DELAY, NOW)));

describe('strangers of one network', () => {
  it('fail five checks a day, and hold up nobody else', () => {
    expect(waits(failed([4, HOUR, HERE]))).toEqual([0, 0, 0, 0]);
    expect(waits(failed([5, HOUR, HERE]))).toEqual([23 * HOUR, 0, 0, 0]);
    expect(waits(failed([5, HOUR, IPV4]))).toEqual([0, 0, 0, 23 * HOUR]);
  });

  it('fail ten checks in 30 days, and hold up nobody else', () => {
    expect(waits(failed([9, 3 * DAY, HERE]))).toEqual([0, 0, 0, 0]);
    expect(waits(failed([5, 3 * DAY, HERE], [5, 2 * DAY, HERE]))).toEqual([27 * DAY, 0, 0, 0]);
    expect(waits(failed([5, 3 * DAY, IPV4], [5, 2 * DAY, IPV4]))).toEqual([0, 0, 0, 27 * DAY]);
    expect(waitsToBegin(failed([10, 2 * DAY, IPV4]))).toEqual([0, 0, 0, 28 * DAY]);
  });

  it('of whom three use up a month, and no two do', () => {
    const two = failed([10, 2 * DAY, HERE], [10, 2 * DAY, IPV4]);
    expect(waits(two)).toEqual([28 * DAY, 0, 0, 28 * DAY]);
    const three = { ...two, failures: [...two.failures, ...failed([10, 2 * DAY, ELSEWHERE]).failures] };
    expect(waits(three, 'stranger', ['new'])).toEqual([28 * DAY]);
  });

  it('are given no more checks than their share has left', () => {
    const left = (entry: NumberEntry, network: string) => failuresLeft(entry, { network, standing: 'stranger' }, RULES.limits, NOW);
    expect(left(failed([9, 2 * DAY, IPV4]), IPV4)).toBe(1);
    expect(left(failed([4, HOUR, HERE], [2, HOUR, NEXT_DOOR]), NEXT_DOOR)).toBe(1);
    expect(left(failed([7, 2 * DAY, HERE], [7, 2 * DAY, NEXT_DOOR]), NEXT_DOOR)).toBe(1);
  });
});

describe('strangers of one site', () => {
  it('fail seven checks a day together', () => {
    expect(waits(failed([4, HOUR, HERE], [2, HOUR, NEXT_DOOR]))).toEqual([0, 0, 0, 0]);
    expect(waits(failed([4, HOUR, HERE], [3, HOUR, NEXT_DOOR]))).toEqual([23 * HOUR, 23 * HOUR, 0, 0]);
  });

  it('fail fifteen checks in 30 days together', () => {
    expect(waits(failed([7, 3 * DAY, HERE], [7, 2 * DAY, NEXT_DOOR]))).toEqual([0, 0, 0, 0]);
    expect(waits(failed([8, 3 * DAY, HERE], [7, 2 * DAY, NEXT_DOOR]))).toEqual([27 * DAY, 27 * DAY, 0, 0]);
  });

  it('are found in a third network of the site, which did nothing itself', () => {
    const third = nameNetwork('third', 'site');
    expect(waits(failed([4, HOUR, HERE], [3, HOUR, NEXT_DOOR]), 'stranger', [third])).toEqual([23 * HOUR]);
  });

  it('cause four of the five dials an hour and eight of the ten a day together', () => {
    const waitsToDial = (entry: NumberEntry) =>
      EVERYWHERE.map((network) => waitOf(dialAllowedAt(entry, { network, standing: 'stranger' }, NO_DELAY, NOW)));
    const mixed = (here: readonly number[], nextDoor: readonly number[]): NumberEntry => ({
      ...EMPTY_ENTRY,
      dials: [...dialled(HERE, here).dials, ...dialled(NEXT_DOOR, nextDoor).dials],
    });
    expect(waitsToDial(mixed([10 * MINUTE, 20 * MINUTE], [30 * MINUTE]))).toEqual([0, 0, 0, 0]);
    expect(waitsToDial(mixed([10 * MINUTE, 20 * MINUTE], [30 * MINUTE, 40 * MINUTE]))).toEqual([20 * MINUTE, 20 * MINUTE, 0, 0]);
    expect(waitsToDial(mixed(times(4, HOUR, 2 * HOUR), times(3, HOUR, 6 * HOUR)))).toEqual([0, 0, 0, 0]);
    expect(waitsToDial(mixed(times(4, HOUR, 2 * HOUR), times(4, HOUR, 6 * HOUR)))).toEqual([15 * HOUR, 15 * HOUR, 0, 0]);
  });
});

describe('these shares', () => {
  it('bind those who passed a challenge too, who are counted apart', () => {
    const strangers = failed([4, HOUR, HERE], [3, HOUR, NEXT_DOOR]);
    expect(waits(strangers, 'challenged')).toEqual([0, 0, 0, 0]);
    const challenged = failed([4, HOUR, HERE, 'challenged'], [3, HOUR, NEXT_DOOR, 'challenged']);
    expect(waits(challenged, 'challenged')).toEqual([23 * HOUR, 23 * HOUR, 0, 0]);
    expect(waits(challenged)).toEqual([0, 0, 0, 0]);
    expect(waits(failed([10, 2 * DAY, IPV4, 'challenged']), 'challenged')).toEqual([0, 0, 0, 28 * DAY]);
    const dials = dialled(NEXT_DOOR, times(4, 10 * MINUTE), { standing: 'challenged' });
    expect(waitsToBegin(dials, 'challenged')).toEqual([20 * MINUTE, 20 * MINUTE, 0, 0]);
  });

  it.each(['proven', 'device'] as const)('bind no client that is %s', (standing) => {
    const proofs = [{ at: NOW - DAY, network: HERE }];
    const owner = (entry: NumberEntry) => waitsToBegin({ ...entry, proofs }, standing, [HERE]);
    expect(owner(failed([4, HOUR, NEXT_DOOR], [3, HOUR, nameNetwork('third', 'site')]))).toEqual([0]);
    expect(owner(failed([15, 2 * DAY, NEXT_DOOR]))).toEqual([0]);
    expect(owner(failed([10, 2 * DAY, HERE, standing]))).toEqual([0]);
    expect(owner(dialled(NEXT_DOOR, times(4, 10 * MINUTE), { standing }))).toEqual([0]);
  });

  it('bind no client whose network nobody knows', () => {
    const entry = failed([10, 2 * DAY, HERE]);
    expect(waitOf(checkAllowedAt(entry, { network: undefined, standing: 'stranger' }, RULES.limits, NOW))).toBe(0);
  });
});
