/** What a crash or a failover of PostgreSQL undoes of what it had acknowledged: tokens, asked for once more, and writes. */
import pg from 'pg';
import type { CallVerification, CallVerificationStore } from '../../src/index.js';
import { createPostgresStore } from '../../src/stores/postgres.js';
import { startPostgres } from '../../test/support/postgres-server.js';
import { createBenchCalls, provider } from '../bench/bench-calls.js';
import { phoneOf } from '../bench/measuring.js';
import { pause } from '../proof/chance.js';
import { ask, killAll, promote, startPair } from './postgres-servers.js';

const HOUR = 3_600_000;
const LOAD_MS = 4000;
const PEOPLE = 24;

export interface Losses {
  readonly puts: number;
  readonly lostPuts: number;
  readonly tokens: number;
  /** The same id and code got a token once more. */
  readonly secondTokens: number;
  /** The verification is not known any more. */
  readonly goneVerifications: number;
}

export const LOSS_KINDS = ['standby', 'standby 100 ms behind', 'synchronous standby', 'crash', 'crash, synchronous_commit off'] as const;
export type LossKind = (typeof LOSS_KINDS)[number];

export async function measureLosses(kind: LossKind): Promise<Losses> {
  const isSynchronous = kind === 'synchronous standby';
  const lateMs = kind === 'standby 100 ms behind' ? 100 : 0;
  const pair = kind.includes('standby') ? await startPair({ isSynchronous, lateMs }) : undefined;
  const primary = pair?.primary ?? (await startPostgres({ fsync: 'on' }));
  try {
    if (kind === 'crash, synchronous_commit off') await ask(primary.url, 'ALTER ROLE postgres SET synchronous_commit = off');
    const before = openStore(primary.url);
    let present: CallVerificationStore = before.store;
    const calls = createBenchCalls({
      get: (key) => present.get(key),
      put: (key, value, options) => present.put(key, value, options),
      delete: (key) => present.delete(key),
      count: (key, amount, options) => present.count(key, amount, options),
    });
    const load = beginLoad(calls, before.store);
    await pause(LOAD_MS);
    killAll(primary);
    await load.stop();
    await before.close();
    if (pair === undefined) await primary.restart();
    else await promote(pair.standby);
    const after = openStore((pair?.standby ?? primary).url);
    present = after.store;
    const losses = await judge(load, calls, after.store);
    await calls.close();
    await after.close();
    return losses;
  } finally {
    await (pair ?? primary).close();
  }
}

function openStore(connectionString: string) {
  const pool = new pg.Pool({ connectionString, max: 20, connectionTimeoutMillis: 1000, query_timeout: 1500 });
  pool.on('error', () => undefined);
  const store = createPostgresStore({ pool });
  return {
    store,
    async close() {
      await store.close();
      await pool.end();
    },
  };
}

interface Load {
  readonly puts: readonly string[];
  readonly tokens: readonly { readonly verificationId: string; readonly code: string }[];
  stop(): Promise<void>;
}

/** Half of them verify numbers, half of them put values; each goes on until it meets an error. */
function beginLoad(calls: CallVerification, store: CallVerificationStore): Load {
  const puts: string[] = [];
  const tokens: { verificationId: string; code: string }[] = [];
  let isOver = false;
  let last = 0;
  const verify = async (): Promise<void> => {
    last += 1;
    const phone = phoneOf(last);
    const started = await calls.start({ phone });
    if (!started.ok) throw new Error(started.code);
    const { code } = provider.take(phone);
    const { verificationId } = started;
    const checked = await calls.check({ verificationId, code });
    if (!checked.ok) throw new Error(checked.code);
    tokens.push({ verificationId, code });
  };
  const put = async (): Promise<void> => {
    last += 1;
    const key = `put ${last}`;
    if (await store.put(key, 'value', { expected: null, expiresAt: Date.now() + HOUR })) puts.push(key);
  };
  const live = async (work: () => Promise<void>): Promise<void> => {
    while (!isOver) await work();
  };
  const lives = Array.from({ length: PEOPLE }, (_, index) => live(index % 2 === 0 ? verify : put).catch(() => undefined));
  return {
    puts,
    tokens,
    async stop() {
      isOver = true;
      await Promise.all(lives);
    },
  };
}

async function judge({ puts, tokens }: Load, calls: CallVerification, store: CallVerificationStore): Promise<Losses> {
  let [lostPuts, secondTokens, goneVerifications] = [0, 0, 0];
  for (const key of puts) if ((await store.get(key)) === undefined) lostPuts += 1;
  for (const token of tokens) {
    const checked = await calls.check(token);
    if (checked.ok) secondTokens += 1;
    else if (checked.code === 'verification_not_found') goneVerifications += 1;
  }
  return { puts: puts.length, lostPuts, tokens: tokens.length, secondTokens, goneVerifications };
}
