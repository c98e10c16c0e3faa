import { describe, expect, it } from 'vitest';
import { createKeyedRings, totalOf } from '../../src/console/keyed-rings.js';
import { createSlotRing, SPANS, slotsOf } from '../../src/console/slot-ring.js';

const MINUTE = 60_000;
const NOW = Date.parse('2026-03-01T10:05:30Z');

function read(ring: ReturnType<typeof createSlotRing>, now: number): number[] {
  const sums = Array.from({ length: slotsOf(SPANS.hour) }, () => new Float64Array(2));
  ring.addTo(sums, now);
  return sums.map(([first = 0]) => first);
}

describe('a ring of slots', () => {
  it('keeps the last hour by the minute, the one that is under way last', () => {
    const ring = createSlotRing(SPANS.hour, 2);
    ring.add(NOW, 0, 1);
    ring.add(NOW - MINUTE, 0, 2);
    ring.add(NOW - MINUTE, 1, 9);
    ring.add(NOW - 60 * MINUTE, 0, 3);
    const figures = read(ring, NOW);
    expect(figures).toHaveLength(61);
    expect([figures[60], figures[59], figures[0]]).toEqual([1, 2, 3]);
    expect(figures.reduce((a, b) => a + b)).toBe(6);
  });

  it('forgets what is older, and never takes it up again', () => {
    const ring = createSlotRing(SPANS.hour, 2);
    ring.add(NOW - 61 * MINUTE, 0, 5);
    expect(read(ring, NOW)).toEqual(Array(61).fill(0));
    ring.add(NOW, 0, 1);
    ring.add(NOW - 61 * MINUTE, 0, 5);
    expect(read(ring, NOW).reduce((a, b) => a + b)).toBe(1);
  });

  it('adds up money to the cent, however many prices there are', () => {
    const ring = createSlotRing(SPANS.day, 1);
    for (let count = 0; count < 10_000; count += 1) ring.add(NOW, 0, 1.19);
    const sums = [new Float64Array(1)];
    ring.addTo(sums, NOW);
    expect(sums[0]?.[0]).toBeCloseTo(11_900, 2);
  });

  it('shows nothing of a time that is still to come, after a clock was set back', () => {
    const ring = createSlotRing(SPANS.hour, 2);
    ring.add(NOW + 10 * MINUTE, 0, 5);
    ring.add(NOW, 0, 1);
    expect(read(ring, NOW).reduce((a, b) => a + b)).toBe(1);
  });

  it('takes no time that is none', () => {
    const ring = createSlotRing(SPANS.hour, 2);
    ring.add(Number.NaN, 0, 5);
    ring.add(-MINUTE, 0, 5);
    expect(read(ring, NOW).reduce((a, b) => a + b)).toBe(0);
  });
});

describe('rings by key', () => {
  const open = () => createKeyedRings<string>({ columns: 1, mostKeys: 3, partsOf: (key) => [key], other: 'other' });
  const sum = (rings: ReturnType<typeof open>, isWanted: (key: string) => boolean, now = NOW) =>
    totalOf(rings.slots('day', now, isWanted))[0];

  it('add up the keys that are wanted', () => {
    const rings = open();
    rings.add('RU', NOW, 0, 2);
    rings.add('SK', NOW, 0, 3);
    expect(sum(rings, () => true)).toBe(5);
    expect(sum(rings, (key) => key === 'SK')).toBe(3);
  });

  it('count what comes after the last free place as "other"', () => {
    const rings = open();
    for (const key of ['RU', 'SK', 'KZ', 'BY', 'AM']) rings.add(key, NOW, 0, 1);
    expect(rings.keys()).toEqual(['RU', 'SK', 'other']);
    expect(sum(rings, (key) => key === 'other')).toBe(3);
  });

  it('give the place of a key that had nothing for a day to a new one', () => {
    const rings = open();
    rings.add('RU', NOW, 0, 1);
    rings.add('SK', NOW, 0, 1);
    const later = NOW + 26 * 60 * MINUTE;
    rings.add('SK', later, 0, 1);
    rings.add('KZ', later, 0, 1);
    expect(rings.keys()).toEqual(['SK', 'KZ']);
  });
});
