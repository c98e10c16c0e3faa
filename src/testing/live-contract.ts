/** Holds a store that people use meanwhile to the contract, on keys of its own, which are removed afterwards. */
import { AssertionError } from 'node:assert';
import type { CallVerificationStore } from '../ports/store.js';
import type { ContractCase, StoreTime } from './contract-case.js';
import { counterCases } from './counter-cases.js';
import { type DescribedFailure, describeFailure } from './describe-failure.js';
import { expiryCases } from './expiry-cases.js';
import { hostileCases } from './hostile-cases.js';
import { raceCases } from './race-cases.js';
import { textCases } from './text-cases.js';
import { valueCases } from './value-cases.js';

export interface LiveContractOptions {
  /** The beginning of all its keys, at most 40 characters. Nothing else may have keys that begin so. */
  readonly prefix: string;
  /** Ends it early: no case begins any more. What is written is removed all the same. */
  readonly signal?: AbortSignal | undefined;
}

/** What came of it. */
export type LiveResult =
  | { readonly status: 'kept'; readonly cases: number }
  /** It was ended before all was tried, so nothing is known. */
  | { readonly status: 'ended' }
  /** The store does not do what these sentences say. */
  | { readonly status: 'broken'; readonly sentences: readonly string[] }
  /** The store does not work. */
  | ({ readonly status: 'failed' } & DescribedFailure);

const fitsLive = ({ isForNewStore }: ContractCase): boolean => isForNewStore !== true;
const CALM_CASES = [...expiryCases, ...valueCases, ...counterCases, ...textCases, ...hostileCases].filter(fitsLive);
/** One after the other, so that nothing else is late. */
const BUSY_CASES = raceCases.filter(fitsLive);

/** Some cases mostly wait for an expiry. */
const SIDE_BY_SIDE = 8;

/** More would be a burden for a store that is in use, and would wait for the connections of a pool. */
const MOST_VERBS_AT_ONCE = 10;

/** A server far away, or a machine that is busy, is late: what fails is tried once more, with so much more time until an expiry. */
const PATIENCE_MS = 1000;

/** By real time. It takes a second or two, and leaves nothing; if the process dies meanwhile, the rest expires within ten minutes. */
export async function runLiveContract(store: CallVerificationStore, { prefix, signal }: LiveContractOptions): Promise<LiveResult> {
  const gated = withGate(store);
  let trials = 0;
  let failure: { readonly error: unknown } | undefined;
  const isOver = (): boolean => signal?.aborted === true || failure !== undefined;
  /** @returns whether the store does what the sentence says, as far as that is known */
  const keeps = async (each: ContractCase, moreMs: number): Promise<boolean> => {
    trials += 1;
    const scratch = onScratch(gated, `${prefix}${trials}:`);
    try {
      await each.run(scratch.store, timeWith(moreMs));
    } catch (error) {
      if (error instanceof AssertionError) return false;
      failure ??= { error };
    } finally {
      await scratch.remove().catch((error: unknown) => {
        failure ??= { error };
      });
    }
    return true;
  };

  /** @returns those that the store does not keep */
  const tryAll = async (cases: readonly ContractCase[], moreMs: number, sideBySide: number): Promise<readonly ContractCase[]> => {
    const waiting = [...cases];
    const failed: ContractCase[] = [];
    const work = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined && !isOver(); next = waiting.shift()) {
        if (!(await keeps(next, moreMs))) failed.push(next);
      }
    };
    await Promise.all(Array.from({ length: sideBySide }, work));
    return failed;
  };
  const doubtful = [...(await tryAll(CALM_CASES, 0, SIDE_BY_SIDE)), ...(await tryAll(BUSY_CASES, 0, 1))];
  const broken = await tryAll(doubtful, PATIENCE_MS, SIDE_BY_SIDE);
  if (failure !== undefined) return { status: 'failed', ...describeFailure(failure.error) };
  if (broken.length > 0) return { status: 'broken', sentences: broken.map(({ name }) => name) };
  return signal?.aborted === true ? { status: 'ended' } : { status: 'kept', cases: CALM_CASES.length + BUSY_CASES.length };
}

/** What is to expire soon does so later by `moreMs`, and so does whoever waits for it. */
function timeWith(moreMs: number): StoreTime {
  return {
    now: () => Date.now() + moreMs,
    pass: (milliseconds) =>
      new Promise((resolve) => {
        setTimeout(resolve, milliseconds + moreMs);
      }),
  };
}

/** The store, of which only so much is asked at once. */
function withGate(store: CallVerificationStore): CallVerificationStore {
  const waiting: (() => void)[] = [];
  let running = 0;
  const enter = async <T>(verb: () => Promise<T>): Promise<T> => {
    if (running >= MOST_VERBS_AT_ONCE) await new Promise<void>((resolve) => void waiting.push(resolve));
    else running += 1;
    try {
      return await verb();
    } finally {
      // The next one takes this place.
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
  return {
    get: (key) => enter(() => store.get(key)),
    put: (key, value, options) => enter(() => store.put(key, value, options)),
    delete: (key) => enter(() => store.delete(key)),
    count: (key, amount, options) => enter(() => store.count(key, amount, options)),
  };
}

/** The store under keys of its own. */
function onScratch(store: CallVerificationStore, prefix: string) {
  const written = new Set<string>();
  const keyOf = (key: string): string => prefix + key;
  const writes = (key: string): string => {
    written.add(keyOf(key));
    return keyOf(key);
  };
  const scratch: CallVerificationStore = {
    get: (key) => store.get(keyOf(key)),
    put: (key, value, options) => store.put(writes(key), value, options),
    delete: (key) => store.delete(keyOf(key)),
    count: (key, amount, options) => store.count(writes(key), amount, options),
  };
  return {
    store: scratch,
    async remove(): Promise<void> {
      // A key that no store takes was not written.
      const keys = [...written].filter((key) => !/\0|\p{Surrogate}/u.test(key));
      const removed = await Promise.allSettled(keys.map((key) => store.delete(key)));
      const refused = removed.find((each) => each.status === 'rejected');
      if (refused !== undefined) throw refused.reason;
    },
  };
}
