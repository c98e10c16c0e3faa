/**
 * Reports what happens very often: the first time at once, then at most once a minute, with how often it has happened since. Use it where
 * that number matters; where the first event says all, use `createOnceAMinute`.
 */
import { MINUTE } from '../../core/fraud/breaker.js';
import type { Emit, EventDetails } from '../../ports/events.js';

export interface CountedOnceAMinute {
  /** @param about what this process must not report twice in a minute @param eventOf the event for so many of them; the last one given is reported */
  tell(about: string, eventOf: (count: number) => EventDetails): void;
  /** Reports what is counted, and lets no timer wait for more. What comes later is reported each time. */
  close(): void;
}

interface Minute {
  count: number;
  eventOf: (count: number) => EventDetails;
  timer: NodeJS.Timeout;
}

/** It measures minutes with timers, because the host's clock may be set while something goes on. No process lives on for such a timer. */
export function createCountedOnceAMinute(emit: Emit): CountedOnceAMinute {
  const minutes = new Map<string, Minute>();
  let isClosed = false;
  const begin = (about: string, eventOf: Minute['eventOf']): void => {
    minutes.set(about, { count: 0, eventOf, timer: setTimeout(() => end(about), MINUTE).unref() });
  };
  const end = (about: string): void => {
    const { count, eventOf } = minutes.get(about) ?? {};
    minutes.delete(about);
    if (count === undefined || count === 0 || eventOf === undefined) return;
    // It goes on, so the next minute begins, too.
    begin(about, eventOf);
    emit(eventOf(count));
  };
  return {
    tell(about, eventOf) {
      const minute = minutes.get(about);
      if (minute === undefined) {
        if (!isClosed) begin(about, eventOf);
        emit(eventOf(1));
        return;
      }
      minute.count += 1;
      minute.eventOf = eventOf;
    },
    close() {
      isClosed = true;
      const left = [...minutes.values()];
      minutes.clear();
      for (const { count, eventOf, timer } of left) {
        clearTimeout(timer);
        if (count > 0) emit(eventOf(count));
      }
    },
  };
}
