import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCountedOnceAMinute } from '../../../src/engine/records/counted-once-a-minute.js';
import type { EventDetails } from '../../../src/ports/events.js';

const MINUTE = 60_000;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function setUp() {
  const told: string[] = [];
  const counted = createCountedOnceAMinute((event) =>
    told.push(event.type === 'callback.overflow' ? `${event.reports} ${event.provider}` : ''),
  );
  const eventOf =
    (name: string) =>
    (reports: number): EventDetails => ({ type: 'callback.overflow', provider: name, reports });
  const happen = (times: number, about = 'it', name = about): void => {
    for (let each = 0; each < times; each += 1) counted.tell(about, eventOf(name));
  };
  return { told, counted, happen };
}

describe('what happens very often', () => {
  it('is reported at once the first time, and at the end of the minute with the number of the others', () => {
    const { told, happen } = setUp();
    happen(15_000);
    expect(told).toEqual(['1 it']);
    vi.advanceTimersByTime(MINUTE - 1);
    expect(told).toEqual(['1 it']);
    vi.advanceTimersByTime(1);
    expect(told).toEqual(['1 it', '14999 it']);
  });

  it('is reported once a minute while it goes on, and nothing is lost or told twice', () => {
    const { told, happen } = setUp();
    happen(3);
    for (let minute = 0; minute < 5; minute += 1) {
      vi.advanceTimersByTime(MINUTE);
      happen(10);
    }
    vi.advanceTimersByTime(MINUTE);
    expect(told).toEqual(['1 it', '2 it', '10 it', '10 it', '10 it', '10 it', '10 it']);
  });

  it('is reported at once again after a minute without it', () => {
    const { told, happen } = setUp();
    happen(1);
    vi.advanceTimersByTime(MINUTE);
    expect(vi.getTimerCount()).toBe(0);
    happen(2);
    expect(told).toEqual(['1 it', '1 it']);
  });

  it('is counted apart from other things, and the last event of each is reported', () => {
    const { told, happen } = setUp();
    happen(1, 'one');
    happen(1, 'other');
    happen(4, 'one', 'one, earlier');
    happen(1, 'one', 'one, later');
    vi.advanceTimersByTime(MINUTE);
    expect(told).toEqual(['1 one', '1 other', '5 one, later']);
  });

  it('is reported at the end when it is closed, and no timer is left', () => {
    const { told, counted, happen } = setUp();
    happen(8);
    happen(1, 'other');
    counted.close();
    expect(told).toEqual(['1 it', '1 other', '7 it']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is reported each time after it is closed, because nothing would report a count', () => {
    const { told, counted, happen } = setUp();
    happen(2);
    counted.close();
    happen(3);
    expect(told).toEqual(['1 it', '1 it', '1 it', '1 it', '1 it']);
    expect(vi.getTimerCount()).toBe(0);
  });
});
