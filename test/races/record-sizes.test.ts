import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { CallVerificationStore } from '../../src/index.js';
import { registerSecret } from '../support/secrets.js';
import { makeWorld } from './world.js';

/** What a million numbers cost is promised in docs/scaling.md: bytes of key and sealed value. */
async function setUp() {
  const sizes = new Map<string, number>();
  const wrap = (store: CallVerificationStore): CallVerificationStore => ({
    ...store,
    put(key, value, options) {
      sizes.set(key, Buffer.byteLength(key) + Buffer.byteLength(value));
      return store.put(key, value, options);
    },
  });
  const world = await makeWorld((store) => store, { wrap });
  const sizeOf = (kind: string) => [...sizes].find(([key]) => key.startsWith(`${kind}:`))?.[1] ?? Number.NaN;
  return { world, sizeOf };
}

const address = { ip: '2001:db8:1:2::1' };

describe('the record of a number takes at most', () => {
  it('540 bytes once it is called, and 430 once it is verified', async () => {
    const { world, sizeOf } = await setUp();
    const { verificationId } = await world.started(address);
    expect(sizeOf('n')).toBeLessThanOrEqual(540);
    expect(await world.calls.check({ verificationId, code: world.shownCode(), ...address })).toMatchObject({ ok: true });
    expect(sizeOf('n')).toBeLessThanOrEqual(430);
  });

  it('600 bytes once it is verified under a key, with what is kept under the key', async () => {
    const { world, sizeOf } = await setUp();
    const idempotencyKey = registerSecret(randomUUID(), 'an idempotency key');
    const { verificationId } = await world.started(address);
    const check = { verificationId, code: world.shownCode(), idempotencyKey, ...address };
    expect(await world.calls.check(check)).toMatchObject({ ok: true });
    expect(sizeOf('n') + sizeOf('i')).toBeLessThanOrEqual(600);
  });
});
