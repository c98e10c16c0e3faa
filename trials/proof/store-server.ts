/** Opens the store that all processes share, with what the nemesis can do to it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { openSqlite } from '../../src/stores/sqlite/open-sqlite.js';
import { openPostgres } from './postgres-trouble.js';
import { openRedis } from './redis-trouble.js';
import type { SharedStore, StoreFault } from './shared-store.js';
import type { StoreKind } from './worker-order.js';

export type { SharedStore } from './shared-store.js';

export async function openSharedStore(kind: StoreKind): Promise<SharedStore> {
  switch (kind) {
    case 'memory':
      return { settings: { kind }, faults: {}, isDurable: false, close: async () => undefined };
    case 'sqlite':
      return openFile();
    case 'redis':
      return openRedis();
    case 'postgres':
      return openPostgres();
  }
}

async function openFile(): Promise<SharedStore> {
  const folder = await mkdtemp(join(tmpdir(), 'call-verification-proof-'));
  const path = join(folder, 'calls.db');
  // A process beside the workers, such as a backup or somebody's console.
  const other = await openSqlite(path);
  const lock: StoreFault = {
    async begin() {
      while (!takeLock()) await setTimeout(5);
    },
    end: async () => void other.exec('ROLLBACK'),
  };
  function takeLock(): boolean {
    try {
      other.exec('BEGIN IMMEDIATE');
      return true;
    } catch {
      // A worker is writing.
      return false;
    }
  }
  return {
    settings: { kind: 'sqlite', path },
    faults: { lock },
    isDurable: true,
    async close() {
      other.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
