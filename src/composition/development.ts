/** The mode for development: its defaults, where it is allowed, and what it writes to the terminal. */
import { describeLimit } from '../core/limits/limit-name.js';
import { ConfigurationError } from '../options/configuration-error.js';
import type { Emit, EventDetails } from '../ports/events.js';
import type { ResolvedOptions } from './call-verification-options.js';

const WARNING = 'CallVerificationWarning';

/** @throws {ConfigurationError} in production */
export function assertDevelopment({ development }: Pick<ResolvedOptions, 'development'>): void {
  if (!development) return;
  if (process.env['NODE_ENV'] === 'production') {
    throw new ConfigurationError(
      'createCallVerification',
      'development',
      'relaxes limits and tells clients which one refused them, so it must be false under NODE_ENV=production. Write: development: process.env.NODE_ENV !== "production".',
    );
  }
  warnOnce(
    'The option "development" is on: limits of calls are relaxed, and answers say which limit refused them. Never use it in production.',
  );
}

/** Writes what a developer must know, once for each reason, also where nobody listens to events. */
export function withDevelopmentWarnings(emit: Emit): Emit {
  return (event) => {
    const warning = warningOf(event);
    if (warning !== undefined) warnOnce(warning);
    emit(event);
  };
}

function warningOf(event: EventDetails): string | undefined {
  switch (event.type) {
    case 'limit.reached':
      return event.option === undefined ? undefined : `A request was refused. ${describeLimit(event.option)}`;
    case 'call.refused':
      return `${event.methodId}: the provider refused the call (${event.reason}), so no telephone rings.`;
    case 'call.uncertain':
      return `${event.methodId}: it is not known whether the provider placed the call (${event.reason}).`;
    case 'callback.rejected':
      return `A callback of "${event.provider}" was refused: ${REJECTED[event.reason]}.`;
    case 'callback.unmapped':
      return `A callback of "${event.provider}" was not understood: ${event.shape}. Name its fields in the option "callback" of the account.`;
    default:
      return undefined;
  }
}

const REJECTED: Readonly<Record<Extract<EventDetails, { type: 'callback.rejected' }>['reason'], string>> = {
  token: 'the end of its path is not what calls.webhookPath(provider) says',
  header: 'the header of the option "callback" is missing or wrong',
  address: 'it does not come from the addresses of the option "callback"',
  too_large: 'its body is larger than 16 kB',
};

/** Reasons come from providers and from strangers, so no more are remembered. */
const MOST_WARNINGS = 100;
const written = new Set<string>();

function warnOnce(warning: string): void {
  if (written.has(warning) || written.size >= MOST_WARNINGS) return;
  written.add(warning);
  process.emitWarning(warning, WARNING);
}
