/** Each thing that a soak must find is found, by itself, in a run that is otherwise good. The runs are made up. */
import { describe, expect, it } from 'vitest';
import { describeSoak } from '../../../trials/soak/describe-soak.js';
import type { LoadSecond, ServerSecond } from '../../../trials/soak/messages.js';
import type { Peace, Soak } from '../../../trials/soak/run.js';
import { judgeSoak } from '../../../trials/soak/verdict.js';

const BEGAN = 1_000_000;
const MINUTES = 10;
const ENDED = BEGAN + 60_000 * MINUTES;
const PER_SECOND = 20;

const calm: ServerSecond = {
  type: 'second',
  at: BEGAN,
  heapBytes: 30_000_000,
  rssBytes: 150_000_000,
  descriptors: { socket: 4, file: 3 },
  resources: { Timeout: 1 },
  streams: 0,
  loopDelayMs: { p99: 1, most: 5 },
  cpuShare: 0.2,
  events: {},
  rejections: [],
  warnings: [],
};

/** One for every five seconds; odd ones are a little above. */
function secondsOf(heapAt: (minute: number) => number = () => 0): ServerSecond[] {
  return Array.from({ length: 12 * MINUTES }, (_, index) => {
    const at = BEGAN + 5000 * (index + 1);
    const heapBytes = 30_000_000 + (index % 2) * 50_000 + heapAt((at - BEGAN) / 60_000);
    return { ...calm, at, heapBytes, streams: 40, descriptors: { socket: 90, file: 3 }, events: { 'verification.started': 100 } };
  });
}

const peace = (second: Partial<ServerSecond> = {}, heapBytes = 27_000_000): Peace => ({
  second: { ...calm, ...second },
  stock: { type: 'stock', heapBytes, objects: { sockets: 4 } },
});

const load = (starts: LoadSecond['starts']): LoadSecond => ({
  type: 'second',
  at: BEGAN + 1000,
  begun: 100,
  turnedAway: 0,
  starts,
  checksMs: [20],
  answers: { 'start 202': 100 },
  waiting: 0,
});

const good: Soak = {
  options: { store: 'redis', minutes: MINUTES, load: 0.5, peaceSeconds: 60, hasOutages: false },
  topPerSecond: 2 * PER_SECOND,
  perSecond: PER_SECOND,
  beganAt: BEGAN,
  endedAt: ENDED,
  server: secondsOf(),
  load: [load([{ begunAt: BEGAN + 9000, ms: 30, status: 202 }])],
  before: peace(),
  after: peace(),
  outages: [],
  exitCode: 0,
};

const faultsOf = (soak: Partial<Soak>): readonly string[] => judgeSoak({ ...good, ...soak }).faults;

describe('a soak', () => {
  it('is good when nothing stays behind', () => {
    const verdict = judgeSoak(good);
    expect(verdict).toMatchObject({ heap: 'flat', isHeapBack: true, faults: [] });
    expect(describeSoak(good, verdict)).toContain('GOOD');
  });

  it('finds a descriptor that is left open', () => {
    expect(faultsOf({ after: peace({ descriptors: { socket: 5, file: 3 } }) })).toEqual(['left open: socket: 1 more']);
  });

  it('finds a stream that is left open', () => {
    expect(faultsOf({ after: peace({ streams: 2 }) })).toEqual(['left open: 2 streams']);
  });

  it('finds an unhandled rejection at any time, and names each place once', () => {
    const places = ['TypeError at somewhere', 'TypeError at somewhere'];
    const soak = { server: [...secondsOf(), { ...calm, at: ENDED + 30_000, rejections: places }] };
    expect(faultsOf(soak)).toEqual(['an unhandled rejection: TypeError at somewhere']);
  });

  it('finds a heap that grows while people are there', () => {
    expect(faultsOf({ server: secondsOf((minute) => 200_000 * minute) })).toEqual(['the heap grows']);
  });

  it('does not take the first minutes for growth', () => {
    expect(faultsOf({ server: secondsOf((minute) => 2_000_000 * Math.min(2, minute)) })).toEqual([]);
  });

  it('finds a heap that stays larger when all are gone', () => {
    expect(faultsOf({ after: peace({}, 30_000_000) })).toEqual(['the heap did not come back']);
  });

  it('judges a memory store, which grows with what it holds, by the end alone', () => {
    const options = { ...good.options, store: 'memory' } as const;
    const server = secondsOf((minute) => 2_000_000 * minute);
    expect(judgeSoak({ ...good, options, server })).toMatchObject({ heap: 'holds the data', faults: [] });
    expect(faultsOf({ options, server, after: peace({}, 40_000_000) })).toEqual(['the heap did not come back']);
  });

  it('finds an app that ends with an error, or not at all', () => {
    expect(faultsOf({ exitCode: 1 })).toEqual(['the app ended with 1']);
    expect(faultsOf({ exitCode: undefined })).toEqual(['the app did not end by itself']);
  });

  it('finds an app that does not come back after an outage, or late', () => {
    const outages = [{ kind: 'mute', began: BEGAN + 1000, ended: BEGAN + 5000 }] as const;
    expect(faultsOf({ outages })).toEqual([]);
    const fault = ['did not recover by itself after the store was mute'];
    expect(faultsOf({ outages, load: [load([{ begunAt: BEGAN + 16_000, ms: 30, status: 202 }])] })).toEqual(fault);
    expect(faultsOf({ outages, load: [load([{ begunAt: BEGAN + 9000, ms: 30, status: 503 }])] })).toEqual(fault);
    // An answer to a request that came before says nothing.
    expect(faultsOf({ outages, load: [load([{ begunAt: BEGAN + 4000, ms: 1500, status: 202 }])] })).toEqual(fault);
  });

  it('says everything that is wrong in its report', () => {
    const bad = { ...good, exitCode: 1, after: peace({ streams: 2 }) };
    const report = describeSoak(bad, judgeSoak(bad));
    expect(report).not.toContain('GOOD');
    expect(report).toContain('BAD: left open: 2 streams');
    expect(report).toContain('BAD: the app ended with 1');
  });
});
