/** Everything that must be decided together about one number: its recent dials, failed checks and verifications. */
import { DAY, type Happening, HOUR, MONTH } from '../limits/number-limits.js';
import { livingProofs, proofsEnd } from '../limits/standing.js';
import type { RequestMark } from './request-mark.js';
import { asOf, type OpenVerification, type Verification } from './verification.js';

export interface Dial extends Happening {
  readonly run: RequestMark['run'];
  /** A further attempt of a verification: it counts for the number, not for the network. */
  readonly isFurther?: true | undefined;
  /** It is one of the entry's `trustedDials`. */
  readonly isTrusted?: true | undefined;
}

/** The value that is sealed and stored as one. */
export interface NumberEntry {
  readonly dials: readonly Dial[];
  readonly failures: readonly Happening[];
  readonly verifications: readonly Verification[];
  /** The networks that verified the number, oldest first. */
  readonly proofs: readonly Happening[];
  /** How many trusted dials it had since it was verified; absent: none. The dials themselves are kept for a day only. */
  readonly trustedDials?: number | undefined;
}

export const EMPTY_ENTRY: NumberEntry = { dials: [], failures: [], verifications: [], proofs: [] };

/** The entry without what no decision needs any more. Done at every write, so that an entry stays small. */
export function prune(entry: NumberEntry, now: number): NumberEntry {
  const proofs = livingProofs(entry.proofs, now);
  return {
    proofs,
    trustedDials: proofs.length === 0 ? undefined : entry.trustedDials,
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

/** What a client must present: the id, the binding and the purpose (`undefined`: not asked for). */
export interface Claim {
  readonly idHash: string;
  readonly binding: string | undefined;
  readonly purpose: string | undefined;
}

/** The verification with an id, as it is at `now`. For the engine itself, which needs no claim. */
export function findById(entry: NumberEntry, idHash: string, now: number): Verification | undefined {
  const found = entry.verifications.find((each) => each.idHash === idHash);
  return found === undefined ? undefined : asOf(found, now);
}

/** The verification with an id, if it is open at `now`. */
export function findOpen(entry: NumberEntry, idHash: string, now: number): OpenVerification | undefined {
  const found = findById(entry, idHash, now);
  return found?.state === 'open' ? found : undefined;
}

/** The verification that the claim fits. A wrong binding, a wrong purpose and an unknown id give the same answer. */
export function findVerification(entry: NumberEntry, { idHash, binding, purpose }: Claim, now: number): Verification | undefined {
  const found = findById(entry, idHash, now);
  const isClaimed = found?.binding === binding && (purpose === undefined || found?.purpose === purpose);
  return isClaimed ? found : undefined;
}

/** The entry after one verification was replaced by its next state, or removed. */
export function replaceVerification(entry: NumberEntry, idHash: string, next: Verification | undefined): NumberEntry {
  return {
    ...entry,
    verifications: entry.verifications.flatMap((each) => (each.idHash !== idHash ? [each] : next === undefined ? [] : [next])),
  };
}
