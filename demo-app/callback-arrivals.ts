/** Notes when callbacks arrive: the simulator tells of one when it was answered, and by then its effects stand on the timeline. */
import type { RequestHandler } from 'express';

export interface CallbackArrivals {
  /** Stands before the package's callback routes. */
  readonly note: RequestHandler;
  /** When the oldest callback arrived that was not asked for yet. */
  take(): number | undefined;
}

/** Within one millisecond, too, a callback comes before what it causes. */
const BEFORE_ITS_EFFECTS_MS = 0.5;

export function createCallbackArrivals(): CallbackArrivals {
  const arrivals: number[] = [];
  return {
    note: function noteCallbackMiddleware(_request, _response, next) {
      arrivals.push(Date.now() - BEFORE_ITS_EFFECTS_MS);
      next();
    },
    take: () => arrivals.shift(),
  };
}
