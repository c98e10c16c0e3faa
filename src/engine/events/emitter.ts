/** Passes events to the host's listener and to subscribers, whose failures stop nothing. What somebody must act on is printed where none listens. */
import { eventChannel, type ServiceIdentity } from '../../ports/channels.js';
import type { CallVerificationEvent, Emit } from '../../ports/events.js';
import { createEventWarnings } from './event-warnings.js';

export interface EmitterNeeds {
  readonly service: ServiceIdentity;
  /** The host's listener: if it throws, or its promise rejects, nothing stops. */
  readonly onEvent?: ((event: CallVerificationEvent) => unknown) | undefined;
  readonly clock: () => number;
  readonly isDevelopment: boolean;
}

export interface Emitter {
  readonly emit: Emit;
  /** Somebody gets events now: what an event tells need not be derived for nobody. */
  isHeard(): boolean;
}

export function createEmitter({ service, onEvent, clock, isDevelopment }: EmitterNeeds): Emitter {
  const warn = createEventWarnings(isDevelopment);
  const isPrinted = isDevelopment || onEvent === undefined;
  const complain = (error: unknown): void => {
    process.emitWarning(`onEvent failed: ${error instanceof Error ? error.name : typeof error}`, 'CallVerificationWarning');
  };
  const tell = (event: CallVerificationEvent): void => {
    try {
      const told = onEvent?.(event);
      if (told instanceof Promise) told.catch(complain);
    } catch (error) {
      complain(error);
    }
  };
  return {
    isHeard: () => isDevelopment || onEvent !== undefined || eventChannel.hasSubscribers,
    emit(details) {
      if (isPrinted) warn(details);
      const isPublished = eventChannel.hasSubscribers;
      if (onEvent === undefined && !isPublished) return;
      const event = { ...details, at: new Date(clock()) } as CallVerificationEvent;
      tell(event);
      if (isPublished) eventChannel.publish({ service, event });
    },
  };
}
