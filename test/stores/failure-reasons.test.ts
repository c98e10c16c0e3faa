/** What the host is told of stores that fail: one word for each cause, the same with every driver. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { Redis as Redis5 } from 'ioredis5';
import Database from 'libsql';
import pg from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import { guardStore } from '../../src/engine/records/guarded-store.js';
import { createStoreFailures } from '../../src/engine/records/store-failures.js';
import type { CallVerificationStore } from '../../src/ports/store.js';
import { createPostgresStore } from '../../src/stores/postgres.js';
import { createRedisStore } from '../../src/stores/redis.js';
import { createSqliteStore, type SqliteDatabase } from '../../src/stores/sqlite.js';
import { describeWithOwnPostgres, describeWithOwnRedis } from '../support/describe-with-server.js';
import { startPostgres } from '../support/postgres-server.js';
import { startRedis } from '../support/redis-server.js';
import { CLIENTS } from './redis-clients.js';

const inAMinute = () => ({ expiresAt: Date.now() + 60_000 });

/** The reasons for which a put of a new key and a count fail; `undefined` if one does not. */
async function reasonsOf(raw: CallVerificationStore, timeoutMs = 5000): Promise<readonly (string | undefined)[]> {
  const reasons: string[] = [];
  const failures = createStoreFailures((event) => {
    if (event.type === 'store.failed') reasons.push(event.reason);
  });
  const store = guardStore(raw, timeoutMs, failures, { name: 'default' });
  const key = `${Math.random()}`;
  const verbs = [() => store.put(key, 'v'.repeat(1000), { expected: null, ...inAMinute() }), () => store.count(`c${key}`, 1, inAMinute())];
  const failed: (string | undefined)[] = [];
  for (const verb of verbs) {
    reasons.length = 0;
    await verb().catch(() => undefined);
    // Told once: the second failure for the same reason is only counted.
    failures.close();
    failed.push(reasons[0]);
  }
  return failed;
}

const both = (reason: string) => [reason, reason];

