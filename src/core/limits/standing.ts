/** Who asks for a call, as far as limits care: a stranger, a client that proved the number before, or one that passed the host's challenge. */
import { type Happening, MONTH, type Standing, type TrustedStanding } from './number-limits.js';

/** What a client shows beside the number. */
export interface Credentials {
  /** Keyed hash of its network. */
  readonly network: string | undefined;
  /** It has the mark that the host's app gave to a device when it verified this number. */
  readonly isKnownDevice: boolean;
  /** The host says so. */
  readonly hasPassedChallenge: boolean;
}

export const NO_CREDENTIALS: Credentials = { network: undefined, isKnownDevice: false, hasPassedChallenge: false };

/** Networks from which a number was verified are known so long. */
const PROOF_MS = MONTH;
/** A home, an office, a train: enough for one person, and few enough to stay small in the entry. */
const MOST_PROOFS = 5;

/** Whether the number was verified from this client's network in the last 30 days, or by its device. */
export function isProvenBy(proofs: readonly Happening[] | undefined, { network, isKnownDevice }: Credentials, now: number): boolean {
  return isKnownDevice || (network !== undefined && livingProofs(proofs, now).some((proof) => proof.network === network));
}

/** A passed challenge opens what is closed even to those who proved the number. A network may have many clients, a device is one. */
export function standingOf(proofs: readonly Happening[] | undefined, credentials: Credentials, now: number): Standing {
  if (credentials.hasPassedChallenge) return 'challenged';
  if (credentials.isKnownDevice) return 'device';
  return isProvenBy(proofs, credentials, now) ? 'proven' : 'stranger';
}

/** The proofs that still count, oldest first. */
export function livingProofs(proofs: readonly Happening[] | undefined, now: number): readonly Happening[] {
  return (proofs ?? []).filter((proof) => proof.at > now - PROOF_MS);
}

/** The proofs after a verification from `network`. One whose network nobody knows proves nothing for later. */
export function addProof(proofs: readonly Happening[] | undefined, network: string | undefined, now: number): readonly Happening[] {
  const living = livingProofs(proofs, now);
  if (network === undefined) return living;
  return [...living.filter((proof) => proof.network !== network), { at: now, network }].slice(-MOST_PROOFS);
}

/** When the last proof is over. */
export function proofsEnd(proofs: readonly Happening[] | undefined): number {
  return Math.max(0, ...(proofs ?? []).map((proof) => proof.at + PROOF_MS));
}

/** How a happening is marked with whose budget it came out of. */
export function markOf(standing: Standing): { readonly standing?: TrustedStanding } {
  return standing === 'stranger' ? {} : { standing };
}
