/** Noticing that no callback ever comes. */
import { createMcn } from 'express-call-verification';
import { describe, expect, it } from 'vitest';
import { createReportWatch } from '../../../src/engine/watches/report-watch.js';
import type { EventDetails } from '../../../src/ports/events.js';
import { createMemoryStore } from '../../../src/stores/memory.js';

const method = createMcn({ token: 'a-token', accountId: '1' }).flashCall();

function openWatch({ isRequired = false } = {}) {
  const events: EventDetails[] = [];
  const running: Promise<unknown>[] = [];
  const time = { now: Date.UTC(2026, 10, 30, 12) };
  const clock = (): number => time.now;
  const inBackground = (work: Promise<unknown>): void => void running.push(work);
  const watch = createReportWatch(createMemoryStore({ clock }), clock, (event) => void events.push(event), { inBackground }, isRequired);
  return {
    /** Places `count` calls, each `afterMs` after the one before. */
    async place(count: number, afterMs: number): Promise<void> {
      for (let call = 0; call < count; call += 1) {
        time.now += afterMs;
        watch.placed(method);
      }
      await Promise.all(running);
    },
    advance(ms: number): void {
      time.now += ms;
    },
    reported: () => watch.reported('mcn'),
    mounted: () => watch.mounted(),
    events,
  };
}

describe('callbacks that never come', () => {
  it('are noticed by a process that places fifty calls a second', async () => {
    const { place, events } = openWatch();
    await place(2999, 20);
    expect(events).toEqual([]);
    await place(100, 20);
    expect(events).toEqual([{ type: 'callback.missing', provider: 'mcn', calls: 20 }]);
  });

  it('are noticed anew every minute or so', async () => {
    const { place, events } = openWatch();
    await place(600, 1000);
    expect(events.length).toBeGreaterThanOrEqual(6);
  });

  it.each([
    ['a call every minute', 60_000],
    ['a call every hour', 3_600_000],
  ])('are noticed after twenty in a row where few are placed: %s', async (_, afterMs) => {
    const { place, events } = openWatch();
    await place(20, afterMs);
    expect(events).toEqual([]);
    await place(1, afterMs);
    expect(events).toEqual([{ type: 'callback.missing', provider: 'mcn', calls: 20 }]);
    await place(18, afterMs);
    expect(events).toHaveLength(1);
  });

  it('are not noticed from fewer than twenty calls a day', async () => {
    const { place, events } = openWatch();
    await place(60, 4_600_000);
    expect(events).toEqual([]);
  });

  it('are not noticed where few calls are placed and one of the day was reported, though long ago', async () => {
    const { place, reported, events } = openWatch();
    reported();
    await place(60, 1_800_000);
    expect(events).toEqual([]);
  });

  it('are noticed in a rush after quiet hours with reports, in its first minutes', async () => {
    const { place, reported, events } = openWatch();
    reported();
    await place(10, 3_600_000);
    await place(45, 10_000);
    expect(events).toMatchObject([{ type: 'callback.missing', calls: 20 }]);
  });

  it('are noticed after a clock was set back', async () => {
    const { place, advance, events } = openWatch();
    await place(19, 1000);
    advance(-3_600_000);
    await place(80, 1000);
    expect(events).toMatchObject([{ calls: 20 }]);
  });

  it('are not missing once one has come', async () => {
    const { place, reported, events } = openWatch();
    reported();
    await place(200, 1000);
    expect(events).toEqual([]);
  });
});

describe('callbacks that are required, and have no way into the process', () => {
  const UNMOUNTED = { type: 'callback.unmounted', provider: 'mcn' };

  it('are noticed with the first call, once', async () => {
    const { place, events } = openWatch({ isRequired: true });
    await place(1, 1000);
    expect(events).toEqual([UNMOUNTED]);
    await place(10, 1000);
    expect(events).toEqual([UNMOUNTED]);
  });

  it.each(['mounted', 'reported'] as const)('are not noticed once they were %s', async (how) => {
    const watch = openWatch({ isRequired: true });
    watch[how]();
    await watch.place(3, 1000);
    expect(watch.events).toEqual([]);
  });

  it('are not noticed where no code waits for them', async () => {
    const { place, events } = openWatch();
    await place(3, 1000);
    expect(events).toEqual([]);
  });
});
