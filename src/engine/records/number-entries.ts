/** Sealed entries of numbers over the store: read one, or change one by compare-and-set until the change holds. */
import { EMPTY_ENTRY, expiryOf, type NumberEntry } from '../../core/entry/number-entry.js';
import type { Clock, RandomBytes } from '../../ports/clock.js';
import type { Emit } from '../../ports/events.js';
import type { CallVerificationStore } from '../../ports/store.js';
import { tooManyRaces } from './guarded-store.js';
import type { Sealer } from './sealing.js';

/** A decision: what to tell, and the entry to be put first, if it changes anything. */
export interface Decision<T> {
  readonly told: T;
  readonly entry?: NumberEntry | undefined;
}

/** Told of an entry that was put, and of what it was before. */
export type EntryListener = (number: string, after: NumberEntry, before: NumberEntry) => void;

/** `instead`: what to tell, and nothing is put. `decide_again`: what the decision goes by has changed. */
export type Preparation<T> = { readonly instead: T } | 'decide_again' | undefined;

export interface Entries {
  read(number: string): Promise<NumberEntry>;
  /**
   * Decides on the present entry and puts what was decided; a loser reads and decides again. `decide` may be called
   * many times and must not act. `prepare` runs before each put, and may refuse it or ask for another decision.
   *
   * @throws {StoreFailure} when the store is down, or lost more races than any honest traffic makes
   */
  update<T>(number: string, decide: (entry: NumberEntry) => Decision<T>, prepare?: (told: T) => Promise<Preparation<T>>): Promise<T>;
}

/** An entry as it is sealed. The marks of the last puts tell a writer, whose put's answer was lost, that it was made. */
type MarkedEntry = NumberEntry & { readonly marks?: readonly string[] };

/** Each round of races has one winner, and a number has few things to win. */
const MOST_ROUNDS = 100;
/** As many writers as may come between a lost answer and the next read. */
const MOST_MARKS = 4;
/** Enough that no two of the few marks in an entry are the same by chance. */
const MARK_BYTES = 4;
/** How long what is asked of the host may take before the decision is made anew. */
const STALE_MS = 1000;

export interface EntriesNeeds {
  readonly store: CallVerificationStore;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  readonly emit: Emit;
  readonly onEntry: EntryListener;
}

export function createEntries({ store, sealer, clock, randomBytes, emit, onEntry }: EntriesNeeds): Entries {
  const keyOf = (number: string): string => `n:${number}`;
  const load = async (number: string): Promise<{ raw: string | null; entry: MarkedEntry }> => {
    const key = keyOf(number);
    const raw = await store.get(key);
    if (raw === undefined) return { raw: null, entry: EMPTY_ENTRY };
    // One sealed by a secret no longer given is overwritten as if empty.
    return { raw, entry: (sealer.unseal(key, raw) as MarkedEntry | undefined) ?? EMPTY_ENTRY };
  };
  return {
    read: async (number) => (await load(number)).entry,
    async update(number, decide, prepare) {
      const key = keyOf(number);
      const mark = Buffer.from(randomBytes(MARK_BYTES)).toString('base64url');
      let before: Awaited<ReturnType<typeof load>> | undefined;
      let decision: ReturnType<typeof decide> | undefined;
      for (let round = 0; round < MOST_ROUNDS; round += 1) {
        const present = await load(number);
        if (decision?.entry !== undefined && before !== undefined && present.entry.marks?.includes(mark) === true) {
          onEntry(number, present.entry, before.entry);
          return decision.told;
        }
        before = present;
        const { raw, entry } = present;
        const decidedAt = clock();
        decision = decide(entry);
        if (decision.entry === undefined) return decision.told;
        let prepared = await prepare?.(decision.told);
        if (prepared === 'decide_again') {
          decision = decide(entry);
          if (decision.entry === undefined) return decision.told;
          prepared = await prepare?.(decision.told);
        }
        if (typeof prepared === 'object') return prepared.instead;
        if (clock() > decidedAt + STALE_MS) {
          decision = decide(entry);
          if (decision.entry === undefined) return decision.told;
        }
        const marked: MarkedEntry = { ...decision.entry, marks: [...(entry.marks ?? []).slice(1 - MOST_MARKS), mark] };
        const options = { expected: raw, expiresAt: expiryOf(marked, clock()) };
        if (await store.put(key, sealer.seal(key, marked), options)) {
          onEntry(number, decision.entry, entry);
          return decision.told;
        }
      }
      throw tooManyRaces(emit);
    },
  };
}
