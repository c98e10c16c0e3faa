/** The mode for development: where it is allowed. Its limits are in limit-options, and what it prints is in event-warnings. */
import { ConfigurationError } from '../options/configuration-error.js';
import type { ResolvedOptions } from './call-verification-options.js';

let hasWarned = false;

/** Warns once that the mode is on. @throws {ConfigurationError} in production */
export function assertDevelopment({ development }: Pick<ResolvedOptions, 'development'>): void {
  if (!development) return;
  if (process.env['NODE_ENV'] === 'production') {
    throw new ConfigurationError(
      'createCallVerification',
      'development',
      'relaxes limits and tells clients which one refused them, so it must be false under NODE_ENV=production. Write: development: process.env.NODE_ENV !== "production".',
    );
  }
  if (hasWarned) return;
  hasWarned = true;
  process.emitWarning(
    'The option "development" is on: limits of calls are relaxed, and answers say which limit refused them. Never use it in production.',
    'CallVerificationWarning',
  );
}
