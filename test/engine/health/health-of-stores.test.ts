/** `calls.health()` over real stores: what they answer, how far the clocks are apart, and what shows when they go away. */
import { randomUUID } from 'node:crypto';
import { type CallVerification, type CallVerificationStore, createCallVerification, type Health } from 'express-call-verification';
import { createPostgresStore } from 'express-call-verification/postgres';
import { createRedisStore } from 'express-call-verification/redis';
import { createSqliteStore } from 'express-call-verification/sqlite';
import pg from 'pg';
import { expect, it, onTestFinished } from 'vitest';
import { OPEN } from '../../stores/opened-redis.js';
import { newSqlitePath, openForTest } from '../../stores/sqlite-file.js';
import { describeWithOwnPostgres, describeWithOwnRedis } from '../../support/describe-with-server.js';
import { startPostgres } from '../../support/postgres-server.js';
import { startRedis } from '../../support/redis-server.js';
import { newNumber, newSecret, openAccounts, openSimulator } from '../../support/shop.js';
import { HOUR, MINUTE } from '../../support/test-clock.js';

/** A process whose clock is so far ahead. */
async function openAhead(store: CallVerificationStore, aheadMs = 0): Promise<CallVerification> {
  const { mcn } = openAccounts(await openSimulator());
  const calls = createCallVerification({
    ...{ secret: newSecret('the secret'), countries: ['RU'], store, clock: () => Date.now() + aheadMs },
    methods: [mcn.flashCall({ price: { amount: 2, currency: 'RUB' } })],
    limits: { callsPerDay: 10 },
    budgets: { RUB: { perDay: 50 } },
    storeTimeoutMs: 5000,
    onEvent: () => undefined,
  });
  onTestFinished(() => calls.close());
  return calls;
}

const WELL = {
  ok: true,
  stage: 'open',
  store: { ok: true, roundTripMs: expect.any(Number) },
  circuits: [{ state: 'closed' }],
  reports: [{ provider: 'mcn' }],
};

async function expectWell(calls: CallVerification): Promise<Health> {
  expect(await calls.health()).toMatchObject({ ...WELL, budgets: [{ spent: 0 }, { spent: 0 }] });
  expect(await calls.start({ phone: newNumber() })).toMatchObject({ ok: true });
  const health = await calls.health();
  expect(health).toMatchObject({
    ...WELL,
    budgets: [
      { budget: 'callsPerDay', limit: 10, spent: 1, left: 9 },
      { budget: 'RUB.perDay', limit: 50, spent: 2, left: 48 },
    ],
  });
  return health;
}

/** The servers run on this machine, so only a busy machine comes between the two clocks. */
async function expectSkew(store: CallVerificationStore, aheadMs: number): Promise<void> {
  const { clockSkewMs = Number.NaN } = (await (await openAhead(store, aheadMs)).health()).store;
  expect(Math.abs(clockSkewMs - aheadMs)).toBeLessThan(MINUTE);
}

it('SQLite is asked, and has no clock of its own', async () => {
  const health = await expectWell(await openAhead(createSqliteStore({ database: await openForTest() })));
  expect(health.store).toEqual({ ok: true, roundTripMs: expect.any(Number) });
});

it('a SQLite database whose table is gone is told', async () => {
  const path = newSqlitePath();
  const calls = await openAhead(createSqliteStore({ database: await openForTest(path) }));
  await expectWell(calls);
  (await openForTest(path)).exec('DROP TABLE call_verification');
  expect(await calls.health()).toMatchObject({ ok: false, budgets: [], store: { ok: false, reason: 'SQLITE_ERROR' } });
});

describeWithOwnRedis('Redis', () => {
  it('is asked, and tells its clock; it is told when it hangs, when it is gone, and when it is back', async () => {
    const server = await startRedis();
    onTestFinished(() => server.close());
    const client = await OPEN['ioredis 6']?.(server.url);
    if (client === undefined) throw new Error('no such client');
    const store = createRedisStore({ client, prefix: `${randomUUID()}:` });
    for (const aheadMs of [0, HOUR, -HOUR]) await expectSkew(store, aheadMs);
    const calls = await openAhead(store);
    await expectWell(calls);
    server.signal('SIGSTOP');
    const hanging = await calls.health();
    server.signal('SIGCONT');
    expect(hanging).toMatchObject({ ok: false, budgets: [], store: { ok: false, reason: 'answer_timeout', advice: expect.any(String) } });
    expect(hanging.store.roundTripMs).toBeUndefined();
    await server.restart();
    await expect.poll(async () => (await calls.health()).ok).toBe(true);
  });
});

describeWithOwnPostgres('PostgreSQL', () => {
  it('is asked, and tells its clock; it is told when it is gone', async () => {
    const server = await startPostgres();
    const pool = new pg.Pool({ connectionString: server.url, connectionTimeoutMillis: 5000, query_timeout: 5000 }).on(
      'error',
      () => undefined,
    );
    const store = createPostgresStore({ pool });
    onTestFinished(async () => {
      await store.close();
      await Promise.all([pool.end(), server.close()]);
    });
    for (const aheadMs of [0, HOUR, -HOUR]) await expectSkew(store, aheadMs);
    const calls = await openAhead(store);
    await expectWell(calls);
    await server.close();
    // The first answers may say how the connections broke.
    await expect.poll(async () => (await calls.health()).store).toMatchObject({ ok: false, reason: 'ECONNREFUSED' });
  });
});
