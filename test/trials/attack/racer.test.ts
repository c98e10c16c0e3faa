/** Many parallel checks over four processes, on each store: no guess too many is evaluated, and one token given. */
import { expect, it } from 'vitest';
import { race } from '../../../trials/attack/attackers/racer.js';
import { isHeld } from '../../../trials/attack/bounds.js';
import type { StoreKind } from '../../../trials/proof/worker-order.js';
import { describeWithOwnPostgres, describeWithOwnRedis } from '../../support/describe-with-server.js';
import { registerSecret } from '../../support/secrets.js';

/** Births of processes on a busy machine included. */
const TIMEOUT_MS = 180_000;

function raceOn(store: StoreKind): void {
  it(`a racer breaks no bound on ${store}`, { timeout: TIMEOUT_MS }, async () => {
    const onSecret = (value: string, label: string): void => void registerSecret(value, label);
    const { evaluated, isSpent, bounds } = await race({ store, seed: 700, checks: 100, processes: 4, onSecret });
    expect(bounds.filter((bound) => !isHeld(bound))).toEqual([]);
    // A race in which nothing was evaluated proves nothing.
    expect(evaluated.length).toBeGreaterThan(1);
    expect(evaluated.every((guesses) => guesses > 0)).toBe(true);
    expect(isSpent).toBe(true);
  });
}

raceOn('memory');
raceOn('sqlite');
describeWithOwnRedis('Redis', () => raceOn('redis'));
describeWithOwnPostgres('PostgreSQL', () => raceOn('postgres'));
