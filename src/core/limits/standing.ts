/** What a client is to the limits of a number, and the proofs by which it is recognised later. */
import { type Happening, MONTH, type Standing } from './number-limits.js';

/** What a client presents beside the number. */
export interface Credentials {
  /** The name of its network in entries. */
  readonly network: string | undefined;
  /** It has the proof that the host's app gave to a device when that device verified this number. */
  readonly isKnownDevice: boolean;
  readonly hasPassedChallenge: boolean;
}

export const NO_CREDENTIALS: Credentials = { network: undefined, isKnownDevice: false, hasPassedChallenge: false };

/** How long a network that verified a number is known. */
const PROOF_MS = MONTH;
/** A home, an office, a train: enough for one person, and few enough to keep the entry small. */
const MOST_PROOFS = 5;

/**
 * What a client is without a challenge: its device or its network verified this number before, or it is a stranger. A network may have
 * many clients, a device is one.
 */
export function ownStanding(
  proofs: readonly Happening[],
  { network, isKnownDevice }: Omit<Credentials, 'hasPassedChallenge'>,
  now: number,
): Standing {
  if (isKnownDevice) return 'device';
  const isProven = network !== undefined && livingProofs(proofs, now).some((proof) => proof.network === network);
  return isProven ? 'proven' : 'stranger';
}

/** What the client of a verification is without a challenge, which hides it there. */
export function standingBehind(began: Standing, proofs: readonly Happening[], credentials: Credentials, now: number): Standing {
  return began === 'stranger' || began === 'challenged' ? ownStanding(proofs, credentials, now) : began;
}

/** The standing for the host's policy. A passed challenge raises a stranger, and changes nothing for the others. */
export function standingOf(own: Standing, { hasPassedChallenge }: Pick<Credentials, 'hasPassedChallenge'>): Standing {
  return own === 'stranger' && hasPassedChallenge ? 'challenged' : own;
}

/** The proofs that still count, oldest first. */
export function livingProofs(proofs: readonly Happening[], now: number): readonly Happening[] {
  return proofs.filter((proof) => proof.at > now - PROOF_MS);
}

/** The proofs after a verification from `network`. An unknown network proves nothing for later. */
export function addProof(proofs: readonly Happening[], network: string | undefined, now: number): readonly Happening[] {
  const living = livingProofs(proofs, now);
  if (network === undefined) return living;
  return [...living.filter((proof) => proof.network !== network), { at: now, network }].slice(-MOST_PROOFS);
}

export function proofsEnd(proofs: readonly Happening[]): number {
  return Math.max(0, ...proofs.map((proof) => proof.at + PROOF_MS));
}
