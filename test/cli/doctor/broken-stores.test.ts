/** What goes wrong with servers of stores, found by name, with what to do: over real servers. */
import { type CallVerificationStore, createMemoryStore } from 'express-call-verification';
import { Redis } from 'ioredis';
import pg from 'pg';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { examine } from '../../../src/cli/doctor/examine.js';
import { keepOwnWarnings } from '../../../src/cli/doctor/own-warnings.js';
import { createPostgresStore, postgresSchema } from '../../../src/stores/postgres.js';
import { createRedisStore } from '../../../src/stores/redis.js';
import { describeWithOwnPostgres, describeWithOwnRedis } from '../../support/describe-with-server.js';
import { type PostgresServer, startPostgres } from '../../support/postgres-server.js';
import { DURABLE, type RedisServer, startRedis } from '../../support/redis-server.js';
import { examinePatient, openWard, troublesIn } from './patients.js';

const ward = openWard();
afterAll(() => ward.close());

describeWithOwnRedis('a configuration with Redis', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis([...DURABLE, '--maxmemory', '50mb']);
  });
  afterAll(() => server.close());

  const storeAt = (url: string, enableOfflineQueue: boolean): CallVerificationStore => {
    const client = new Redis(url, {
      maxRetriesPerRequest: 0,
      enableOfflineQueue,
      socketTimeout: 4000,
      reconnectOnError: () => false,
    });
    client.on('error', () => undefined);
    onTestFinished(() => client.disconnect());
    return createRedisStore({ client });
  };
  const troublesWith = async (url: string, hasQueue = true): Promise<readonly string[]> => {
    const { options } = await ward.openHealthy({ store: createMemoryStore() });
    return troublesIn(await examinePatient({ options: { ...options, store: storeAt(url, hasQueue) } }, ['password-of-redis']));
  };

  it('is well if the server keeps what it has, although the client has only begun to connect', async () => {
    expect(await troublesWith(server.url, false)).toEqual([]);
  });

  it('whose server evicts keys is found', async () => {
    const operator = new Redis(server.url);
    onTestFinished(async () => {
      await operator.call('CONFIG', 'SET', 'maxmemory-policy', 'noeviction');
      operator.disconnect();
    });
    await operator.call('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru');
    expect(await troublesWith(server.url)).toEqual([
      expect.stringMatching(/^problem store: The server has maxmemory-policy allkeys-lru\..*Set maxmemory-policy noeviction/),
    ]);
  });

  it('whose password is wrong is found', async () => {
    const operator = new Redis(server.url);
    await operator.call('ACL', 'SETUSER', 'shop', 'on', '>right', '~*', '+@all');
    operator.disconnect();
    expect(await troublesWith(server.url.replace('//', '//shop:password-of-redis@'))).toEqual([
      expect.stringMatching(/^problem store: The store cannot be used: .*password/),
    ]);
  });

  it('whose server is away is found', async () => {
    expect(await troublesWith('redis://127.0.0.1:1')).toEqual([
      expect.stringMatching(/^problem store: The store cannot be used: \w+\. .*server/),
    ]);
  });
});

describeWithOwnPostgres('a configuration with PostgreSQL', () => {
  let server: PostgresServer;
  let owner: pg.Pool;
  beforeAll(async () => {
    server = await startPostgres({ fsync: 'on' });
    owner = new pg.Pool({ connectionString: server.url });
    await owner.query(`CREATE ROLE shop LOGIN; ${postgresSchema()}`);
  }, 60_000);
  afterAll(async () => {
    await owner.end();
    await server.close();
  });

  const troublesWith = async (config: pg.PoolConfig, createIfMissing = true): Promise<readonly string[]> => {
    const { options } = await ward.openHealthy({ store: createMemoryStore() });
    const timeouts = { connectionTimeoutMillis: 20_000, query_timeout: 20_000 };
    const pool = new pg.Pool({ connectionString: server.url.replace('postgres@', 'shop@'), ...timeouts, ...config });
    const store = createPostgresStore({ pool, createIfMissing });
    onTestFinished(async () => {
      await store.close();
      await pool.end();
    });
    return troublesIn(await examinePatient({ options: { ...options, store } }));
  };
  const grant = (rights: string) => owner.query(`REVOKE ALL ON call_verification FROM shop; GRANT ${rights} ON call_verification TO shop`);

  it('whose role may do what the store does is well', async () => {
    await grant('SELECT, INSERT, UPDATE, DELETE');
    expect(await troublesWith({})).toEqual([]);
  });

  it('whose role lacks rights is found, and nothing is tried', async () => {
    await grant('SELECT');
    expect(await troublesWith({})).toEqual([
      'problem store: The role shop has no right to INSERT, UPDATE, DELETE on "public"."call_verification". GRANT SELECT, INSERT, UPDATE, DELETE ON "public"."call_verification" TO shop.',
    ]);
    const { rows } = await owner.query('SELECT count(*)::int AS "left" FROM call_verification');
    expect(rows).toEqual([{ left: 0 }]);
  });

  it('whose table is not there, for example because its name is misspelt, is told so, and nothing is made', async () => {
    await owner.query('GRANT CREATE ON SCHEMA public TO shop');
    onTestFinished(async () => void (await owner.query('REVOKE CREATE ON SCHEMA public FROM shop')));
    const { options, app, publicUrl } = await ward.openHealthy({ store: createMemoryStore() });
    const pool = new pg.Pool({
      connectionString: server.url.replace('postgres@', 'shop@'),
      connectionTimeoutMillis: 20_000,
      query_timeout: 20_000,
    });
    const store = createPostgresStore({ pool, table: 'call_verfication' });
    onTestFinished(async () => {
      await store.close();
      await pool.end();
    });
    const report = await examinePatient({ options: { ...options, store }, app, publicUrl });
    expect(troublesIn(report)).toEqual([expect.stringMatching(/^problem public-url: .*does not write to the store of this configuration/)]);
    expect(report.findings.map(({ found }) => found)).toContain(
      'The table "public"."call_verfication" is not there yet. The first use will make it.',
    );
    expect(report.notChecked).toEqual([
      { check: 'store', why: expect.stringMatching(/the doctor makes no table\. .*options "schema" and "table"/) },
    ]);
    const { rows } = await owner.query(`SELECT to_regclass('public.call_verfication') IS NULL AS "isMissing"`);
    expect(rows).toEqual([{ isMissing: true }]);
  });

  it('that is connected to a standby is found', async () => {
    await grant('SELECT, INSERT, UPDATE, DELETE');
    const standby = await startPostgres({ standbyOf: server.url, fsync: 'on' });
    onTestFinished(() => standby.close());
    expect(await troublesWith({ connectionString: standby.url.replace('postgres@', 'shop@') })).toEqual([
      expect.stringMatching(/^problem store: The pool is connected to a standby.*Connect to the primary/),
    ]);
  });

  it('whose pool waits for ever is warned about', async () => {
    await grant('SELECT, INSERT, UPDATE, DELETE');
    const { options } = await ward.openHealthy({ store: createMemoryStore() });
    // As the command does: warnings are kept from the moment when the configuration is loaded.
    const warnings = keepOwnWarnings();
    const pool = new pg.Pool({ connectionString: server.url.replace('postgres@', 'shop@') });
    const store = createPostgresStore({ pool });
    onTestFinished(async () => {
      await store.close();
      await pool.end();
    });
    expect(troublesIn(await examine({ options: { ...options, store }, folder: '/' }, warnings))).toEqual([
      expect.stringMatching(/^warning store: The pool has no time-out for connecting.*connectionTimeoutMillis: 1000/),
    ]);
  });
});
