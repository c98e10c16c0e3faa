/** When an open verification may stand otherwise although nothing is written, so that nobody has to look before. */
import type { NumberEntry } from '../entry/number-entry.js';
import type { Verification } from '../entry/verification.js';
import { DAY, HOUR } from '../limits/number-limits.js';
import { proofsEnd } from '../limits/standing.js';
import type { Rules } from './rules.js';

/**
 * The first time after `now` at which a description of the verification may change. Until then it is the same for the same entry. Infinity:
 * time alone changes nothing. It may come too early, never too late, so all times are here that some decision compares with the clock.
 */
export function nextChangeAt(entry: NumberEntry, verification: Verification, { report }: Rules, now: number): number {
  if (verification.state === 'closed') return Number.POSITIVE_INFINITY;
  const times = [
    // Its own end, and the ends of others that ask for confirmation calls, too.
    ...entry.verifications.map((each) => each.expiresAt),
    // An awaited report does not come any more.
    ...verification.attempts.map((attempt) => attempt.dialledAt + report.timeoutMs),
    // The delay grows with the dials of an hour.
    ...entry.dials.map((dial) => dial.at + HOUR),
    // A small pool may be used again.
    ...entry.failures.map((failure) => failure.at + DAY),
    // Without a proof, nothing is kept for those who proved the number.
    proofsEnd(entry.proofs),
  ];
  return Math.min(...times.filter((time) => time > now));
}
