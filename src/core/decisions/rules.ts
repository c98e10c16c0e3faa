/** What decisions need of the host's options. */
import type { ReportRule } from '../entry/attempt.js';
import type { OpenVerification } from '../entry/verification.js';
import type { NumberLimits } from '../limits/number-limits.js';

/** Times in milliseconds. */
export interface Rules {
  readonly lifetimeMs: number;
  readonly maxChecks: number;
  readonly maxAttempts: number;
  readonly resendDelaysMs: readonly number[];
  readonly limits: NumberLimits;
  readonly report: ReportRule;
  /** The host can ask a client to pass a challenge, which opens what is closed. */
  readonly canChallenge: boolean;
}

/** The limit for any number of attempts: NIST SP 800-63B-4, 3.1.3.2 gives an out-of-band secret ten minutes. */
export const LONGEST_LIFETIME_MS = 600_000;

/** When a verification with these attempts ends: one lifetime after the last dial, at most ten minutes after its start. */
export function endOf({ startedAt, attempts }: Pick<OpenVerification, 'startedAt' | 'attempts'>, { lifetimeMs }: Rules): number {
  const last = Math.max(startedAt, ...attempts.map(({ dialledAt }) => dialledAt));
  return Math.min(last + lifetimeMs, startedAt + LONGEST_LIFETIME_MS);
}
