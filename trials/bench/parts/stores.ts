/** What each store makes of each verb, its server's time included, and what an entry takes there. */
import { createHash, randomBytes } from 'node:crypto';
import type { CallVerificationStore } from '../../../src/index.js';
import { measure } from '../measuring.js';
import { printHead, printRow } from '../output.js';
import { bytesUsed } from '../stores/bytes-used.js';
import { openStore, type StoreName, type StoreSettings } from '../stores/open-store.js';
import { serveStore } from '../stores/serve-store.js';

const CONCURRENCY = 64;
const DAY = 86_400_000;
/** The first ones compile the code. */
const WARM_UPS = 500;
/** Of a number's entry with its key when it was verified; `operations` tells it. */
const KEPT_BYTES = 270;

export interface StoresOrder {
  readonly stores: readonly StoreName[];
  /** How often each verb is asked for. */
  readonly times: number;
  /** How many entries are put to see what they take. */
  readonly kept: number;
}

export async function measureStores({ stores, times, kept }: StoresOrder): Promise<void> {
  printHead('store', 'verb', 'a second', 'µs of this process', 'µs of the server');
  const bytes = new Map<StoreName, number>();
  for (const kind of stores) {
    const served = await serveStore(kind);
    try {
      const opened = await openStore(served.settings);
      await measure(WARM_UPS, CONCURRENCY, (index) =>
        opened.store.put(`warm ${index}`, 'value', { expected: null, expiresAt: Date.now() + DAY }),
      );
      await printVerbs(kind, opened.store, served.pid, times);
      const each = await bytesOfOne(opened.store, served.settings, kept);
      if (each !== undefined) bytes.set(kind, each);
      await opened.close();
    } finally {
      await served.close();
    }
  }
  printHead('store', `bytes that an entry of ${KEPT_BYTES} takes`);
  for (const [kind, each] of bytes) printRow(kind, each);
}

async function printVerbs(name: StoreName, store: CallVerificationStore, serverPid: number | undefined, times: number): Promise<void> {
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
    const { perSecond, cpuMicros, serverCpuMicros } = await measure(times, CONCURRENCY, work, serverPid);
    printRow(name, verb, perSecond, cpuMicros, serverCpuMicros ?? '–');
  }
}

async function bytesOfOne(store: CallVerificationStore, settings: StoreSettings, kept: number): Promise<number | undefined> {
  const before = await bytesUsed(settings);
  if (before === undefined) return undefined;
  const put = (index: number): Promise<boolean> => {
    const key = `n:${createHash('sha256').update(String(index)).digest('base64url').slice(0, 22)}`;
    const value = randomBytes(KEPT_BYTES)
      .toString('base64url')
      .slice(0, KEPT_BYTES - key.length);
    return store.put(key, value, { expected: null, expiresAt: Date.now() + 30 * DAY });
  };
  await measure(kept, CONCURRENCY, put);
  return (((await bytesUsed(settings)) ?? Number.NaN) - before) / kept;
}
