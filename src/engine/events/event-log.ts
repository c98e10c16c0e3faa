/** Logs each event under its type, at a level that says how urgent it is. */
import type { CallVerificationEvent } from '../../ports/events.js';
import type { CallVerificationLogger } from '../../ports/logger.js';

/** For each type, so that the compiler asks for that of a new one. What is printed where nobody listens is never `info`. */
export const LEVELS: Readonly<Record<CallVerificationEvent['type'], keyof CallVerificationLogger>> = {
  'verification.started': 'info',
  'verification.verified': 'info',
  'verification.closed': 'info',
  'call.placed': 'info',
  'call.refused': 'info',
  'call.uncertain': 'info',
  'call.reported': 'info',
  'code.rejected': 'info',
  'limit.reached': 'info',
  'access.refused': 'warn',
  'binding.refused': 'warn',
  'budget.reached': 'warn',
  'breaker.tripped': 'warn',
  'callback.rejected': 'warn',
  'callback.unmatched': 'info',
  'callback.overflow': 'warn',
  'callback.unmapped': 'warn',
  'callback.missing': 'error',
  'callback.unmounted': 'error',
  'account.trouble': 'error',
  'circuit.opened': 'warn',
  'circuit.closed': 'info',
  'codes.predictable': 'error',
  'store.failed': 'error',
  'record.unreadable': 'error',
  'operator.acted': 'info',
  'service.draining': 'info',
  'service.drained': 'info',
  'service.closed': 'info',
};

/** @returns what the logger returned */
export function logEvent(logger: CallVerificationLogger, event: CallVerificationEvent): unknown {
  return logger[LEVELS[event.type]](event, event.type);
}
