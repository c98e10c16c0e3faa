/** What an operator does with a number: forget who it was, or open it again. */
import { prune } from '../core/number-entry.js';
import { parsePhone } from '../core/phone.js';
import type { Problem } from '../core/problems.js';
import type { Engine } from './engine.js';

/** What was removed. */
export interface Forgotten {
  readonly ok: true;
  /** Verifications whose record was removed, open ones included. */
  readonly verifications: number;
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
  return engine.entries.update<Forgotten>(number, (before) => {
    const entry = prune(before, engine.clock());
    const told: Forgotten = { ok: true, verifications: entry.verifications.length };
    return {
      told,
      entry: {
        dials: entry.dials.map(({ network: _, ...dial }) => dial),
        failures: entry.failures.map(({ at }) => ({ at })),
        verifications: [],
      },
    };
  });
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
