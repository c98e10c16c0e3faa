/** All that must be decided together about one number: its recent dials, its failed checks and its verifications. */
import type { ReportRule } from './attempt.js';
import { byNetwork, countWithin, DAY, freeAt, type Happening, HOUR, MONTH, type NumberLimits } from './limits.js';
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
}

/** What decisions go by, from the host's options. Times in milliseconds. */
export interface Rules {
  readonly lifetimeMs: number;
  readonly maxChecks: number;
  readonly maxAttempts: number;
  readonly resendDelaysMs: readonly number[];
  readonly limits: NumberLimits;
  readonly report: ReportRule;
}

/** However many attempts follow: NIST SP 800-63B-4, 3.1.3.2 gives an out-of-band secret ten minutes. */
export const LONGEST_LIFETIME_MS = 600_000;

export const EMPTY_ENTRY: NumberEntry = { dials: [], failures: [], verifications: [] };

/** The entry without what no decision can need any more. Done at every write, so that an entry stays small. */
export function prune(entry: NumberEntry, now: number): NumberEntry {
  return {
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

/** When the number may be dialled again: the growing delay, and the limits on dials and failures. */
export function dialAllowedAt(entry: NumberEntry, rules: Rules, now: number): number {
  const { limits, resendDelaysMs } = rules;
  const last = Math.max(0, ...entry.dials.map((dial) => dial.at));
  const recent = countWithin(entry.dials, now, HOUR);
  const delay = recent === 0 ? 0 : (resendDelaysMs[Math.min(recent, resendDelaysMs.length) - 1] ?? 0);
  return Math.max(
    last + delay,
    freeAt(entry.dials, limits.startsPerHour, HOUR),
    freeAt(entry.dials, limits.startsPerDay, DAY),
    freeAt(entry.failures, limits.failuresPerDay, DAY),
    freeAt(entry.failures, limits.failuresPerMonth, MONTH),
  );
}

/** When this network may begin a verification of the number. */
export function networkAllowedAt(entry: NumberEntry, network: string | undefined, limits: NumberLimits): number {
  const begun = byNetwork(entry.dials, network).filter((dial) => dial.isFurther !== true);
  return Math.max(
    freeAt(begun, limits.networkStartsPerHour, HOUR),
    freeAt(begun, limits.networkStartsPerDay, DAY),
    freeAt(byNetwork(entry.failures, network), limits.networkFailuresPerDay, DAY),
  );
}

/** When the number, and this network, may fail another check. */
export function checkAllowedAt(entry: NumberEntry, network: string | undefined, limits: NumberLimits): number {
  return Math.max(
    freeAt(entry.failures, limits.failuresPerDay, DAY),
    freeAt(entry.failures, limits.failuresPerMonth, MONTH),
    freeAt(byNetwork(entry.failures, network), limits.networkFailuresPerDay, DAY),
  );
}

/** Failed checks that the number, and this network, may still suffer. */
export function failuresLeft(entry: NumberEntry, network: string | undefined, limits: NumberLimits, now: number): number {
  return Math.min(
    limits.failuresPerDay - countWithin(entry.failures, now, DAY),
    limits.failuresPerMonth - countWithin(entry.failures, now, MONTH),
    limits.networkFailuresPerDay - countWithin(byNetwork(entry.failures, network), now, DAY),
  );
}
