/** Measures what a verification asks of its store, and what the stores and this process make of it: `npm run bench`. */
import '../../scripts/end-with-reader.mjs';
import { createHash, randomBytes } from 'node:crypto';
import type { CallVerificationStore } from '../../src/index.js';
import { addressOf, createBenchCalls, provider, reportOf } from './bench-calls.js';
import { measure, phoneOf, printRow } from './measuring.js';
import { OPEN_STORES, type OpenedStore } from './open-stores.js';
import { printOperations } from './operations.js';

const TIMES = Number(process.argv[2] ?? 3000);
const CONCURRENCY = 64;
const DAY = 86_400_000;

/** Start, report, status and right check of as many numbers. */
async function printVerifications(name: string, store: CallVerificationStore, serverPid: number | undefined): Promise<void> {
  const calls = createBenchCalls(store);
  const ids = new Map<number, string>();
  const codes = new Map<number, ReturnType<typeof provider.take>>();
  const steps: readonly (readonly [string, (index: number) => Promise<unknown>])[] = [
    [
      'start',
      async (index) => {
        const started = await calls.start({ phone: phoneOf(index), ip: addressOf(index) });
        if (!started.ok) throw new Error(started.code);
        ids.set(index, started.verificationId);
        codes.set(index, provider.take(phoneOf(index)));
      },
    ],
    ['report', (index) => calls.report('mcn', reportOf(codes.get(index)?.callId ?? ''))],
    ['status', (index) => calls.status({ verificationId: ids.get(index) ?? '' })],
    [
      'check',
      async (index) => {
        const checked = await calls.check({
          verificationId: ids.get(index) ?? '',
          code: codes.get(index)?.code ?? '',
          ip: addressOf(index),
        });
        if (!checked.ok) throw new Error(checked.code);
      },
    ],
  ];
  for (const [step, work] of steps) {
    const { perSecond, cpuMicros, serverCpuMicros } = await measure(TIMES, CONCURRENCY, work, serverPid);
    printRow(name, step, perSecond, cpuMicros, serverCpuMicros ?? '–');
  }
}

async function printVerbs(name: string, store: CallVerificationStore, serverPid: number | undefined): Promise<void> {
  // As large as an entry with one verification in it.
  const value = randomBytes(700).toString('base64url');
  const expiresAt = Date.now() + DAY;
  const verbs: readonly (readonly [string, (index: number) => Promise<unknown>])[] = [
    ['put (new)', (index) => store.put(`key ${index}`, value, { expected: null, expiresAt })],
    ['get', (index) => store.get(`key ${index}`)],
    ['put (over)', (index) => store.put(`key ${index}`, `${value}.`, { expected: value, expiresAt })],
    ['count, a key each', (index) => store.count(`counter ${index}`, 1, { expiresAt })],
    ['count, one key', () => store.count('counter', 1, { expiresAt })],
    ['look', (index) => store.count(`counter ${index}`, 0, { expiresAt })],
  ];
  for (const [verb, work] of verbs) {
    const { perSecond, cpuMicros, serverCpuMicros } = await measure(TIMES, CONCURRENCY, work, serverPid);
    printRow(name, verb, perSecond, cpuMicros, serverCpuMicros ?? '–');
  }
}

const KEPT = 20_000;

/** What an entry of so many bytes takes in the store, as a verified number's does for 30 days. */
async function printKept(name: string, { store, bytesUsed }: OpenedStore, bytes: number): Promise<void> {
  if (bytesUsed === undefined) return;
  const before = await bytesUsed();
  const put = (index: number): Promise<boolean> => {
    const key = `n:${createHash('sha256').update(`${bytes} ${index}`).digest('base64url').slice(0, 22)}`;
    const value = randomBytes(bytes)
      .toString('base64url')
      .slice(0, bytes - key.length);
    return store.put(key, value, { expected: null, expiresAt: Date.now() + 30 * DAY });
  };
  await measure(KEPT, CONCURRENCY, put);
  printRow(name, `${bytes} bytes kept take ${Math.round(((await bytesUsed()) - before) / KEPT)}`, '', '', '');
}

const keptBytes = await printOperations();
printRow('store', 'request or verb', 'per second', 'µs of this process', 'µs of the server');
for (const open of OPEN_STORES) {
  const opened = await open();
  const { name, store, serverPid, close } = opened;
  // The first ones compile the code.
  await measure(500, CONCURRENCY, (index) => store.put(`warm ${index}`, 'value', { expected: null, expiresAt: Date.now() + DAY }));
  await printVerifications(name, store, serverPid);
  await printVerbs(name, store, serverPid);
  for (const bytes of keptBytes) await printKept(name, opened, bytes);
  await close();
}
