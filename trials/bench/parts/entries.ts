/** So many pending verifications, then verified numbers, in the memory store: the heap of each, and how fast the store still is. */
import { randomBytes } from 'node:crypto';
import { type CallVerificationStore, createCallVerification, createMcn, createMemoryStore } from '../../../src/index.js';
import { createProviderInMemory, phoneOf } from '../measuring.js';
import { printHead, printRow, say } from '../output.js';
import { inOnePiece, randomText } from '../stores/fill-store.js';

const FEW = 1_000;
const ROUNDS = 100_000;
const TURNS = 5;

interface Record {
  readonly key: string;
  readonly length: number;
}

interface Records {
  /** What one start leaves in a store: the entry of the number, and the link from the call. */
  readonly pending: readonly Record[];
  /** What is left when all but the proof of the number is over: the entry. */
  readonly verified: readonly Record[];
}

async function recordsOfOneVerification(): Promise<Records> {
  const memory = createMemoryStore();
  const records = new Map<string, Record>();
  const store: CallVerificationStore = {
    ...memory,
    put(key, value, options) {
      records.set(key, { key, length: value.length });
      return memory.put(key, value, options);
    },
  };
  const provider = createProviderInMemory();
  const calls = createCallVerification({
    secret: randomBytes(32).toString('base64'),
    countries: ['RU'],
    methods: [createMcn({ token: 'token-of-the-bench', accountId: '1' }).flashCall()],
    store,
    fetch: provider.fetch,
  });
  const client = { ip: '192.0.2.1', binding: 'a session' };
  const started = await calls.start({ ...client, phone: phoneOf(1) });
  const pending = [...records.values()];
  const { code } = provider.take(phoneOf(1));
  await calls.check({ ...client, verificationId: started.ok ? started.verificationId : '', code });
  return { pending, verified: [...records.values()].filter(({ key }) => key.startsWith('n:')) };
}

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
      const fresh = inOnePiece(key.slice(0, 2) + randomText(key.length - 2));
      await store.put(fresh, randomText(length), { expected: null, expiresAt });
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

export async function measureEntries(many: number): Promise<void> {
  const { pending, verified } = await recordsOfOneVerification();
  const filled = [await fill(pending, FEW), await fill(pending, many)];
  const times = await timeInTurns(filled);
  printHead('pending', 'bytes of heap for each', 'get, µs', 'get and put, µs');
  for (const [index, count] of [FEW, many].entries()) {
    printRow(count, filled[index]?.heap ?? 0, (times[index]?.get ?? 0).toFixed(2), (times[index]?.put ?? 0).toFixed(2));
  }
  const ratio = (verb: 'get' | 'put'): string => ((times[1]?.[verb] ?? 0) / (times[0]?.[verb] ?? 1)).toFixed(2);
  printRow('ratio', '', ratio('get'), ratio('put'));
  filled.length = 0;
  printRow('verified', (await fill(verified, many)).heap, '', '');
  say('\n');
  for (const [name, records] of Object.entries({ pending, verified })) {
    const sizes = records.map(({ key, length }) => `${key.slice(0, 2)} ${key.length + length} bytes`);
    say(`Put of one, ${name}: ${sizes.join(', ')}\n`);
  }
}
