/** Sealed entries of numbers over the store: read one, or change one by compare-and-set until the change holds. */
import { EMPTY_ENTRY, expiryOf, type NumberEntry } from '../core/number-entry.js';
import type { Clock } from '../ports/clock.js';
import type { CallVerificationStore } from '../ports/store.js';
import { StoreFailure } from './guarded-store.js';
import type { Sealer } from './sealing.js';

/** A decision: what to tell, and the entry to be put first, if it changes anything. */
export interface Decision<T> {
  readonly told: T;
  readonly entry?: NumberEntry | undefined;
}

/** Told of an entry that was put. */
export type EntryListener = (number: string, entry: NumberEntry) => void;

export interface Entries {
  read(number: string): Promise<NumberEntry>;
  /**
   * Decides on the present entry and puts what was decided; a loser reads and decides again. `decide` may be called
   * many times and must not act. `prepare` runs before each put, and may refuse it by returning what to tell instead.
   *
   * @throws {StoreFailure} when the store is down, or lost more races than any honest traffic makes
   */
  update<T>(number: string, decide: (entry: NumberEntry) => Decision<T>, prepare?: (told: T) => Promise<T | undefined>): Promise<T>;
}

/** Each round of races has one winner, and a number has few things to win. */
const MOST_ROUNDS = 100;

export function createEntries(
  store: CallVerificationStore,
  sealer: Sealer,
  clock: Clock,
  onEntry: EntryListener = () => undefined,
): Entries {
  const keyOf = (number: string): string => `n:${number}`;
  const load = async (number: string): Promise<{ raw: string | null; entry: NumberEntry }> => {
    const key = keyOf(number);
    const raw = await store.get(key);
    if (raw === undefined) return { raw: null, entry: EMPTY_ENTRY };
    // One sealed by a secret no longer given is overwritten as if empty.
    return { raw, entry: (sealer.unseal(key, raw) as NumberEntry | undefined) ?? EMPTY_ENTRY };
  };
  return {
    read: async (number) => (await load(number)).entry,
    async update(number, decide, prepare) {
      const key = keyOf(number);
      for (let round = 0; round < MOST_ROUNDS; round += 1) {
        const { raw, entry } = await load(number);
        const decision = decide(entry);
        if (decision.entry === undefined) return decision.told;
        const instead = await prepare?.(decision.told);
        if (instead !== undefined) return instead;
        const sealed = sealer.seal(key, decision.entry);
        if (await store.put(key, sealed, { expected: raw, expiresAt: expiryOf(decision.entry, clock()) })) {
          onEntry(number, decision.entry);
          return decision.told;
        }
      }
      throw new StoreFailure('The store lost too many races');
    },
  };
}
