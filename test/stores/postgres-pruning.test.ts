/** What has expired is deleted from PostgreSQL: with every verb, by a timer, and by no clock that is wrong. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import type { CallVerificationStore } from '../../src/ports/store.js';
import { createPostgresStore, type PostgresPool, postgresSchema } from '../../src/stores/postgres.js';
import { describeWithPostgres } from '../support/describe-with-server.js';
import { givenPostgresUrl, type PostgresServer, startPostgres } from '../support/postgres-server.js';
import { DAY, HOUR, MINUTE } from '../support/test-clock.js';

const later = (): { readonly expiresAt: number } => ({ expiresAt: Date.now() + HOUR });

describeWithPostgres('The table of the PostgreSQL store', () => {
  let server: PostgresServer | undefined;
  let pool: pg.Pool;
  const url = (): string => givenPostgresUrl ?? server?.url ?? '';
  const openPool = (config: pg.PoolConfig = {}): pg.Pool =>
    new pg.Pool({ connectionString: url(), connectionTimeoutMillis: 5000, query_timeout: 10_000, ...config }).on('error', () => undefined);
  beforeAll(async () => {
    if (givenPostgresUrl === undefined) server = await startPostgres();
    pool = openPool();
  }, 60_000);
  afterAll(async () => {
    // Side by side: a connection that a failed test has kept must not keep the server.
    await Promise.all([pool?.end(), server?.close()]);
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  const newTable = async (): Promise<string> => {
    const table = `calls_${randomUUID().slice(0, 18).replaceAll('-', '')}`;
    await pool.query(postgresSchema({ table }));
    onTestFinished(async () => {
      await pool.query(`DROP TABLE IF EXISTS "${table}"`);
    });
    return table;
  };
  const openStore = (options: Partial<Parameters<typeof createPostgresStore>[0]>): ReturnType<typeof createPostgresStore> => {
    const store = createPostgresStore({ pool, ...options });
    onTestFinished(() => store.close());
    return store;
  };
  /** @param since how long ago they expired; below 0 they have not */
  const fill = async (table: string, rows: number, since = MINUTE): Promise<void> => {
    const text = `INSERT INTO "${table}" (key, value, expires_at) SELECT 'old ' || n, 'value', $1 FROM generate_series(1, $2::int) AS n`;
    await pool.query(text, [Date.now() - since, rows]);
  };
  const rowsOf = async (table: string): Promise<number> =>
    Number((await pool.query<{ rows: string }>(`SELECT count(*) AS rows FROM "${table}"`)).rows[0]?.rows);

  /** Batches go with every so many verbs, and a batch that would begin while one runs is left out. */
  const expectRowsWhile = async (table: string, rows: number, ask: () => Promise<unknown>): Promise<void> => {
    await expect
      .poll(
        async () => {
          for (let verb = 0; verb < 60; verb += 1) await ask();
          return rowsOf(table);
        },
        { timeout: 20_000 },
      )
      .toBe(rows);
  };

  it('sheds what has expired with later writes, in batches, and nothing else', async () => {
    const table = await newTable();
    const store = openStore({ table });
    await store.put('lasting', 'value', { expected: null, ...later() });
    await fill(table, 1000);
    await expectRowsWhile(table, 2, () => store.count('counter', 1, later()));
    expect(await store.get('lasting')).toBe('value');
  });

  it.each<[string, (store: CallVerificationStore) => Promise<unknown>]>([
    ['reads values', (store) => store.get('key')],
    ['reads counters', (store) => store.count('counter', 0, later())],
    ['deletes', (store) => store.delete('key')],
  ])('sheds it where a process only %s', async (_, ask) => {
    const table = await newTable();
    await fill(table, 1000);
    const store = openStore({ table });
    await expectRowsWhile(table, 0, () => ask(store));
  });

  it('sheds all of it within a minute where nobody asks anything', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const table = await newTable();
    await fill(table, 1000);
    openStore({ table });
    await vi.advanceTimersByTimeAsync(MINUTE);
    vi.useRealTimers();
    await expect.poll(() => rowsOf(table), { timeout: 20_000 }).toBe(0);
  });

  it('is not made by the timer, which goes on until it is there', async () => {
    const table = await newTable();
    await pool.query(`DROP TABLE "${table}"`);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const asked = vi.spyOn(pool, 'query');
    openStore({ table });
    await vi.advanceTimersByTimeAsync(MINUTE);
    await Promise.allSettled(asked.mock.results.map(({ value }) => value as unknown));
    await expect(rowsOf(table)).rejects.toMatchObject({ code: '42P01' });
    await pool.query(postgresSchema({ table }));
    await fill(table, 10);
    // The next wait begins once the answer is there.
    await vi.waitFor(() => expect(vi.getTimerCount()).toBeGreaterThan(0));
    await vi.advanceTimersByTimeAsync(MINUTE);
    vi.useRealTimers();
    await expect.poll(() => rowsOf(table), { timeout: 20_000 }).toBe(0);
  });

  it('is pruned by many processes at once, none of which waits for a row that another holds', async () => {
    const table = await newTable();
    const stores = [1, 2, 3].map(() => {
      const own = openPool();
      onTestFinished(() => own.end());
      return openStore({ pool: own, table });
    });
    await fill(table, 1000);
    const holder = await pool.connect();
    await holder.query(`BEGIN; SELECT key FROM "${table}" WHERE key IN ('old 1', 'old 2') FOR UPDATE`);
    onTestFinished(() => holder.release(true));
    let counted = 0;
    await expectRowsWhile(table, 3, async () => {
      counted += stores.length;
      await Promise.all(stores.map((store) => store.count('counter', 1, later())));
    });
    expect(await stores[1]?.count('counter', 0, later())).toBe(counted);
  });

  it.each([
    ['40 days ahead', 40 * DAY],
    ['two minutes ahead', 2 * MINUTE],
  ])('keeps what everybody else needs from a process whose clock is %s', async (_, ahead) => {
    const table = await newTable();
    const right = openStore({ table });
    await right.put('entry', 'ten failed checks', { expected: null, expiresAt: Date.now() + MINUTE });
    await right.count('budget', 7, { expiresAt: Date.now() + MINUTE });
    await fill(table, 1, -MINUTE);
    const wrong = openStore({ table, clock: () => Date.now() + ahead });
    for (let write = 0; write < 200; write += 1) await wrong.count('its own', 1, { expiresAt: Date.now() + ahead + HOUR });
    await wrong.close();
    expect(await right.get('entry')).toBe('ten failed checks');
    expect(await right.count('budget', 0, later())).toBe(7);
    expect(await rowsOf(table)).toBe(4);
  });

  it('loses nothing that lives by a process whose clock is behind, and is shed by those whose clocks are right', async () => {
    const table = await newTable();
    const behind = openStore({ table, clock: () => Date.now() - 40 * DAY });
    await fill(table, 100);
    for (let write = 0; write < 100; write += 1) await behind.count('counter', 1, later());
    await behind.close();
    expect(await rowsOf(table)).toBe(101);
    const right = openStore({ table });
    expect(await right.count('counter', 0, later())).toBe(100);
    await expect.poll(() => rowsOf(table), { timeout: 20_000 }).toBe(1);
  });

  it('loses nothing that lives if the clock of the server is ahead', async () => {
    const table = await newTable();
    // The server's time cannot be moved, so everybody else's is.
    const clock = (): number => Date.now() - 40 * DAY;
    const store = openStore({ table, clock });
    await store.put('entry', 'value', { expected: null, expiresAt: clock() + HOUR });
    for (let write = 0; write < 200; write += 1) await store.count('counter', 1, { expiresAt: clock() + HOUR });
    expect(await store.get('entry')).toBe('value');
    expect(await store.count('counter', 0, { expiresAt: 0 })).toBe(200);
  });

  it.each([
    ['ahead of', 40 * DAY, 40 * DAY],
    ['behind', -2 * HOUR, 2 * HOUR],
  ])('is warned of a process whose clock is %s the one of the server, once', async (direction, offset, shown) => {
    const table = await newTable();
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + offset });
    const store = openStore({ table });
    for (let read = 0; read < 200; read += 1) await store.get('key');
    await store.close();
    expect(warned).toHaveBeenCalledTimes(1);
    expect(warned.mock.calls[0]?.[0]).toMatch(new RegExp(`the clock of this process is ${shown / 1000} seconds ${direction} PostgreSQL's`));
    expect(warned.mock.calls[0]?.[1]).toBe('CallVerificationWarning');
  });

  it('is warned of a role that may not delete, once, and of no clock that is right', async () => {
    const table = await newTable();
    const role = `role_${table}`;
    await pool.query(`CREATE ROLE ${role} LOGIN; GRANT SELECT, INSERT, UPDATE ON "${table}" TO ${role}`);
    onTestFinished(async () => {
      await pool.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
    });
    const own = openPool({ options: `-c role=${role}` });
    onTestFinished(() => own.end());
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const store = openStore({ pool: own, table });
    for (let write = 0; write < 200; write += 1) await store.count('counter', 1, later());
    await store.close();
    expect(warned.mock.calls.map(([text]) => text)).toEqual([expect.stringContaining(`DELETE ON "public"."${table}"`)]);
  });

  it('is pruned by one batch at a time, however long the server takes, and by none once the store is closed', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    let prunes = 0;
    let answer: ((result: { rows: unknown[] }) => void) | undefined;
    const slow: PostgresPool = {
      query: (text) => {
        if (!text.includes('DELETE')) return Promise.resolve({ rows: [] });
        prunes += 1;
        return new Promise((resolve) => {
          answer = resolve;
        });
      },
    };
    const store = createPostgresStore({ pool: slow, createIfMissing: false });
    for (let read = 0; read < 500; read += 1) await store.get('key');
    await vi.advanceTimersByTimeAsync(HOUR);
    expect(prunes).toBe(1);
    const closed = store.close();
    answer?.({ rows: [{ gone: 200, serverTime: String(Date.now()) }] });
    await closed;
    for (let read = 0; read < 500; read += 1) await store.get('key');
    await vi.advanceTimersByTimeAsync(HOUR);
    expect(prunes).toBe(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is pruned by a timer that does not keep the process alive', () => {
    const waitedFor = (): number => process.getActiveResourcesInfo().filter((each) => each === 'Timeout').length;
    const before = waitedFor();
    for (let each = 0; each < 10; each += 1) openStore({ createIfMissing: false });
    expect(waitedFor()).toBe(before);
  });

  it('is asked no more once the host has ended the pool, also without a word to the store', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const own = openPool();
    const asked = vi.spyOn(own, 'query');
    openStore({ pool: own, table: await newTable() });
    await own.end();
    await vi.advanceTimersByTimeAsync(HOUR);
    expect(asked).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });
});
