/** Passes events to the host's listener, whose failures stop nothing. Without one, and in development, what somebody must act on is printed. */
import type { CallVerificationEvent, Emit } from '../../ports/events.js';
import { createEventWarnings } from './event-warnings.js';

/** @param onEvent the host's listener: if it throws, or its promise rejects, nothing stops */
export function createEmitter(
  onEvent: ((event: CallVerificationEvent) => unknown) | undefined,
  clock: () => number,
  isDevelopment = false,
): Emit {
  const warn = createEventWarnings(isDevelopment);
  if (onEvent === undefined) return warn;
  const complain = (error: unknown): void => {
    process.emitWarning(`onEvent failed: ${error instanceof Error ? error.name : typeof error}`, 'CallVerificationWarning');
  };
  return (event) => {
    if (isDevelopment) warn(event);
    try {
      const told = onEvent({ ...event, at: new Date(clock()) } as CallVerificationEvent);
      if (told instanceof Promise) told.catch(complain);
    } catch (error) {
      complain(error);
    }
  };
}
