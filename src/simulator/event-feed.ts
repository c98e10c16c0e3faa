/** Passes the simulator's events to its listeners. */
import type { EventWithoutTime, SimulatorEvent, SimulatorEventOf } from './simulator-event.js';
import type { Timers } from './timers.js';
import { createWaiters, type WaitOptions } from './waiters.js';

export interface EventFeed {
  emit(event: EventWithoutTime): void;
  subscribe(listener: (event: SimulatorEvent) => void): () => void;
  next<Type extends SimulatorEvent['type']>(
    type: Type,
    fits?: (event: SimulatorEventOf<Type>) => boolean,
    options?: WaitOptions,
  ): Promise<SimulatorEventOf<Type>>;
  close(): void;
}

export function createEventFeed(timers: Timers): EventFeed {
  const listeners = new Set<(event: SimulatorEvent) => void>();
  const waiters = createWaiters<SimulatorEvent>(timers);
  let isClosed = false;

  return {
    emit(event) {
      if (isClosed) return;
      const timed: SimulatorEvent = { ...event, at: Date.now() };
      for (const listener of [...listeners]) {
        try {
          listener(timed);
        } catch (error) {
          // An error of a listener must be seen, and must not look like a fault of the provider.
          queueMicrotask(() => {
            throw error;
          });
        }
      }
      waiters.offer(timed);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    next<Type extends SimulatorEvent['type']>(
      type: Type,
      fits: (event: SimulatorEventOf<Type>) => boolean = () => true,
      options?: WaitOptions,
    ) {
      const isWanted = (event: SimulatorEvent): event is SimulatorEventOf<Type> =>
        event.type === type && fits(event as SimulatorEventOf<Type>);
      return waiters.next(`the simulator's next ${type}`, isWanted, options);
    },
    close() {
      isClosed = true;
      listeners.clear();
      waiters.close();
    },
  };
}
