/** One million pending verifications in the memory store: the heap of each, and how fast the store still is: `npm run bench:million`. */
import { randomBytes } from 'node:crypto';
import { type CallVerificationStore, createCallVerification, createMcn, createMemoryStore } from '../src/index.js';
import { createProviderInMemory, phoneOf, printRow } from './measuring.js';

const MANY = 1_000_000;
const FEW = 1_000;
const ROUNDS = 100_000;
const TURNS = 5;

interface Record {
  readonly key: string;
  readonly length: number;
}

/** What one start leaves in a store: the entry of the number, and the way back from the call. */
async function recordsOfOneStart(): Promise<readonly Record[]> {
  const memory = createMemoryStore();
  const records = new Map<string, Record>();
  const store: CallVerificationStore = {
    ...memory,
    put(key, value, options) {
      records.set(key, { key, length: value.length });
      return memory.put(key, value, options);
    },
  };
  const calls = createCallVerification({
    secret: randomBytes(32).toString('base64'),
    countries: ['RU'],
    methods: [createMcn({ token: 'token-of-the-bench', accountId: '1' }).flashCall()],
    store,
    fetch: createProviderInMemory().fetch,
  });
  await calls.start({ phone: phoneOf(1), ip: '192.0.2.1', binding: 'a session' });
  return [...records.values()];
}

/** In one piece: a part of another text, or two texts put together, would be counted with what they hold on to. */
const inOnePiece = (text: string): string => Buffer.from(text).toString('latin1');

const textOf = (length: number): string => inOnePiece(randomBytes(length).toString('base64url').slice(0, length));

const heapUsed = (): number => {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
};

async function microsOf(work: (round: number) => Promise<unknown>): Promise<number> {
  const began = process.hrtime.bigint();
  for (let round = 0; round < ROUNDS; round += 1) await work(round);
  return Number(process.hrtime.bigint() - began) / ROUNDS / 1000;
}

interface Filled {
  readonly store: CallVerificationStore;
  /** Some of the entries' keys, spread over all. */
  readonly keys: readonly string[];
  readonly heap: number;
}

async function fill(records: readonly Record[], count: number): Promise<Filled> {
  const expiresAt = Date.now() + 3_600_000;
  const store = createMemoryStore({ maxEntries: 3 * count });
  const keys: string[] = [];
  const before = heapUsed();
  for (let index = 0; index < count; index += 1) {
    for (const { key, length } of records) {
      const fresh = inOnePiece(key.slice(0, 2) + textOf(key.length - 2));
      await store.put(fresh, textOf(length), { expected: null, expiresAt });
      if (key.startsWith('n:') && index % Math.ceil(count / FEW) === 0) keys.push(fresh);
    }
  }
  return { store, keys, heap: (heapUsed() - before) / count };
}

/** Both stores stand in one heap and take turns, so that they differ in nothing else; the fastest turn of each is told. */
async function timeInTurns(filled: readonly Filled[]): Promise<readonly { get: number; put: number }[]> {
  const fastest = filled.map(() => ({ get: Number.POSITIVE_INFINITY, put: Number.POSITIVE_INFINITY }));
  const expiresAt = Date.now() + 3_600_000;
  for (let turn = 0; turn < TURNS; turn += 1) {
    for (const [index, { store, keys }] of filled.entries()) {
      const keyAt = (round: number): string => keys[round % keys.length] ?? '';
      const best = fastest[index];
      if (best === undefined) continue;
      best.get = Math.min(best.get, await microsOf((round) => store.get(keyAt(round))));
      const put = async (round: number): Promise<boolean> => {
        const expected = (await store.get(keyAt(round))) ?? null;
        return store.put(keyAt(round), inOnePiece(`${turn}.${round}`), { expected, expiresAt });
      };
      best.put = Math.min(best.put, await microsOf(put));
    }
  }
  return fastest;
}

const records = await recordsOfOneStart();
const filled = [await fill(records, FEW), await fill(records, MANY)];
const times = await timeInTurns(filled);
printRow('pending', 'bytes of heap for each', 'get, µs', 'get and put, µs');
for (const [index, count] of [FEW, MANY].entries()) {
  printRow(count, filled[index]?.heap ?? 0, (times[index]?.get ?? 0).toFixed(2), (times[index]?.put ?? 0).toFixed(2));
}
const ratio = (verb: 'get' | 'put'): string => ((times[1]?.[verb] ?? 0) / (times[0]?.[verb] ?? 1)).toFixed(2);
printRow('ratio', '', ratio('get'), ratio('put'));
process.stdout.write(
  `What one verification puts: ${records.map(({ key, length }) => `${key.slice(0, 2)} ${key.length + length} bytes`).join(', ')}\n`,
);
