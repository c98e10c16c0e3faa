/**
 * Which dials of a number are trusted: no suspicion refuses them, and they may use what budgets keep for customers. Otherwise whoever owns
 * numbers and verifies each of them once could have them called for money for a month.
 */
import type { Dial, NumberEntry } from '../entry/number-entry.js';
import { isSameRun, type RequestMark } from '../entry/request-mark.js';
import type { Standing } from '../limits/number-limits.js';
import { livingProofs } from '../limits/standing.js';

/** So many since the last verification. It is enough for a person that misses a call, or asks for another one. */
const MOST_TRUSTED = 3;

/** @param own what the client is without a challenge; strangers use up none of the trusted dials, so that they cannot take them away */
export function isDialTrusted({ proofs, trustedDials = 0 }: NumberEntry, own: Standing, now: number): boolean {
  const hasProven = own === 'proven' || own === 'device';
  return hasProven && trustedDials < MOST_TRUSTED && livingProofs(proofs, now).length > 0;
}

export function addDial(entry: NumberEntry, dial: Dial): NumberEntry {
  const dials = [...entry.dials, dial];
  return dial.isTrusted === true ? { ...entry, dials, trustedDials: (entry.trustedDials ?? 0) + 1 } : { ...entry, dials };
}

/** The same entry if there is no such dial. */
export function removeDial(entry: NumberEntry, mark: RequestMark): NumberEntry {
  const removed = entry.dials.filter((dial) => isSameRun(dial, mark));
  if (removed.length === 0) return entry;
  const dials = entry.dials.filter((dial) => !isSameRun(dial, mark));
  const trustedDials = (entry.trustedDials ?? 0) - removed.filter((dial) => dial.isTrusted === true).length;
  return { ...entry, dials, trustedDials: trustedDials > 0 ? trustedDials : undefined };
}

/** After a verification the count begins anew. Dials before it are not counted any more, so they cannot be taken back either. */
export function startCountingAnew(entry: NumberEntry): NumberEntry {
  return { ...entry, dials: entry.dials.map((dial) => ({ ...dial, isTrusted: undefined })), trustedDials: undefined };
}
