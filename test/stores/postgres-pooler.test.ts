/** The PostgreSQL store behind PgBouncer in transaction mode, where other clients leave their settings on the connections it gets. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createPostgresStore, postgresSchema } from '../../src/stores/postgres.js';
import { storeContract } from '../../src/testing/index.js';
import { describeWithPgBouncer } from '../support/describe-with-server.js';
import { type PgBouncer, startPgBouncer } from '../support/pgbouncer.js';
import { type PostgresServer, startPostgres } from '../support/postgres-server.js';
import { HOUR } from '../support/test-clock.js';
import { describeSharedStore } from './shared-store.js';

const newTable = (): string => `calls_${randomUUID().slice(0, 18).replaceAll('-', '')}`;
const openPool = (connectionString: string): pg.Pool =>
  new pg.Pool({ connectionString, connectionTimeoutMillis: 5000, query_timeout: 10_000 }).on('error', () => undefined);
const openPoolForTest = (connectionString: string): pg.Pool => {
  const pool = openPool(connectionString);
  onTestFinished(() => pool.end());
  return pool;
};

describeWithPgBouncer('The PostgreSQL store behind PgBouncer', () => {
  let server: PostgresServer | undefined;
  let bouncer: PgBouncer | undefined;
  let pool: pg.Pool;
  beforeAll(async () => {
    server = await startPostgres();
    bouncer = await startPgBouncer(server.url);
    pool = openPool(bouncer.url);
  }, 60_000);
  afterAll(async () => {
    await Promise.all([pool?.end(), bouncer?.close(), server?.close()]);
  });

  storeContract('the store', () => createPostgresStore({ pool, table: newTable() }), { describe, it });

  describeSharedStore('the store', async () => {
    const table = newTable();
    return [1, 2, 3].map(() => {
      return createPostgresStore({ pool: openPoolForTest(bouncer?.url ?? ''), table });
    });
  });

  describe('when another client of the same pool', () => {
    /** A pooler with one connection to the server, so that whatever is left on it is met. */
    const leave = (...statements: readonly string[]): Promise<pg.Pool> => leaveOn(server?.url ?? '', ...statements);
    const leaveOn = async (url: string, ...statements: readonly string[]): Promise<pg.Pool> => {
      const single = await startPgBouncer(url, ['default_pool_size = 1']);
      onTestFinished(() => single.close());
      const [other, own] = [openPoolForTest(single.url), openPoolForTest(single.url)];
      for (const statement of statements) await other.query(statement);
      return own;
    };

    it('changes the search path, finds what was written before', async () => {
      const table = newTable();
      const schema = newTable();
      const expiresAt = Date.now() + HOUR;
      const before = createPostgresStore({ pool, table });
      const keys = Array.from({ length: 20 }, (_, index) => `key ${index}`);
      for (const key of keys) await before.put(key, 'dialled', { expected: null, expiresAt });
      const moved = await leave(`CREATE SCHEMA ${schema}`, `SET search_path TO ${schema}`);
      const after = createPostgresStore({ pool: moved, table });
      const results = [];
      for (const key of keys) results.push(await after.put(key, 'dialled again', { expected: null, expiresAt }));
      expect(results.filter(Boolean)).toHaveLength(0);
      const tables = await pool.query('SELECT schemaname FROM pg_tables WHERE tablename = $1', [table]);
      expect(tables.rows).toEqual([{ schemaname: 'public' }]);
      const indexes = await pool.query('SELECT DISTINCT schemaname FROM pg_indexes WHERE indexname LIKE $1', [`${table}%`]);
      expect(indexes.rows).toEqual([{ schemaname: 'public' }]);
    });

    it('has switched off that commits wait for the disk, loses nothing that was acknowledged when the server crashes', async () => {
      // So late that what is not waited for is never written by itself.
      const crashing = await startPostgres({ settings: ['wal_writer_delay=10s', 'wal_writer_flush_after=1GB'] });
      onTestFinished(() => crashing.close());
      const weak = await leaveOn(crashing.url, 'SET synchronous_commit TO off');
      const store = createPostgresStore({ pool: weak });
      const expiresAt = Date.now() + HOUR;
      for (let each = 0; each < 50; each += 1) {
        await store.put(`new ${each}`, 'value', { expected: null, expiresAt });
        await store.put(`new ${each}`, 'next', { expected: 'value', expiresAt });
        await store.count('counter', 1, { expiresAt });
      }
      await store.delete('new 0');
      await crashing.restart();
      const after = createPostgresStore({ pool: openPoolForTest(crashing.url) });
      const found = await Promise.all(Array.from({ length: 50 }, (_, each) => after.get(`new ${each}`)));
      expect(found.filter((value) => value === 'next')).toHaveLength(49);
      expect(await after.count('counter', 0, { expiresAt })).toBe(50);
    });

    it('has made commits wait for more than usual, leaves it so', async () => {
      const strong = await leave('SET synchronous_commit TO remote_apply');
      await createPostgresStore({ pool: strong, table: newTable() }).put('key', 'value', { expected: null, expiresAt: Date.now() + HOUR });
      expect((await strong.query('SHOW synchronous_commit')).rows).toEqual([{ synchronous_commit: 'remote_apply' }]);
    });

    it('has another role, leaves nothing on the connections of the store', async () => {
      const table = newTable();
      const role = `role_${table}`;
      await pool.query(postgresSchema({ table }));
      await pool.query(`CREATE ROLE ${role} LOGIN; GRANT SELECT, INSERT, UPDATE, DELETE ON "${table}" TO ${role}`);
      const single = await startPgBouncer(server?.url ?? '', ['default_pool_size = 1'], [role]);
      const [other, own] = [openPool(single.url), openPool(single.url.replace('postgres@', `${role}@`))];
      onTestFinished(async () => {
        await Promise.all([other.end(), own.end()]);
        await single.close();
        await pool.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
      });
      for (const setting of ['default_transaction_read_only = on', 'statement_timeout = 1', 'search_path = nowhere']) {
        await other.query(`SET ${setting}`);
      }
      const store = createPostgresStore({ pool: own, table });
      expect(await store.put('key', 'value', { expected: null, expiresAt: Date.now() + HOUR })).toBe(true);
      await expect(createPostgresStore({ pool: other, table }).put('key', 'next', { expected: 'value', expiresAt: 0 })).rejects.toThrow();
    });
  });
});
