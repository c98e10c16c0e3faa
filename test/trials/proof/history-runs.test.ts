/** Four processes on each store, while processes and servers are killed, paused and restarted: the recorded histories keep every rule. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeRun } from '../../../trials/proof/describe-run.js';
import { killAfterDialling } from '../../../trials/proof/killed-after-dialling.js';
import { runOnce } from '../../../trials/proof/run.js';
import { openSharedStore, type SharedStore } from '../../../trials/proof/store-server.js';
import type { StoreKind } from '../../../trials/proof/worker-order.js';
import { describeWithOwnPostgres, describeWithOwnRedis } from '../../support/describe-with-server.js';
import { registerSecret } from '../../support/secrets.js';

const SECONDS = 4;
/** Births of processes on a busy machine included. */
const TIMEOUT_MS = 180_000;

const onSecret = (value: string, label: string): void => void registerSecret(value, label);

/** @param seed any other by `npm run proof -- --store … --seed …` */
function describeHistories(kind: StoreKind, seed: number): void {
  let store: SharedStore;
  beforeAll(async () => {
    store = await openSharedStore(kind);
  }, TIMEOUT_MS);
  afterAll(() => store.close());

  it('keep every rule', { timeout: TIMEOUT_MS }, async () => {
    const run = await runOnce({ store, seed, seconds: SECONDS, onSecret });
    expect(run.violations, describeRun(kind, seed, SECONDS, run)).toEqual([]);
    // A run in which nothing happened proves nothing.
    expect(run.history.faults.length).toBeGreaterThan(0);
    expect(run.history.operations.some(({ kind: asked, answer }) => asked === 'check' && answer?.status === 200)).toBe(true);
    expect(run.history.callbacks.some(({ isAcknowledged }) => isAcknowledged)).toBe(true);
  });

  it('verify the code of a call whose process was killed before it heard of it', { timeout: TIMEOUT_MS }, async () => {
    const { beforeSecondCall, secondCall, callsPlaced, check } = await killAfterDialling(store, onSecret);
    expect(beforeSecondCall).toMatchObject({ status: 409, code: 'call_failed' });
    expect(secondCall).toBeUndefined();
    expect(callsPlaced).toBe(1);
    expect(check).toMatchObject({ status: 200, state: 'verified' });
  });
}

describe('histories of four processes on SQLite', () => describeHistories('sqlite', 7));
describeWithOwnRedis('histories of four processes on Redis', () => describeHistories('redis', 42));
describeWithOwnPostgres('histories of four processes on PostgreSQL', () => describeHistories('postgres', 7));
