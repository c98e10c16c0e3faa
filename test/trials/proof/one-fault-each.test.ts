/** Faults that no restart mends: the service comes back by itself, with the client's settings of docs/stores.md and not without them. */
import { describe, expect, it } from 'vitest';
import type { StoreFaultKind } from '../../../trials/proof/history.js';
import { sufferOneEach } from '../../../trials/proof/one-fault-each.js';
import { openSharedStore } from '../../../trials/proof/store-server.js';
import type { Omission, StoreKind } from '../../../trials/proof/worker-order.js';
import { describeWithOwnPostgres, describeWithOwnRedis } from '../../support/describe-with-server.js';
import { registerSecret } from '../../support/secrets.js';

/** Births of processes on a busy machine included. */
const TIMEOUT_MS = 180_000;

async function suffer(store: StoreKind, kinds: readonly StoreFaultKind[], clients: readonly (Omission | undefined)[]) {
  const shared = await openSharedStore(store);
  try {
    return await sufferOneEach(shared, kinds, clients, (value, label) => void registerSecret(value, label));
  } finally {
    await shared.close();
  }
}

describe('on SQLite', () => {
  it('a lock of another process means 503, and is over when it is over', { timeout: TIMEOUT_MS }, async () => {
    expect(await suffer('sqlite', ['lock'], [undefined])).toEqual([{ kind: 'lock', meanwhile: [503], cameBack: [true] }]);
  });
});

describeWithOwnRedis('on Redis', () => {
  it('a demoted server is left by reconnecting, and mute connections by a time-out', { timeout: TIMEOUT_MS }, async () => {
    const [readOnly, mute] = await suffer('redis', ['read-only', 'mute'], [undefined, 'reconnect', 'time-outs']);
    expect(readOnly).toEqual({ kind: 'read-only', meanwhile: [503, 503, 503], cameBack: [true, false, true] });
    // The second one has left the demoted server because its connection went mute.
    expect(mute).toMatchObject({ cameBack: [true, true, false] });
  });
});

describeWithOwnPostgres('on PostgreSQL', () => {
  it('a read-only server is one again, and mute connections are left by a time-out', { timeout: TIMEOUT_MS }, async () => {
    const [readOnly, mute] = await suffer('postgres', ['read-only', 'mute'], [undefined, 'time-outs']);
    expect(readOnly).toEqual({ kind: 'read-only', meanwhile: [503, 503], cameBack: [true, true] });
    expect(mute).toMatchObject({ cameBack: [true, false] });
  });
});