describeWithOwnRedis('a Redis store that fails', () => {
  it.each(Object.entries(CLIENTS))('says why in the first word of Redis, through %s', async (_, open) => {
    const server = await startRedis();
    onTestFinished(() => server.close());
    const admin = new Redis(server.url, { retryStrategy: null }).on('error', () => undefined);
    onTestFinished(() => admin.disconnect());
    const set = (name: string, value: string) => admin.call('CONFIG', 'SET', name, value);
    const { client, close } = await open(server.url);
    const store = createRedisStore({ client });
    expect(await reasonsOf(store)).toEqual([undefined, undefined]);
    await admin.call('REPLICAOF', '127.0.0.1', '1');
    // With that answer, ioredis leaves the connection: what else is on its way is lost.
    expect(await reasonsOf(store)).toContain('READONLY');
    await set('replica-serve-stale-data', 'no');
    await expect.poll(() => reasonsOf(store), { timeout: 10_000 }).toEqual(both('MASTERDOWN'));
    await admin.call('REPLICAOF', 'NO', 'ONE');
    await set('min-replicas-to-write', '1');
    expect(await reasonsOf(store)).toEqual(both('NOREPLICAS'));
    await set('min-replicas-to-write', '0');
    await set('maxmemory', '1');
    expect(await reasonsOf(store)).toEqual(both('OOM'));
    await set('maxmemory', '0');
    await admin.call('ACL', 'SETUSER', 'default', '-evalsha');
    expect(await reasonsOf(store)).toEqual(both('NOPERM'));
    await admin.call('ACL', 'SETUSER', 'default', '+evalsha');
    await set('busy-reply-threshold', '1');
    const script = new Redis(server.url, { retryStrategy: null }).on('error', () => undefined);
    onTestFinished(() => script.disconnect());
    script.call('EVAL', 'while true do end', '0').catch(() => undefined);
    await expect.poll(() => admin.call('PING').catch(String)).toContain('BUSY');
    expect(await reasonsOf(store)).toEqual(both('BUSY'));
    await admin.call('SCRIPT', 'KILL');
    server.signal('SIGKILL');
    for (const reason of await reasonsOf(store, 500)) {
      expect(['connection_lost', 'not_connected', 'ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'timeout']).toContain(reason);
    }
    close();
    for (const reason of await reasonsOf(store, 500)) expect(['client_closed', 'timeout', 'connection_lost']).toContain(reason);
  });

  const options = { enableReadyCheck: false, maxRetriesPerRequest: 0, socketTimeout: 4000 };
  it.each([
    ['ioredis 6', (url: string) => new Redis(url, options)],
    ['ioredis 5', (url: string) => new Redis5(url, options)],
  ])('says that a password is missing, through %s', async (_, open) => {
    const server = await startRedis();
    onTestFinished(() => server.close());
    const admin = new Redis(server.url);
    await admin.call('CONFIG', 'SET', 'requirepass', 'the password of this test');
    admin.disconnect();
    const client = open(server.url);
    client.on('error', () => undefined);
    onTestFinished(() => client.disconnect());
    const reasons = new Set<string | undefined>();
    for (let each = 0; each < 3; each += 1) for (const reason of await reasonsOf(createRedisStore({ client }))) reasons.add(reason);
    expect(reasons).toContain('NOAUTH');
    // ioredis 6 asks for a newer protocol, is refused, and connects once more.
    reasons.delete('connection_lost');
    expect([...reasons]).toEqual(['NOAUTH']);
  });

  it('says that a part of a cluster has no server', async () => {
    const server = await startRedis(['--cluster-enabled', 'yes']);
    onTestFinished(() => server.close());
    const { client, close } = (await CLIENTS['node-redis 6']?.(server.url)) ?? expect.unreachable();
    onTestFinished(() => void close());
    expect(await reasonsOf(createRedisStore({ client }))).toEqual(both('CLUSTERDOWN'));
  });
});

describe('a SQLite store that fails', () => {
  function setUp(name = 'calls.db') {
    const folder = mkdtempSync(join(tmpdir(), 'express-call-verification-failing-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const path = join(folder, name);
    const open = () => {
      const database = new Database(path);
      database.exec('PRAGMA busy_timeout = 5');
      return database;
    };
    const storeOf = (database: SqliteDatabase) => createSqliteStore({ database, timeoutMs: 50 });
    return { path, open, storeOf };
  }

  it('says that another connection holds the lock', async () => {
    const { open, storeOf } = setUp();
    const store = storeOf(open());
    expect(await reasonsOf(store)).toEqual([undefined, undefined]);
    const other = open();
    other.exec('BEGIN IMMEDIATE');
    expect(await reasonsOf(store)).toEqual(both('SQLITE_BUSY'));
    other.exec('ROLLBACK');
    expect(await reasonsOf(store)).toEqual([undefined, undefined]);
  });

  it('says that the disk is full, that nothing may be written, that the table is gone, and that it was closed', async () => {
    const { open, storeOf } = setUp();
    const database = open();
    const store = storeOf(database);
    expect(await reasonsOf(store)).toEqual([undefined, undefined]);
    database.exec('PRAGMA max_page_count = 1');
    const large = {
      ...store,
      put: (key: string, value: string, options: Parameters<typeof store.put>[2]) => store.put(key, value.repeat(1000), options),
    };
    expect((await reasonsOf(large))[0]).toBe('SQLITE_FULL');
    database.exec('PRAGMA query_only = 1');
    expect(await reasonsOf(store)).toEqual(both('SQLITE_READONLY'));
    database.exec('PRAGMA query_only = 0; DROP TABLE call_verification');
    expect(await reasonsOf(store)).toEqual(both('SQLITE_ERROR'));
    database.close();
    expect(await reasonsOf(store)).toEqual(both('client_closed'));
  });

  it('says that the file is damaged, or no database', async () => {
    const { path, open, storeOf } = setUp();
    const database = open();
    for (let key = 0; key < 50; key += 1) await storeOf(database).put(`k${key}`, 'v'.repeat(2000), { expected: null, ...inAMinute() });
    database.close();
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.fill(0xff, 4096, 60_000));
    expect(await reasonsOf(storeOf(open()))).toEqual(both('SQLITE_CORRUPT'));
    const other = setUp();
    writeFileSync(other.path, 'no database'.repeat(1000));
    const opened = new Database(other.path);
    expect(await reasonsOf(other.storeOf(opened))).toEqual(both('SQLITE_NOTADB'));
  });
});

describeWithOwnPostgres('a PostgreSQL store that fails', () => {
  it("says why in PostgreSQL's code", async () => {
    const server = await startPostgres();
    onTestFinished(() => server.close());
    const open = (options: pg.PoolConfig = {}) => {
      const pool = new pg.Pool({ connectionString: server.url, connectionTimeoutMillis: 1000, ...options });
      pool.on('error', () => undefined);
      return pool;
    };
    const as = (user: string, database = 'postgres') => server.url.replace('postgres@', `${user}@`).replace(/postgres$/, database);
    const admin = open();
    onTestFinished(() => admin.end());
    const used = async (options?: pg.PoolConfig, during: () => Promise<unknown> = async () => undefined) => {
      const pool = open(options);
      const reasons = reasonsOf(createPostgresStore({ pool }));
      await during();
      await reasons;
      if (!pool.ended) await pool.end();
      return reasons;
    };
    /** Ends or cancels, one after the other, what waits for the lock of the table. */
    const whileLocked = async (verb: string, options?: pg.PoolConfig) => {
      const locking = await admin.connect();
      await locking.query('BEGIN; LOCK TABLE call_verification IN ACCESS EXCLUSIVE MODE');
      let isOver = false;
      const during = async () => {
        while (!isOver) {
          await admin.query(`SELECT ${verb}(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'`);
          await new Promise((resolve) => setTimeout(resolve, 5));
        }
      };
      const pool = open(options);
      const reasons = reasonsOf(createPostgresStore({ pool, createIfMissing: false })).finally(() => {
        isOver = true;
      });
      await during();
      await locking.query('ROLLBACK');
      locking.release();
      await pool.end();
      return reasons;
    };
    expect(await used()).toEqual([undefined, undefined]);
    await admin.query('CREATE ROLE reader LOGIN; CREATE ROLE stranger LOGIN; CREATE ROLE many LOGIN CONNECTION LIMIT 0');
    await admin.query('ALTER ROLE reader SET default_transaction_read_only = on; GRANT ALL ON call_verification TO reader');
    expect(await used({ connectionString: as('reader') })).toEqual(both('25006'));
    expect(await used({ connectionString: as('stranger') })).toEqual(both('42501'));
    expect(await used({ connectionString: as('many') })).toEqual(both('53300'));
    expect(await used({ connectionString: as('nobody') })).toEqual(both('28000'));
    expect(await used({ connectionString: as('postgres', 'nowhere') })).toEqual(both('3D000'));
    expect(await whileLocked('pg_terminate_backend')).toEqual(both('57P01'));
    expect(await whileLocked('pg_cancel_backend')).toEqual(both('57014'));
    expect(await whileLocked('pg_blocking_pids', { query_timeout: 100 })).toEqual(both('answer_timeout'));
    const taken = open({ max: 1, connectionTimeoutMillis: 100 });
    const only = await taken.connect();
    expect(await reasonsOf(createPostgresStore({ pool: taken }))).toEqual(both('connect_timeout'));
    only.release();
    await taken.end();
    expect(await reasonsOf(createPostgresStore({ pool: taken }))).toEqual(both('client_closed'));
    const pool = open();
    const store = createPostgresStore({ pool });
    expect(await reasonsOf(store)).toEqual([undefined, undefined]);
    await admin.query('DROP TABLE call_verification');
    expect(await reasonsOf(store)).toEqual(both('42P01'));
    await pool.end();
  });

  it('says that nobody listens', async () => {
    const pool = new pg.Pool({ host: '127.0.0.1', port: 1, connectionTimeoutMillis: 1000 });
    onTestFinished(() => pool.end());
    expect(await reasonsOf(createPostgresStore({ pool }))).toEqual(both('ECONNREFUSED'));
  });
});
