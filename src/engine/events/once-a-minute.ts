/** Tells events of one kind at most once a minute: under attack there are as many reasons as requests. */
import { MINUTE } from '../../core/fraud/breaker.js';
import type { Clock } from '../../ports/clock.js';
import type { Emit } from '../../ports/events.js';

export interface OnceAMinute {
  /** @param about what must not be told twice in a minute by this process */
  tell(about: string, event: Parameters<Emit>[0]): void;
  /** Whether it was told in the last minute. */
  wasTold(about: string): boolean;
  /** The next is told at once. */
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
