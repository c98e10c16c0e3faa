import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { postgresSql } from '../../src/stores/postgres/statements.js';
import { createPostgresStore, type PostgresPool, postgresSchema } from '../../src/stores/postgres.js';
import { storeContract } from '../../src/testing/index.js';
import { describeWithOwnPostgres, describeWithPostgres } from '../support/describe-with-server.js';
import { givenPostgresUrl, type PostgresServer, startPostgres } from '../support/postgres-server.js';
import { createTestClock, HOUR } from '../support/test-clock.js';
import { describeSharedStore } from './shared-store.js';
import { itSurvivesOutage } from './store-outage.js';

const clock = createTestClock();
const newTable = (): string => `calls_${randomUUID().slice(0, 18).replaceAll('-', '')}`;

/** A connection that is lost is told to whoever uses it; unheard, the event would end the process. */
function openPool(connectionString: string, config: pg.PoolConfig = {}): pg.Pool {
  return new pg.Pool({ connectionString, max: 10, connectionTimeoutMillis: 10_000, query_timeout: 20_000, ...config }).on(
    'error',
    () => undefined,
  );
}

describeWithPostgres('PostgreSQL', () => {
  let server: PostgresServer | undefined;
  let pool: pg.Pool;
  const url = (): string => givenPostgresUrl ?? server?.url ?? '';
  beforeAll(async () => {
    if (givenPostgresUrl === undefined) server = await startPostgres();
    pool = openPool(url());
  }, 60_000);
  afterAll(async () => {
    // Side by side: a connection that a failed test has kept must not keep the server.
    await Promise.all([pool?.end(), server?.close()]);
  });

  /** A table's name; what is made by it goes with the test. */
  const tableForTest = (): string => {
    const table = newTable();
    onTestFinished(async () => {
      await pool.query(`DROP TABLE IF EXISTS "${table}"`);
    });
    return table;
  };
  const poolForTest = (config?: pg.PoolConfig): pg.Pool => {
    const opened = openPool(url(), config);
    onTestFinished(() => opened.end());
    return opened;
  };

  storeContract('the PostgreSQL store', () => createPostgresStore({ pool, table: tableForTest(), clock }), {
    describe,
    it,
    clock,
    advance: clock.advance,
  });

  describeSharedStore('the PostgreSQL store', async () => {
    const table = tableForTest();
    return [1, 2, 3].map(() => createPostgresStore({ pool: poolForTest(), table }));
  });

  describe('its table', () => {
    it('is made once by many that need it at once', async () => {
      const table = tableForTest();
      const stores = Array.from({ length: 20 }, () => createPostgresStore({ pool, table }));
      const expiresAt = Date.now() + HOUR;
      const totals = await Promise.all(stores.map((store) => store.count('key', 1, { expiresAt })));
      expect(Math.max(...totals)).toBe(20);
    });

    it('is left to a migration, if the host says so, and may be made by the schema that is exported', async () => {
      const table = tableForTest();
      const store = createPostgresStore({ pool, table, createIfMissing: false });
      await expect(store.get('key')).rejects.toMatchObject({ code: '42P01' });
      await pool.query(postgresSchema({ table }));
      await pool.query(postgresSchema({ table }));
      expect(await store.put('key', 'value', { expected: null, expiresAt: Date.now() + HOUR })).toBe(true);
    });

    it('may be used by who may not make one', async () => {
      const table = tableForTest();
      const role = `role_${table}`;
      await pool.query(postgresSchema({ table }));
      await pool.query(
        `CREATE ROLE ${role} LOGIN; GRANT SELECT, INSERT, UPDATE, DELETE ON "${table}" TO ${role}; REVOKE CREATE ON SCHEMA public FROM PUBLIC`,
      );
      onTestFinished(async () => {
        await pool.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
      });
      const store = createPostgresStore({ pool: poolForTest({ options: `-c role=${role}` }), table });
      expect(await store.put('key', 'value', { expected: null, expiresAt: Date.now() + HOUR })).toBe(true);
    });

    it('may have any name, in any schema', async () => {
      const schema = `it's "${newTable()}"`;
      await pool.query(`CREATE SCHEMA "${schema.replaceAll('"', '""')}"`);
      onTestFinished(async () => {
        await pool.query(`DROP SCHEMA "${schema.replaceAll('"', '""')}" CASCADE`);
      });
      const tables = ['select', `"'; DROP TABLE x; --`, '$do$ and $1', 'Ünïcode', 'back\\slash'];
      const stores = tables.map((table) => createPostgresStore({ pool, schema, table }));
      for (const [index, store] of stores.entries()) {
        await store.put('key', `value ${index}`, { expected: null, expiresAt: Date.now() + HOUR });
      }
      for (const [index, store] of stores.entries()) expect(await store.get('key')).toBe(`value ${index}`);
    });

    it('has that name where backslashes have another meaning, too', async () => {
      const table = `${tableForTest()}\\'`;
      const old = poolForTest({ options: '-c standard_conforming_strings=off' });
      const store = createPostgresStore({ pool: old, table });
      onTestFinished(async () => {
        await pool.query(`DROP TABLE "${table}"`);
      });
      expect(await store.put('key', 'value', { expected: null, expiresAt: Date.now() + HOUR })).toBe(true);
    });

    it('is asked once for what is read together, whatever the keys are', async () => {
      const asked: string[] = [];
      const counting: PostgresPool = {
        query(text, values) {
          asked.push(text);
          return pool.query(text, values);
        },
      };
      const store = createPostgresStore({ pool: counting, table: tableForTest(), clock });
      const keys = ['plain', 'a "quoted", {braced} one', "it's", 'back\\slash', 'Ключ 🔑', 'over', 'a counter'];
      for (const key of keys.slice(0, 5)) await store.put(key, `value of ${key}`, { expected: null, expiresAt: clock() + HOUR });
      await store.put('over', 'value', { expected: null, expiresAt: clock() - 1 });
      await store.count('a counter', 3, { expiresAt: clock() + HOUR });
      asked.length = 0;
      const [counted, ...read] = await Promise.allSettled([
        store.count('a counter', 0, { expiresAt: 0 }),
        ...keys.map((key) => store.get(key)),
      ]);
      expect(counted).toEqual({ status: 'fulfilled', value: 3 });
      const values = read.map((each) => (each.status === 'fulfilled' ? each.value : 'refused'));
      expect(values).toEqual([...keys.slice(0, 5).map((key) => `value of ${key}`), undefined, 'refused']);
      expect(asked).toHaveLength(1);
      expect(await store.get('plain')).toBe('value of plain');
      expect(asked).toHaveLength(2);
    });

    it('takes all parameters as text and numbers, which no driver writes as JSON once more', async () => {
      const table = tableForTest();
      await pool.query(postgresSchema({ table }));
      const { get, getMany } = postgresSql({ table });
      const client = await pool.connect();
      try {
        for (const [name, text] of Object.entries({ get, getMany })) await client.query(`PREPARE "${table} ${name}" AS ${text}`);
        const { rows } = await client.query<{ types: string }>(
          'SELECT parameter_types::text AS types FROM pg_prepared_statements WHERE name LIKE $1',
          [`${table} %`],
        );
        expect(rows.map(({ types }) => types)).toEqual(['{text,bigint}', '{text,bigint}']);
      } finally {
        client.release(true);
      }
    });

    it('is reached by its indexes only', async () => {
      const table = tableForTest();
      await pool.query(postgresSchema({ table }));
      await pool.query(
        `INSERT INTO "${table}" (key, value, expires_at) SELECT 'key ' || n, repeat('v', 200), n FROM generate_series(1, 20000) AS n; ANALYZE "${table}"`,
      );
      const { get, getMany, putNew, putOver, delete: remove, count, prune } = postgresSql({ table });
      const statements: readonly (readonly [string, unknown[]])[] = [
        [get, ['key 5', 1]],
        [getMany, [JSON.stringify(Array.from({ length: 100 }, (_, index) => `key ${index}`)), 1]],
        [putNew, ['key 5', 'value', 9, 1]],
        [putOver, ['key 5', 'value', 9, 1, 'expected']],
        [remove, ['key 5']],
        [count, ['key 5', 1, 9, 1]],
        [prune, [1000]],
      ];
      for (const [text, values] of statements) {
        const { rows } = await pool.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${text}`, values);
        const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
        expect(plan).not.toContain('Seq Scan');
        expect(plan).toMatch(/Index (Only )?Scan|Bitmap Index Scan|Conflict Arbiter Indexes/);
      }
    });
  });

  describe('a table', () => {
    itSurvivesOutage(async () => {
      const table = tableForTest();
      const holder = await pool.connect();
      return {
        store: createPostgresStore({ pool: poolForTest(), table }),
        hang: () => holder.query(`BEGIN; LOCK TABLE "${table}" IN ACCESS EXCLUSIVE MODE`),
        heal: async () => {
          await holder.query('ROLLBACK');
          holder.release();
        },
      };
    });
  });

  it('works behind a pooler that gives each statement another connection', async () => {
    const table = tableForTest();
    const texts: string[] = [];
    const pooler: PostgresPool = {
      async query(text, values) {
        texts.push(text);
        const client = new pg.Client({ connectionString: url() });
        await client.connect();
        try {
          return await client.query(text, values);
        } finally {
          await client.end();
        }
      },
    };
    const store = createPostgresStore({ pool: pooler, table });
    const options = { expected: null, expiresAt: Date.now() + HOUR };
    const results = await Promise.all(Array.from({ length: 20 }, (_, index) => store.put('key', `value ${index}`, options)));
    expect(results.filter(Boolean)).toHaveLength(1);
    expect(await store.count('counter', 2, options)).toBe(2);
    await store.delete('key');
    expect(await store.get('key')).toBeUndefined();
    expect(texts.filter((text) => /^\s*(SET|BEGIN|COMMIT|PREPARE|EXECUTE|LISTEN|DISCARD)\b/i.test(text))).toEqual([]);
  });

  it('leaves a connection whose server has become read-only after one error, for a new one', async () => {
    const single = poolForTest({ max: 1 });
    const store = createPostgresStore({ pool: single, table: tableForTest() });
    const expiresAt = Date.now() + HOUR;
    await store.put('key', 'value', { expected: null, expiresAt });
    await single.query('SET default_transaction_read_only = on');
    await expect(store.put('key', 'next', { expected: 'value', expiresAt })).rejects.toMatchObject({ code: '25006' });
    expect(await store.put('key', 'next', { expected: 'value', expiresAt })).toBe(true);
  });

  it.each(['repeatable read', 'serializable'])('works where all transactions are %s', async (isolation) => {
    const strict = poolForTest({ options: `-c default_transaction_isolation=${isolation.replace(' ', '\\ ')}` });
    const store = createPostgresStore({ pool: strict, table: tableForTest() });
    const expiresAt = Date.now() + HOUR;
    let expected: string | null = null;
    for (let round = 0; round < 5; round += 1) {
      const options = { expected, expiresAt };
      const results: readonly boolean[] = await Promise.all(
        Array.from({ length: 50 }, (_, caller) => store.put('key', `${round}.${caller}`, options)),
      );
      expect(results.filter(Boolean)).toHaveLength(1);
      expected = `${round}.${results.indexOf(true)}`;
    }
    const totals = await Promise.all(Array.from({ length: 20 }, () => store.count('counter', 1, { expiresAt })));
    expect(Math.max(...totals)).toBe(20);
  });
});

describeWithOwnPostgres('PostgreSQL, when it restarts', () => {
  let server: PostgresServer | undefined;
  let pool: pg.Pool;
  beforeAll(async () => {
    server = await startPostgres();
    pool = openPool(server.url);
  }, 60_000);
  afterAll(async () => {
    // Side by side: a connection that a failed test has kept must not keep the server.
    await Promise.all([pool?.end(), server?.close()]);
  });
  const itOfRestarts = (test: string, run: () => Promise<void>): void => {
    if (/restart/.test(test)) it(test, run);
  };
  storeContract('the PostgreSQL store', () => createPostgresStore({ pool, table: newTable() }), {
    describe,
    it: itOfRestarts,
    restart: async () => server?.restart(),
  });
});

describe('the PostgreSQL store', () => {
  const pool: PostgresPool = { query: () => Promise.reject(new Error('not asked')) };

  it.each([
    [{}, 'option "pool" must be a pool with query(text, values), but is undefined.'],
    [{ pool, tabel: 'calls' }, 'option "tabel" is unknown. Did you mean "table"?'],
    [{ pool, table: 'x'.repeat(51) }, 'option "table" must be a name of at most 50 characters, but is a string of 51 characters.'],
    [{ pool, schema: '' }, 'option "schema" must be a non-empty string, but is an empty string.'],
    [{ pool, createIfMissing: 'no' }, 'option "createIfMissing" must be true or false, but is a string of 2 characters.'],
  ])('refuses wrong options: %#', (options, message) => {
    // @ts-expect-error
    expect(() => createPostgresStore(options)).toThrow(`createPostgresStore: ${message}`);
  });

  it('asks nothing before it is used', () => {
    expect(() => createPostgresStore({ pool })).not.toThrow();
  });
});
