/** Node ends the process if a subscriber of a channel throws: nothing that is done here may. */
import { diag } from '@opentelemetry/api';
import { wordOf } from '../ports/channels.js';

/** The same work; what it throws goes to OpenTelemetry's own diagnostics, by its name only. */
export function guarded<Given extends unknown[], Made>(work: (...given: Given) => Made): (...given: Given) => Made | undefined {
  return (...given) => {
    try {
      return work(...given);
    } catch (error) {
      report(error);
      return undefined;
    }
  };
}

export function report(error: unknown): void {
  try {
    diag.error(`express-call-verification: observing failed: ${wordOf(error)}`);
  } catch {
    // A logger of the host's own.
  }
}
