/** Removes everything that links to a number. */
import type { Attempt } from '../entry/attempt.js';
import { type NumberEntry, prune } from '../entry/number-entry.js';
import type { Decision } from './decision.js';

/** What was removed. */
export interface Forgotten {
  /** Distinguishes it from a problem. */
  readonly ok: true;
  /** Verifications whose record was removed, open ones included. */
  readonly verifications: number;
  /** Links from a provider's call to the number. Those of verifications that are over lead nowhere, and expire by themselves. */
  readonly calls: number;
  /** Networks that were known because they dialled, failed or verified the number. */
  readonly networks: number;
}

/** What was removed, and the calls whose links must be removed too. */
export interface ForgetResult {
  readonly forgotten: Forgotten;
  readonly calls: readonly Attempt[];
}

/** Times of dials and failures stay under the number's pseudonym until they expire; otherwise forgetting would give an attacker new guesses. */
export function decideForget(before: NumberEntry, { now }: { readonly now: number }): Decision<ForgetResult> {
  const entry = prune(before, now);
  const attempts = entry.verifications.flatMap((each) => (each.state === 'open' ? each.attempts : []));
  const calls = attempts.filter((attempt) => attempt.callId !== undefined && attempt.isDecoy !== true);
  const networks = new Set([...entry.dials, ...entry.failures, ...entry.proofs].flatMap(({ network }) => network ?? []));
  return {
    result: {
      forgotten: { ok: true, verifications: entry.verifications.length, calls: calls.length, networks: networks.size },
      calls,
    },
    entry: {
      dials: entry.dials.map((dial) => ({ ...dial, network: undefined })),
      failures: entry.failures.map((failure) => ({ ...failure, network: undefined })),
      verifications: [],
      proofs: [],
    },
  };
}
