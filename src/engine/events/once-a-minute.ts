/**
 * Reports events of one kind at most once a minute, because an attack would cause one for each request. Use it where the first event says
 * all; where it matters how many there were, use `createCountedOnceAMinute`.
 */
import { MINUTE } from '../../core/fraud/breaker.js';
import type { Clock } from '../../ports/clock.js';
import type { Emit } from '../../ports/events.js';

export interface OnceAMinute {
  /** @param about what this process must not report twice in a minute */
  tell(about: string, event: Parameters<Emit>[0]): void;
  /** Whether it was reported in the last minute. */
  wasTold(about: string): boolean;
  /** The next one is reported at once. */
  forget(about: string): void;
}

export function createOnceAMinute(emit: Emit, clock: Clock): OnceAMinute {
  // Oldest first, and only the last minute's.
  const toldAt = new Map<string, number>();
  const wasTold = (about: string): boolean => {
    const at = toldAt.get(about);
    return at !== undefined && Math.abs(clock() - at) < MINUTE;
  };
  return {
    wasTold,
    tell(about, event) {
      for (const oldest of toldAt.keys()) {
        if (wasTold(oldest)) break;
        toldAt.delete(oldest);
      }
      if (wasTold(about)) return;
      toldAt.delete(about);
      toldAt.set(about, clock());
      emit(event);
    },
    forget(about) {
      toldAt.delete(about);
    },
  };
}
