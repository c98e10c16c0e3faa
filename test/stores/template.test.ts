import { beforeAll, describe, it } from 'vitest';
import type { CallVerificationStore } from '../../src/ports/store.js';
import { createMemoryStore } from '../../src/stores/memory.js';
import { storeContract } from '../../src/testing/index.js';
import { importSample } from '../support/import-sample.js';
import { createTestClock } from '../support/test-clock.js';

interface StoredRecord {
  readonly value?: string;
  readonly total?: number;
  readonly expiresAt: number;
}

interface Engine {
  read(key: string): Promise<StoredRecord | undefined>;
  change(key: string, change: (present: StoredRecord | undefined) => StoredRecord | undefined): Promise<void>;
  remove(key: string): Promise<void>;
}

/** An engine with versions, which answers late and in any order, as one over a network does. */
function createVersionedEngine(): Engine {
  const records = new Map<string, { readonly record: StoredRecord; readonly version: number }>();
  const travel = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.random() * 2));
  let version = 0;
  const writeIf = (key: string, seen: number, record: StoredRecord): boolean => {
    if ((records.get(key)?.version ?? 0) !== seen) return false;
    version += 1;
    records.set(key, { record: structuredClone(record), version });
    return true;
  };
  return {
    async read(key) {
      await travel();
      return records.get(key)?.record;
    },
    async change(key, change) {
      for (;;) {
        await travel();
        const present = records.get(key);
        const next = change(present?.record);
        await travel();
        if (next === undefined || writeIf(key, present?.version ?? 0, next)) return;
      }
    },
    async remove(key) {
      await travel();
      records.delete(key);
    },
  };
}

const clock = createTestClock();
const contract = { describe, it, clock, advance: clock.advance };

describe('a store made from a document', () => {
  let createMyStore: (engine: Engine, clock: () => number) => CallVerificationStore;
  let createShardedStore: (shards: readonly CallVerificationStore[]) => CallVerificationStore;
  beforeAll(async () => {
    createMyStore = (await importSample('writing-a-store.md', 'createMyStore')) as typeof createMyStore;
    createShardedStore = (await importSample('scaling.md', 'createShardedStore')) as typeof createShardedStore;
  });

  storeContract('the template of docs/writing-a-store.md', () => createMyStore(createVersionedEngine(), clock), contract);
  storeContract(
    'the sharded store of docs/scaling.md',
    () => createShardedStore([1, 2, 3].map(() => createMemoryStore({ clock }))),
    contract,
  );
});
