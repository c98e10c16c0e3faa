/** What an operator does with a number: forget who it was, or open it again. */

import type { Problem } from '../../contract/problems.js';
import { type Attempt, providerOf } from '../../core/entry/attempt.js';
import { prune } from '../../core/entry/number-entry.js';
import { parsePhone } from '../../core/phone/phone.js';
import type { Engine } from '../engine.js';

/** What was removed. */
export interface Forgotten {
  readonly ok: true;
  /** Verifications whose record was removed, open ones included. */
  readonly verifications: number;
  /** Ways back from a provider's call to the number. Those of verifications that are over lead nowhere and run out by themselves. */
  readonly calls: number;
  /** Networks that were known for having dialled, failed or proven the number. */
  readonly networks: number;
}

function numberOf(engine: Engine, phone: string): string | undefined {
  const parsed = parsePhone(phone, engine.defaultCountry);
  return parsed === undefined ? undefined : Buffer.from(engine.keyring.pseudonyms.ofPhone(parsed.e164)).toString('base64url');
}

const NO_NUMBER: Problem = { ok: false, code: 'phone_not_supported' };

/** Removes everything that links to the number. Times of dials and failures stay, under its pseudonym, until they run out: forgetting must not give a guesser new guesses. */
export async function forget(engine: Engine, phone: string): Promise<Forgotten | Problem> {
  const number = numberOf(engine, phone);
  if (number === undefined) return NO_NUMBER;
  const { told, calls } = await engine.entries.update<{ told: Forgotten; calls: readonly Attempt[] }>(number, (before) => {
    const entry = prune(before, engine.clock());
    const attempts = entry.verifications.flatMap((each) => (each.state === 'open' ? each.attempts : []));
    const calls = attempts.filter((attempt) => attempt.callId !== undefined && attempt.isDecoy !== true);
    const networks = new Set([...entry.dials, ...entry.failures, ...(entry.proofs ?? [])].flatMap(({ network }) => network ?? []));
    return {
      told: {
        told: { ok: true, verifications: entry.verifications.length, calls: calls.length, networks: networks.size },
        calls,
      },
      entry: {
        dials: entry.dials.map(({ network: _, ...dial }) => dial),
        failures: entry.failures.map(({ network: _, ...failure }) => failure),
        verifications: [],
      },
    };
  });
  await Promise.all(calls.map((attempt) => engine.links.remove(providerOf(attempt), attempt.callId ?? '')));
  return told;
}

/** Opens a number whose failures or dials have closed it. */
export async function unlock(engine: Engine, phone: string): Promise<{ readonly ok: true } | Problem> {
  const number = numberOf(engine, phone);
  if (number === undefined) return NO_NUMBER;
  return engine.entries.update<{ ok: true }>(number, (before) => ({
    told: { ok: true },
    entry: { ...prune(before, engine.clock()), dials: [], failures: [] },
  }));
}
