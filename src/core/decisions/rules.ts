/** What decisions go by, from the host's options. */
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
  /** The host can ask a client to prove that it is a person: what is closed then opens by that. */
  readonly canChallenge: boolean;
}

/** However many attempts follow: NIST SP 800-63B-4, 3.1.3.2 gives an out-of-band secret ten minutes. */
export const LONGEST_LIFETIME_MS = 600_000;

/** When a verification with these attempts ends: a lifetime after the last dial, ten minutes after its start at the latest. */
export function endOf({ startedAt, attempts }: Pick<OpenVerification, 'startedAt' | 'attempts'>, { lifetimeMs }: Rules): number {
  const last = Math.max(startedAt, ...attempts.map(({ dialledAt }) => dialledAt));
  return Math.min(last + lifetimeMs, startedAt + LONGEST_LIFETIME_MS);
}
