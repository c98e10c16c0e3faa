/** How long the PostgreSQL store answers errors after an outage: a restart, connections that went mute, a server that became read-only. */
import pg from 'pg';
import { createPostgresStore } from '../../src/stores/postgres.js';
import { startPgBouncer } from '../../test/support/pgbouncer.js';
import { startPostgres } from '../../test/support/postgres-server.js';
import { pause } from '../proof/chance.js';
import { openAddress, urlAt } from './postgres-address.js';
import { ask, promote, startPair } from './postgres-servers.js';

const HOUR = 3_600_000;
const MINUTE = 60_000;
const STEP_MS = 50;
const MOST_CONNECTIONS = 10;
const STORE_TIMEOUT_MS = 2000;
/** This many in a row are health: more than are asked while one waits for its deadline. */
const GOOD_RUN = 60;
const TIMEOUTS = { connectionTimeoutMillis: 1000, query_timeout: 1500 } as const;

export interface Healing {
  /** From the moment from which the server could answer; `undefined`: not while it was watched. */
  readonly healedAfterMs: number | undefined;
  readonly failed: number;
  readonly errors: readonly string[];
}

/** Asks now and then, as many side by side as requests do, and counts what failed. */
function watch(connectionString: string, config: pg.PoolConfig) {
  const pool = new pg.Pool({ connectionString, max: MOST_CONNECTIONS, ...config }).on('error', () => undefined);
  const store = createPostgresStore({ pool });
  const errors = new Map<string, number>();
  let [failed, goodRun, lastFailure, turn] = [0, 0, 0, 0];
  let isOver = false;
  const once = async (): Promise<void> => {
    turn += 1;
    const key = `key ${turn}`;
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('storeTimeoutMs')), STORE_TIMEOUT_MS);
    });
    try {
      await Promise.race([store.put(key, 'value', { expected: null, expiresAt: Date.now() + HOUR }), deadline]);
      goodRun += 1;
    } catch (error) {
      const name = String((error as { code?: unknown }).code ?? (error as Error).message).slice(0, 60);
      errors.set(name, (errors.get(name) ?? 0) + 1);
      failed += 1;
      goodRun = 0;
      lastFailure = performance.now();
    } finally {
      clearTimeout(timer);
    }
  };
  const loop = async (): Promise<void> => {
    while (!isOver) {
      void once();
      await pause(STEP_MS);
    }
  };
  void loop();
  return {
    async untilWell(): Promise<void> {
      while (goodRun < GOOD_RUN) await pause(STEP_MS);
      // As under load: every connection is open.
      await Promise.all(Array.from({ length: MOST_CONNECTIONS }, () => pool.query('SELECT pg_sleep(0.5)')));
    },
    forget() {
      [failed, goodRun, lastFailure] = [0, 0, performance.now()];
      errors.clear();
    },
    /** @param from when the server could answer again */
    async healing(from: number, withinMs: number): Promise<Healing> {
      const end = performance.now() + withinMs;
      while (!(goodRun >= GOOD_RUN) && performance.now() < end) await pause(STEP_MS);
      const isWell = goodRun >= GOOD_RUN;
      const told = [...errors].sort(([, a], [, b]) => b - a).map(([name, times]) => `${name} ×${times}`);
      return { healedAfterMs: isWell ? Math.max(0, lastFailure - from) : undefined, failed, errors: told };
    },
    async close() {
      isOver = true;
      await store.close();
      // A connection that is mute does not end by itself.
      await Promise.race([pool.end(), pause(1000)]);
    },
  };
}

/** The server is away for `downMs`; PgBouncer stands before it, if it has settings. */
export async function measureRestart(bouncerSettings: readonly string[] | undefined, downMs = 3000): Promise<Healing> {
  const server = await startPostgres();
  const bouncer = bouncerSettings === undefined ? undefined : await startPgBouncer(server.url, bouncerSettings);
  const watched = watch((bouncer ?? server).url, TIMEOUTS);
  try {
    await watched.untilWell();
    watched.forget();
    server.signal('SIGQUIT');
    await pause(downMs);
    await server.restart();
    return await watched.healing(performance.now(), MINUTE);
  } finally {
    await watched.close();
    await bouncer?.close();
    await server.close();
  }
}

/** All open connections go mute; new ones are good. */
export async function measureMute(
  config: pg.PoolConfig,
  withBouncer?: readonly string[],
): Promise<Healing & { readonly leftOpen: number }> {
  const server = await startPostgres();
  const address = await openAddress(Number(new URL(server.url).port));
  const bouncer = withBouncer === undefined ? undefined : await startPgBouncer(urlAt(server.url, address.port), withBouncer);
  const watched = watch(bouncer?.url ?? urlAt(server.url, address.port), config);
  try {
    await watched.untilWell();
    watched.forget();
    const mutedAt = performance.now();
    address.mute();
    const healing = await watched.healing(mutedAt, MINUTE / 2);
    return { ...healing, leftOpen: address.openConnections() };
  } finally {
    await watched.close();
    await bouncer?.close();
    address.close();
    await server.close();
  }
}

/** The primary becomes read-only and stays up, the standby is promoted, and the address leads to it from then on. */
export async function measureReadOnly(
  withBouncer?: readonly string[],
): Promise<Healing & { readonly afterReconnectMs?: number | undefined }> {
  const pair = await startPair();
  const address = await openAddress(Number(new URL(pair.primary.url).port));
  const settings = withBouncer && [...withBouncer, 'admin_users = postgres'];
  const bouncer = settings && (await startPgBouncer(urlAt(pair.primary.url, address.port), settings));
  const watched = watch(bouncer?.url ?? urlAt(pair.primary.url, address.port), TIMEOUTS);
  try {
    await watched.untilWell();
    watched.forget();
    await ask(pair.primary.url, 'ALTER SYSTEM SET default_transaction_read_only = on');
    await ask(pair.primary.url, 'SELECT pg_reload_conf()');
    await promote(pair.standby);
    address.moveTo(Number(new URL(pair.standby.url).port));
    const movedAt = performance.now();
    const healing = await watched.healing(movedAt, MINUTE / 2);
    if (bouncer === undefined || healing.healedAfterMs !== undefined) return healing;
    const admin = new URL(bouncer.url);
    admin.pathname = '/pgbouncer';
    const client = new pg.Client({ connectionString: admin.href });
    await client.connect();
    const reconnectedAt = performance.now();
    await client.query('RECONNECT');
    await client.end();
    return { ...healing, afterReconnectMs: (await watched.healing(reconnectedAt, MINUTE / 2)).healedAfterMs };
  } finally {
    await watched.close();
    await bouncer?.close();
    address.close();
    await pair.close();
  }
}
