/** All that must be decided together about one number: its recent dials, its failed checks and its verifications. */

import { DAY, type Happening, HOUR, MONTH, type NumberLimits } from '../limits/number-limits.js';
import { livingProofs, proofsEnd } from '../limits/standing.js';
import type { ReportRule } from './attempt.js';
import { asOf, type OpenVerification, type Verification } from './verification.js';

/** One dial of the number. */
export interface Dial extends Happening {
  /** A further attempt of a verification: it counts for the number, not for the network. */
  readonly isFurther?: true | undefined;
}

/** The value that is sealed and put as one. */
export interface NumberEntry {
  readonly dials: readonly Dial[];
  readonly failures: readonly Happening[];
  readonly verifications: readonly Verification[];
  /** The networks from which the number was verified, oldest first. */
  readonly proofs?: readonly Happening[] | undefined;
}

/** What decisions go by, from the host's options. Times in milliseconds. */
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

export const EMPTY_ENTRY: NumberEntry = { dials: [], failures: [], verifications: [] };

/** The entry without what no decision can need any more. Done at every write, so that an entry stays small. */
export function prune(entry: NumberEntry, now: number): NumberEntry {
  const proofs = livingProofs(entry.proofs, now);
  return {
    ...(proofs.length === 0 ? {} : { proofs }),
    dials: entry.dials.filter((dial) => dial.at > now - DAY),
    failures: entry.failures.filter((failure) => failure.at > now - MONTH),
    verifications: entry.verifications.filter((each) => now < each.expiresAt + HOUR).map((each) => asOf(each, now)),
  };
}

/** When the store may forget the entry: after its longest window. */
export function expiryOf(entry: NumberEntry, now: number): number {
  return Math.max(
    now + HOUR,
    ...entry.dials.map((dial) => dial.at + DAY),
    ...entry.failures.map((failure) => failure.at + MONTH),
    ...entry.verifications.map((each) => each.expiresAt + HOUR),
    proofsEnd(entry.proofs),
  );
}

/** What a client must present: the id, and with it binding and purpose (`undefined`: not asked for). */
export interface Claim {
  readonly idHash: string;
  readonly binding: string | undefined;
  readonly purpose: string | undefined;
}

/** The verification that answers to the claim, as it is at `now`. Wrong binding, wrong purpose and unknown id look the same. */
export function findVerification(entry: NumberEntry, claim: Claim, now: number): Verification | undefined {
  const found = entry.verifications.find((each) => each.idHash === claim.idHash);
  if (found === undefined || found.binding !== claim.binding) return undefined;
  if (claim.purpose !== undefined && found.purpose !== claim.purpose) return undefined;
  return asOf(found, now);
}

/** The entry with one verification replaced by its next state, or taken out. */
export function replaceVerification(entry: NumberEntry, idHash: string, next: Verification | undefined): NumberEntry {
  return {
    ...entry,
    verifications: entry.verifications.flatMap((each) => (each.idHash !== idHash ? [each] : next === undefined ? [] : [next])),
  };
}

/** The open verification of an id, for those who need no claim because they act for the engine. */
export function findOpen(entry: NumberEntry, idHash: string, now: number): OpenVerification | undefined {
  const found = entry.verifications.find((each) => each.idHash === idHash);
  const present = found === undefined ? undefined : asOf(found, now);
  return present?.state === 'open' ? present : undefined;
}
