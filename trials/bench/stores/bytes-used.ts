/** What a store's data takes, of the server's memory or of the disk. */
import pg from 'pg';
import { openSqlite } from '../../../src/stores/sqlite.js';
import { askRedis } from '../../../test/support/redis-server.js';
import type { StoreSettings } from './open-store.js';

/** Undefined where nobody can say it. */
export async function bytesUsed({ kind, at }: StoreSettings): Promise<number | undefined> {
  switch (kind) {
    case 'memory':
      return undefined;
    case 'sqlite': {
      const database = await openSqlite(at);
      const row = database.prepare('SELECT page_count * page_size AS bytes FROM pragma_page_count(), pragma_page_size()').get();
      database.close();
      return Number((row as { bytes?: unknown } | undefined)?.bytes);
    }
    case 'redis':
      return Number(/used_memory:(\d+)/.exec(String(await askRedis(Number(new URL(at).port), 'INFO', 'memory')))?.[1]);
    case 'postgres': {
      const client = new pg.Client({ connectionString: at });
      await client.connect();
      const { rows } = await client.query<{ bytes: string }>("SELECT pg_total_relation_size('call_verification') AS bytes");
      await client.end();
      return Number(rows[0]?.bytes);
    }
  }
}
