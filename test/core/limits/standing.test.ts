import { describe, expect, it } from 'vitest';
import { addProof, livingProofs, NO_CREDENTIALS, ownStanding, proofsEnd, standingOf } from '../../../src/core/limits/standing.js';
import { DAY, NOW } from '../fixtures.js';

const HOME = { at: NOW - DAY, network: 'home' };

describe('what a client is by itself', () => {
  it('is a stranger, unless it shows a proof of its own', () => {
    expect(ownStanding([], NO_CREDENTIALS, NOW)).toBe('stranger');
    expect(ownStanding([HOME], { network: 'else', isKnownDevice: false }, NOW)).toBe('stranger');
    expect(ownStanding([HOME], { network: 'home', isKnownDevice: false }, NOW)).toBe('proven');
    expect(ownStanding([], { network: undefined, isKnownDevice: true }, NOW)).toBe('device');
  });

  it('is a device rather than one of its network', () => {
    expect(ownStanding([HOME], { network: 'home', isKnownDevice: true }, NOW)).toBe('device');
  });

  it('is nothing by a network that nobody knows, though one verified the number so', () => {
    expect(ownStanding([{ at: NOW }], { network: undefined, isKnownDevice: false }, NOW)).toBe('stranger');
  });

  it('is proven by its network for thirty days', () => {
    const later = (time: number) => ownStanding([HOME], { network: 'home', isKnownDevice: false }, HOME.at + time);
    expect([later(30 * DAY - 1), later(30 * DAY)]).toEqual(['proven', 'stranger']);
  });
});

it('a passed challenge makes a stranger one no more, and takes nothing from the others', () => {
  const passed = { hasPassedChallenge: true };
  expect((['stranger', 'proven', 'device'] as const).map((own) => standingOf(own, passed))).toEqual(['challenged', 'proven', 'device']);
  expect((['stranger', 'proven', 'device'] as const).map((own) => standingOf(own, NO_CREDENTIALS))).toEqual([
    'stranger',
    'proven',
    'device',
  ]);
});

it('a client without credentials is a stranger from nowhere', () => {
  expect(NO_CREDENTIALS).toEqual({ network: undefined, isKnownDevice: false, hasPassedChallenge: false });
});

describe('the networks that proved a number', () => {
  it('are known for thirty days after the last time each did', () => {
    expect(addProof([HOME], 'work', NOW)).toEqual([HOME, { at: NOW, network: 'work' }]);
    expect(addProof([HOME, { at: NOW - 1, network: 'work' }], 'home', NOW)).toEqual([
      { at: NOW - 1, network: 'work' },
      { at: NOW, network: 'home' },
    ]);
    expect(addProof([{ at: NOW - 30 * DAY, network: 'gone' }, HOME], 'work', NOW)).toEqual([HOME, { at: NOW, network: 'work' }]);
    expect(livingProofs([{ at: NOW - 30 * DAY, network: 'gone' }, HOME], NOW)).toEqual([HOME]);
  });

  it('are the last five', () => {
    const networks = ['a', 'b', 'c', 'd', 'e', 'f'];
    const proofs = networks.reduce<ReturnType<typeof addProof>>((known, network, index) => addProof(known, network, NOW + index), []);
    expect(proofs.map(({ network }) => network)).toEqual(['b', 'c', 'd', 'e', 'f']);
  });

  it('gain nothing by a client whose network nobody knows', () => {
    expect(addProof([HOME, { at: NOW - 30 * DAY, network: 'gone' }], undefined, NOW)).toEqual([HOME]);
  });

  it('are of use until the last of them is forgotten', () => {
    expect(proofsEnd([{ at: NOW, network: 'work' }, HOME])).toBe(NOW + 30 * DAY);
    expect(proofsEnd([])).toBe(0);
  });
});
