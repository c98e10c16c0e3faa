/** Starts what a store needs: a folder, or a private server that keeps what it acknowledges. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canStartPostgres, startPostgres } from '../../../test/support/postgres-server.js';
import { canStartRedis, DURABLE, startRedis } from '../../../test/support/redis-server.js';
import { say } from '../output.js';
import type { StoreName, StoreSettings } from './open-store.js';

export interface ServedStore {
  readonly settings: StoreSettings;
  /** The server's process, if there is one. */
  readonly pid: number | undefined;
  close(): Promise<void>;
}

export async function serveStore(kind: StoreName): Promise<ServedStore> {
  switch (kind) {
    case 'memory':
      return { settings: { kind, at: '' }, pid: undefined, close: async () => undefined };
    case 'sqlite': {
      const folder = mkdtempSync(join(tmpdir(), 'call-verification-bench-'));
      const remove = (): void => rmSync(folder, { recursive: true, force: true });
      process.once('exit', remove);
      const close = async (): Promise<void> => {
        process.off('exit', remove);
        remove();
      };
      return { settings: { kind, at: join(folder, 'calls.db') }, pid: undefined, close };
    }
    case 'redis': {
      const { url, pid, close } = await startRedis(DURABLE);
      return { settings: { kind, at: url }, pid, close };
    }
    case 'postgres': {
      const { url, pid, close } = await startPostgres({ fsync: 'on' });
      return { settings: { kind, at: url }, pid, close };
    }
  }
}

/** Those whose server program is here; the others are named. */
export function storesHere(asked: readonly StoreName[]): readonly StoreName[] {
  const missing = new Map<StoreName, string>([
    ...(canStartRedis ? [] : [['redis', 'redis-server'] as const]),
    ...(canStartPostgres ? [] : [['postgres', 'PostgreSQL'] as const]),
  ]);
  for (const kind of asked) if (missing.has(kind)) say(`\nSKIPPED: ${kind}, for there is no ${missing.get(kind)} here\n`);
  return asked.filter((kind) => !missing.has(kind));
}
