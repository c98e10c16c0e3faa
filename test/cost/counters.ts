/** Counts what is called in this process, which is to have no other work. Everything still does what it does. */
import crypto from 'node:crypto';
import { Session } from 'node:inspector/promises';
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers';
import type { CallVerificationStore } from '../../src/ports/store.js';

/** What something took: `get n 1, put n 2`. What is not named was not called. */
export interface Cost {
  /** Verbs of the store, each with the first letter of its key: `n` for numbers, `c` for calls, … A `look` is a count of 0, which only reads. */
  readonly store: string;
  readonly work: string;
}

let counts: Record<'store' | 'work', Map<string, number>> | undefined;

/** While nothing is counted, nothing is noted. */
function note(kind: 'store' | 'work', name: string, times = 1): void {
  counts?.[kind].set(name, (counts[kind].get(name) ?? 0) + times);
}

const inWords = (some: ReadonlyMap<string, number>): string =>
  [...some]
    .map(([name, times]) => `${name} ${times}`)
    .sort()
    .join(', ');

/** Replaces functions of an object by ones that count, too. */
function countCalls(object: object, names: readonly string[], as: string): void {
  for (const name of names) {
    const real: unknown = Reflect.get(object, name);
    if (typeof real !== 'function') throw new Error(`${name} is not a function`);
    const counting = function (this: unknown, ...parameters: unknown[]): unknown {
      note('work', as);
      return Reflect.apply(real, this, parameters);
    };
    // Some have members, such as what makes promises of timers.
    Reflect.set(object, name, Object.defineProperties(counting, Object.getOwnPropertyDescriptors(real)));
  }
}

/** What has no module object to be replaced in is counted by the engine of JavaScript itself: a file's function, by its name. */
const COUNTED_BY_V8 = [
  { path: /\/libphonenumber-js\/es6\/parse\.js$/, functionName: 'parse', as: 'number parsed' },
  { path: /\/jws\/lib\/sign-stream\.js$/, functionName: 'jwsSign', as: 'token signed' },
] as const;

const session = new Session();

/** To be called before the package is loaded, which then has only functions that count. */
export async function prepareCounters(): Promise<void> {
  countCalls(crypto, ['createHmac'], 'HMAC');
  countCalls(crypto, ['createHash', 'hash'], 'hash');
  countCalls(crypto, ['createCipheriv'], 'cipher');
  countCalls(crypto, ['createDecipheriv'], 'decipher');
  for (const object of [globalThis, timers]) countCalls(object, ['setTimeout', 'setInterval'], 'timer');
  countCalls(AbortSignal, ['timeout'], 'timer');
  syncBuiltinESMExports();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
}

export function countingStore(store: CallVerificationStore): CallVerificationStore {
  const noteVerb = (verb: string, key: string): void => note('store', `${verb} ${key.slice(0, key.indexOf(':'))}`);
  return {
    get(key) {
      noteVerb('get', key);
      return store.get(key);
    },
    put(key, value, options) {
      noteVerb('put', key);
      return store.put(key, value, options);
    },
    delete(key) {
      noteVerb('delete', key);
      return store.delete(key);
    },
    count(key, amount, options) {
      noteVerb(amount === 0 ? 'look' : 'count', key);
      return store.count(key, amount, options);
    },
  };
}

/** Notes what V8 has counted since the last time. */
async function takeFromV8(): Promise<void> {
  const { result } = await session.post('Profiler.takePreciseCoverage');
  for (const { path, functionName, as } of COUNTED_BY_V8) {
    const functions = result.filter(({ url }) => path.test(url)).flatMap((script) => script.functions);
    const times = functions.reduce((sum, each) => sum + (each.functionName === functionName ? (each.ranges[0]?.count ?? 0) : 0), 0);
    if (times > 0) note('work', as, times);
  }
}

export async function beginCounting(): Promise<void> {
  await takeFromV8();
  counts = { store: new Map(), work: new Map() };
}

export async function endCounting(): Promise<Cost> {
  await takeFromV8();
  const { store, work } = counts ?? { store: new Map(), work: new Map() };
  counts = undefined;
  return { store: inWords(store), work: inWords(work) };
}
