/** Passes events to the host's listener and to subscribers, whose failures stop nothing. What somebody must act on is printed where none listens. */
import { eventChannel, type ServiceIdentity, wordOf } from '../../ports/channels.js';
import type { CallVerificationEvent, Emit } from '../../ports/events.js';
import type { CallVerificationLogger } from '../../ports/logger.js';
import { logEvent } from './event-log.js';
import { createEventWarnings } from './event-warnings.js';

export interface EmitterNeeds {
  readonly service: ServiceIdentity;
  /** The host's listener: if it throws, or its promise rejects, nothing stops. */
  readonly onEvent?: ((event: CallVerificationEvent) => unknown) | undefined;
  /** The host's logger: it may fail as the listener may. */
  readonly logger?: CallVerificationLogger | undefined;
  readonly clock: () => number;
  readonly isDevelopment: boolean;
}

export interface Emitter {
  readonly emit: Emit;
  /** Somebody gets events now: what an event tells need not be derived for nobody. */
  isHeard(): boolean;
}

export function createEmitter({ service, onEvent, logger, clock, isDevelopment }: EmitterNeeds): Emitter {
  const warn = createEventWarnings(isDevelopment);
  const hasListener = onEvent !== undefined || logger !== undefined;
  const isPrinted = isDevelopment || !hasListener;
  const complained = new Set<string>();
  const complain = (whose: string, error: unknown): void => {
    const text = `${whose} failed: ${wordOf(error)}. This is printed once.`;
    if (!complained.has(text)) process.emitWarning(text, 'CallVerificationWarning');
    complained.add(text);
  };
  const tell = (whose: string, work: () => unknown): void => {
    try {
      const told = work();
      // A promise of another library may be none of Node's.
      if (typeof (told as PromiseLike<unknown> | undefined)?.then === 'function')
        Promise.resolve(told).catch((error: unknown) => complain(whose, error));
    } catch (error) {
      complain(whose, error);
    }
  };
  return {
    isHeard: () => isDevelopment || hasListener || eventChannel.hasSubscribers,
    emit(details) {
      if (isPrinted) warn(details);
      const isPublished = eventChannel.hasSubscribers;
      if (!hasListener && !isPublished) return;
      const event = { ...details, at: new Date(clock()) } as CallVerificationEvent;
      tell('onEvent', () => onEvent?.(event));
      if (logger !== undefined) tell('logger', () => logEvent(logger, event));
      if (isPublished) eventChannel.publish({ service, event });
    },
  };
}
