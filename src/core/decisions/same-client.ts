/** By what the clients of one number are told apart. */
import type { NumberEntry } from '../entry/number-entry.js';
import type { OpenVerification } from '../entry/verification.js';
import type { Standing } from '../limits/number-limits.js';
import { clientOf } from './allowance.js';

/** Whose a verification is. */
export interface Owner {
  /** Keyed hash of what the host binds verifications to. */
  readonly binding: string | undefined;
  /** The name of its network in entries. */
  readonly network: string | undefined;
  readonly standing: Standing;
}

export function ownerOf(entry: NumberEntry, verification: OpenVerification): Owner {
  return { binding: verification.binding, ...clientOf(entry, verification) };
}

/** Clients with neither a binding nor a known address cannot be told apart, so they count as one. */
export function isSameClient(a: Owner, b: Owner): boolean {
  const isBound = a.binding !== undefined || b.binding !== undefined;
  return isBound ? a.binding === b.binding : a.network === b.network;
}
