/** Sealed records in the store: reads one, or commits a decision about it by compare-and-set, repeated until it succeeds. */
import type { Decision } from '../../core/decisions/decision.js';
import { type Form, UnknownFormat } from '../../core/entry/form.js';
import type { Clock } from '../../ports/clock.js';
import type { CallVerificationStore } from '../../ports/store.js';
import type { Seal, Sealer } from './sealer.js';
import type { StoreFailures } from './store-failures.js';
import type { Unreadable, Unreadables } from './unreadable.js';

/** How one kind of record is stored. */
export interface Codec<T> {
  /** The value of a record that is not stored. */
  readonly empty: T;
  readonly form: Form<T>;
  /** When the store may forget it. */
  expiryOf(value: T, now: number): number;
}

/** A record as it was read, or as it was put. */
export interface Held<T> {
  /** What a put must find; null: nothing. */
  readonly raw: string | null;
  readonly value: T;
}

/** Called with a record that this process has put, and what it was before. */
export type PutListener<T> = (key: string, after: T, before: T) => void;

export interface SealedRecords<T> {
  /** @throws {StoreFailure} when the store is down, or holds what cannot be opened */
  load(key: string): Promise<Held<T>>;
  /**
   * The same, but what is stored is opened only if `isWanted` says so of its sealed text (null: nothing is stored); else `undefined`.
   *
   * @throws {StoreFailure} as `load`
   */
  loadIf(key: string, isWanted: (raw: string | null) => boolean): Promise<Held<T> | undefined>;
  /**
   * Decides, and puts the decision. If another put came first, it reads and decides again, so `decide` may be called many times and must
   * not act: actions come after the commit.
   *
   * @param from what was read before; without it the record is read
   * @returns the result that holds, and the record as it stands
   * @throws {StoreFailure} when the store is down or holds what cannot be opened, or this lost more races than honest traffic makes
   */
  commit<R>(key: string, decide: (value: T) => Decision<R, T>, from?: Held<T>): Promise<{ readonly result: R; readonly held: Held<T> }>;
  /** The same, but a record that cannot be opened counts as empty, and is overwritten. */
  commitOver<R>(key: string, decide: (value: T) => Decision<R, T>): Promise<{ readonly result: R; readonly held: Held<T> }>;
  remove(key: string): Promise<void>;
  /** A record that is not written yet, for a first try that does not read. */
  readonly absent: Held<T>;
}

/** Each round of races has one winner, and a record can change only a few times. */
const MOST_ROUNDS = 100;

export interface RecordNeeds {
  /** Guarded: it throws only `StoreFailure`. */
  readonly store: CallVerificationStore;
  readonly sealer: Sealer;
  readonly unreadables: Unreadables;
  readonly clock: Clock;
  readonly failures: StoreFailures;
}

export function createSealedRecords<T>(
  { store, sealer, unreadables, clock, failures }: RecordNeeds,
  codec: Codec<T>,
  onPut?: PutListener<T>,
): SealedRecords<T> {
  const absent: Held<T> = { raw: null, value: codec.empty };

  const open = (seal: Seal, raw: string): { readonly ok: true; readonly value: T } | ({ readonly ok: false } & Unreadable) => {
    const unsealed = seal.unseal(raw);
    if (!unsealed.ok) return unsealed;
    try {
      return { ok: true, value: codec.form.read(JSON.parse(unsealed.text), undefined) };
    } catch (error) {
      if (!(error instanceof UnknownFormat || error instanceof SyntaxError)) throw error;
      return { ok: false, reason: 'unknown_format', keyId: unsealed.keyId };
    }
  };

  type Meet = (unreadable: Unreadable) => void;
  // What cannot be opened is not empty: it may hold the failures of a number, or a call that is being placed.
  const refuse: Meet = (unreadable) => unreadables.meet(unreadable);
  const overwrite: Meet = () => undefined;

  const heldOf = (seal: Seal, raw: string | undefined, meet: Meet): Held<T> => {
    if (raw === undefined) return absent;
    const opened = open(seal, raw);
    if (!opened.ok) meet(opened);
    return { raw, value: opened.ok ? opened.value : codec.empty };
  };
  const read = async (key: string, seal: Seal, meet: Meet): Promise<Held<T>> => heldOf(seal, await store.get(key), meet);

  const commit = async <R>(
    key: string,
    decide: (value: T) => Decision<R, T>,
    meet: Meet,
    from?: Held<T>,
  ): Promise<{ readonly result: R; readonly held: Held<T> }> => {
    const seal = sealer.of(key);
    let held = from ?? (await read(key, seal, meet));
    let lostOn = held.value;
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const { result, entry } = decide(held.value);
      if (entry === undefined) return { result, held };
      if (entry === held.value) {
        // Its own put was made in the round before, and only the answer was lost.
        onPut?.(key, held.value, lostOn);
        return { result, held };
      }
      const raw = seal.seal(JSON.stringify(codec.form.write(entry, undefined)));
      if (await store.put(key, raw, { expected: held.raw, expiresAt: codec.expiryOf(entry, clock()) })) {
        onPut?.(key, entry, held.value);
        return { result, held: { raw, value: entry } };
      }
      lostOn = held.value;
      held = await read(key, seal, meet);
    }
    throw failures.tell('put', 'too_many_races');
  };

  return {
    load: (key) => read(key, sealer.of(key), refuse),
    async loadIf(key, isWanted) {
      const raw = await store.get(key);
      return isWanted(raw ?? null) ? heldOf(sealer.of(key), raw, refuse) : undefined;
    },
    commit: (key, decide, from) => commit(key, decide, refuse, from),
    commitOver: (key, decide) => commit(key, decide, overwrite),
    remove: (key) => store.delete(key),
    absent,
  };
}
