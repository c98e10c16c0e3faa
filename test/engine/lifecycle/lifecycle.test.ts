/** What a service that leaves still does, and for how long. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createLifecycle } from '../../../src/engine/lifecycle/lifecycle.js';
import { createShutdown, shutdownTimes } from '../../../src/engine/lifecycle/shutdown.js';
import type { EventDetails } from '../../../src/ports/events.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const TIMES = shutdownTimes([12_000], 2000);

function setUp() {
  const events: EventDetails[] = [];
  const emit = (event: EventDetails): void => void events.push(event);
  const lifecycle = createLifecycle(TIMES, emit);
  const nothing = async (): Promise<void> => undefined;
  const shutdown = createShutdown({ lifecycle, emit, flush: nothing, endStreams: () => undefined, release: nothing });
  return { events, lifecycle, shutdown };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

it('an open service may dial whatever takes however long', () => {
  vi.advanceTimersByTime(1_000_000);
  expect(setUp().lifecycle.mayDial(60_000)).toBe(true);
});

it('a drain dials only what it waits for', () => {
  const { lifecycle } = setUp();
  vi.advanceTimersByTime(1_000_000);
  lifecycle.advance('draining');
  expect([lifecycle.mayDial(16_000), lifecycle.mayDial(16_001)]).toEqual([true, false]);
  vi.advanceTimersByTime(4000);
  expect([lifecycle.mayDial(12_000), lifecycle.mayDial(12_001)]).toEqual([true, false]);
  vi.advanceTimersByTime(1);
  expect(lifecycle.mayDial(12_000)).toBe(false);
  lifecycle.advance('drained');
  expect(lifecycle.mayDial(0)).toBe(false);
});

it('a call that is dialled at the last moment is written before the drain ends', async () => {
  const { events, lifecycle, shutdown } = setUp();
  let isWritten = false;
  void lifecycle.starts.run(async () => {
    // A policy that answers late, then the provider's longest time, and a slow store.
    await pause(4000);
    if (!lifecycle.mayDial(12_000)) return;
    await pause(12_000);
    await pause(3900);
    isWritten = true;
  });
  const drained = shutdown.drain();
  await vi.advanceTimersByTimeAsync(TIMES.drainMs);
  await drained;
  expect(isWritten).toBe(true);
  expect(events.at(-1)).toEqual({ type: 'service.drained', unfinished: 0 });
});

it('what hangs holds a drain no longer than the host was told', async () => {
  const { events, lifecycle, shutdown } = setUp();
  for (const running of [lifecycle.starts, lifecycle.others]) void running.run(() => new Promise(() => undefined));
  void shutdown.drain();
  await vi.advanceTimersByTimeAsync(TIMES.drainMs);
  expect(events).toEqual([
    { type: 'service.draining', running: 2, withinMs: TIMES.drainMs },
    { type: 'service.drained', unfinished: 2 },
  ]);
});
