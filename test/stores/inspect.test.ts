/** What each store says of the server, the file or the memory behind it, to whoever looks after it. */
import { Redis } from 'ioredis';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createMemoryStore } from '../../src/stores/memory.js';
import { createPostgresStore, postgresSchema } from '../../src/stores/postgres.js';
import { createRedisStore } from '../../src/stores/redis.js';
import { createSqliteStore } from '../../src/stores/sqlite.js';
import { collectWarnings } from '../support/collect-warnings.js';
import { describeWithOwnPostgres, describeWithOwnRedis } from '../support/describe-with-server.js';
import { type PostgresServer, startPostgres } from '../support/postgres-server.js';
import { DURABLE, type RedisServer, startRedis } from '../support/redis-server.js';
import { CLIENTS } from './redis-clients.js';
import { newSqlitePath, openForTest, openLibsql } from './sqlite-file.js';

type Inspecting = Pick<ReturnType<typeof createMemoryStore>, 'inspect'>;

/** `name: level`, for each finding. */
async function levelsOf(store: Inspecting): Promise<readonly string[]> {
  const findings = (await store.inspect?.()) ?? [];
  for (const { level, found, advice } of findings) {
    expect(found).toMatch(/^[A-Z].*[.]$/s);
    // What is wrong comes with what to do.
    if (level === 'ok') expect(advice).toBeUndefined();
    else expect(advice).toMatch(/[.]$/);
  }
  return findings.map(({ name, level }) => `${name}: ${level}`);
}

const findingOf = async (store: Inspecting, name: string) => (await store.inspect?.())?.find((each) => each.name === name);

describe('the memory store', () => {
  afterEach(() => void vi.unstubAllEnvs());

  it.each([
    ['production', 'memory: problem'],
    ['development', 'memory: warning'],
  ])('says under NODE_ENV=%s that nobody shares it: %s', async (environment, finding) => {
    vi.stubEnv('NODE_ENV', environment);
    expect(await levelsOf(createMemoryStore())).toEqual([finding]);
  });
});

describe('the SQLite store', () => {
  it('finds nothing wrong with what openSqlite has opened', async () => {
    const store = createSqliteStore({ database: await openForTest() });
    expect(await levelsOf(store)).toEqual(['journal: ok', 'synchronous: ok']);
  });

  it.each([
    [[], ['journal: warning', 'synchronous: ok']],
    [
      ['journal_mode = WAL', 'synchronous = NORMAL'],
      ['journal: ok', 'synchronous: warning'],
    ],
    [
      ['journal_mode = OFF', 'synchronous = OFF', 'busy_timeout = 5000'],
      ['journal: problem', 'synchronous: problem', 'busy_timeout: warning'],
    ],
  ])('finds what is wrong with a connection of the host: %j', async (pragmas, levels) => {
    const database = openLibsql(newSqlitePath());
    for (const pragma of pragmas) database.exec(`PRAGMA ${pragma}`);
    expect(await levelsOf(createSqliteStore({ database }))).toEqual(levels);
  });
});

describeWithOwnRedis('the Redis store', () => {
  let durable: RedisServer;
  let usual: RedisServer;
  beforeAll(async () => {
    [durable, usual] = await Promise.all([startRedis(DURABLE), startRedis(['--maxmemory', '50mb', '--maxmemory-policy', 'allkeys-lru'])]);
  });
  afterAll(async () => {
    await Promise.all([durable.close(), usual.close()]);
  });

  it.each(Object.entries(CLIENTS))('says what a crash loses, by %s', async (_, connect) => {
    const { client, close } = await connect(durable.url);
    onTestFinished(() => void close());
    const store = createRedisStore({ client });
    expect(await levelsOf(store)).toEqual(['eviction: ok', 'persistence: ok']);
    expect((await findingOf(store, 'persistence'))?.found).toContain('a crash loses nothing');
  });

  const storeAt = (url: string) => {
    const client = new Redis(url, { maxRetriesPerRequest: 0, socketTimeout: 4000, reconnectOnError: () => false }).on(
      'error',
      () => undefined,
    );
    onTestFinished(() => client.disconnect());
    return { client, store: createRedisStore({ client }) };
  };

  it('finds a server that evicts keys, and does not warn of it once more', async () => {
    const warnings = collectWarnings();
    const { store } = storeAt(usual.url);
    expect(await levelsOf(store)).toEqual(['eviction: problem', 'persistence: warning']);
    await store.get('key');
    await store.get('key');
    expect((await warnings.settled()).filter((text) => text.includes('maxmemory'))).toEqual([]);
  });

  it('finds a replica, and a master that takes writes while it is cut off', async () => {
    const { client, store } = storeAt(durable.url);
    const replica = await startRedis(['--replicaof', '127.0.0.1', String(durable.port)]);
    onTestFinished(() => replica.close());
    await vi.waitFor(async () => expect(await levelsOf(store)).toContain('replication: warning'), { timeout: 15_000 });
    expect(await levelsOf(storeAt(replica.url).store)).toContain('replication: problem');
    await client.call('CONFIG', 'SET', 'min-replicas-to-write', '1');
    expect(await levelsOf(store)).toContain('replication: ok');
    await client.call('CONFIG', 'SET', 'min-replicas-to-write', '0');
  });

  it('says that it may not ask, and fails if the server is away', async () => {
    const { client } = storeAt(durable.url);
    await client.call('ACL', 'SETUSER', 'quiet', 'on', '>password', '~*', '+@all', '-info');
    expect(await levelsOf(storeAt(durable.url.replace('//', '//quiet:password@')).store)).toEqual(['info: warning']);
    await expect(storeAt('redis://127.0.0.1:1').store.inspect?.()).rejects.toThrow();
  });
});

