/** Which open verifications of a number a new call ends. */
import type { NumberEntry } from '../entry/number-entry.js';
import { asOf, close, type OpenVerification, type Verification } from '../entry/verification.js';
import type { Standing } from '../limits/number-limits.js';
import { isSameClient, type Owner, ownerOf } from './same-client.js';

/** A stranger in its network does not end what a client that proved the number has begun. */
const RANKS: Readonly<Record<Standing, number>> = { stranger: 0, challenged: 1, proven: 2, device: 3 };

const mayEnd = (newer: Owner, older: Owner): boolean => isSameClient(newer, older) && RANKS[newer.standing] >= RANKS[older.standing];

/** Ends the verifications that the same client began before this one. Those of other clients live to their own end. */
export function supersedeEarlier(entry: NumberEntry, verification: OpenVerification, now: number): NumberEntry {
  const owner = ownerOf(entry, verification);
  const own = entry.verifications.findIndex((each) => each.idHash === verification.idHash);
  const ended = (each: Verification, index: number): Verification => {
    const present = asOf(each, now);
    return index < own && present.state === 'open' && mayEnd(owner, ownerOf(entry, present)) ? close(present, 'superseded') : each;
  };
  return { ...entry, verifications: entry.verifications.map(ended) };
}
