/** Passes events to the host's listener, whose failures stop nothing. */
import type { CallVerificationEvent, Emit } from '../../ports/events.js';

/** @param onEvent the host's listener: if it throws, or its promise rejects, nothing stops */
export function createEmitter(onEvent: ((event: CallVerificationEvent) => unknown) | undefined, clock: () => number): Emit {
  if (onEvent === undefined) return () => undefined;
  const complain = (error: unknown): void => {
    process.emitWarning(`onEvent failed: ${error instanceof Error ? error.name : typeof error}`, 'CallVerificationWarning');
  };
  return (event) => {
    try {
      const told = onEvent({ ...event, at: new Date(clock()) } as CallVerificationEvent);
      if (told instanceof Promise) told.catch(complain);
    } catch (error) {
      complain(error);
    }
  };
}