describeWithOwnPostgres('the PostgreSQL store', () => {
  let server: PostgresServer;
  let owner: pg.Pool;
  beforeAll(async () => {
    server = await startPostgres({ fsync: 'on' });
    owner = new pg.Pool({ connectionString: server.url });
    await owner.query('CREATE ROLE shop LOGIN; GRANT USAGE ON SCHEMA public TO shop');
  }, 60_000);
  afterAll(async () => {
    await owner.end();
    await server.close();
  });

  let tables = 0;
  /** A table of its own, and a store that uses it as `shop`. */
  async function open(grants: string, isThere = true) {
    tables += 1;
    const table = `calls_${tables}`;
    if (isThere) await owner.query(`${postgresSchema({ table })}; GRANT ${grants} ON ${table} TO shop`);
    const pool = new pg.Pool({
      connectionString: server.url.replace('postgres@', 'shop@'),
      connectionTimeoutMillis: 1000,
      query_timeout: 5000,
    });
    const store = createPostgresStore({ pool, table });
    onTestFinished(async () => {
      await store.close();
      await pool.end();
    });
    return { table, store };
  }
  const ALL = 'SELECT, INSERT, UPDATE, DELETE';

  it('finds nothing wrong with a role that may do what the store does', async () => {
    const { store } = await open(ALL);
    expect(await levelsOf(store)).toEqual(['table: ok', 'rights: ok', 'durability: ok']);
  });

  it('names the rights that the role lacks', async () => {
    const { store, table } = await open('SELECT, INSERT');
    expect(await findingOf(store, 'rights')).toMatchObject({
      level: 'problem',
      found: `The role shop has no right to UPDATE, DELETE on "public"."${table}".`,
    });
  });

  it('finds a table that is missing and cannot be made, and a schema that is missing', async () => {
    const { store } = await open(ALL, false);
    expect(await levelsOf(store)).toEqual(['table: problem', 'durability: ok']);
    const elsewhere = createPostgresStore({ pool: owner, schema: 'nowhere' });
    onTestFinished(() => elsewhere.close());
    expect(await levelsOf(elsewhere)).toEqual(['table: problem', 'superuser: warning', 'durability: ok']);
  });

  it('names a role so that the advice can be run as it is', async () => {
    await owner.query('CREATE ROLE "app-user" LOGIN');
    const { table } = await open(ALL);
    const pool = new pg.Pool({ connectionString: server.url.replace('postgres@', 'app-user@') });
    const store = createPostgresStore({ pool, table });
    onTestFinished(async () => {
      await store.close();
      await pool.end();
    });
    const { advice = '' } = (await findingOf(store, 'rights')) ?? {};
    await owner.query(advice.replace(/\.$/, ''));
    expect(await levelsOf(store)).toEqual(['table: ok', 'rights: ok', 'durability: ok']);
  });

  it('says that a table is not there yet, where the first use would make it', async () => {
    await owner.query('GRANT CREATE ON SCHEMA public TO shop');
    const { store } = await open(ALL, false);
    expect(await levelsOf(store)).toEqual(['no-table: ok', 'durability: ok']);
    await owner.query('REVOKE CREATE ON SCHEMA public FROM shop');
  });

  it('finds a table that a crash empties, and one that nothing vacuums', async () => {
    const { store, table } = await open(ALL);
    await owner.query(`ALTER TABLE ${table} SET UNLOGGED; ALTER TABLE ${table} SET (autovacuum_enabled = false)`);
    expect(await levelsOf(store)).toEqual(['table: ok', 'rights: ok', 'durability: problem', 'autovacuum: warning']);
  });

  it.each([
    ['default_transaction_read_only = on', ['primary: problem', 'table: ok', 'rights: ok', 'durability: ok']],
    ['synchronous_commit = off', ['table: ok', 'rights: ok', 'durability: warning']],
  ])('finds a role with %s', async (setting, levels) => {
    await owner.query(`ALTER ROLE shop SET ${setting}`);
    const { store } = await open(ALL);
    expect(await levelsOf(store)).toEqual(levels);
    await owner.query('ALTER ROLE shop RESET ALL');
  });

  it('finds a standby', async () => {
    const standby = await startPostgres({ standbyOf: server.url });
    onTestFinished(() => standby.close());
    const pool = new pg.Pool({ connectionString: standby.url });
    const store = createPostgresStore({ pool });
    onTestFinished(async () => {
      await store.close();
      await pool.end();
    });
    expect(await findingOf(store, 'primary')).toMatchObject({ level: 'problem', found: expect.stringContaining('a standby') });
  });
});
