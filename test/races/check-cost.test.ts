import { generateKeyPairSync, KeyObject } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { expect, it, vi } from 'vitest';
import { type CountingStore, createCountingStore } from '../support/counting-store.js';
import { createFlakyStore, type FlakyStore, type StoreFault } from '../support/flaky-store.js';
import { registerSecret } from '../support/secrets.js';
import { describeOnBothStores, type MakeWorld, type WorldOptions, wrongCode } from './world.js';

/** A verification whose code is known, on a store that can be made to fail from there on. */
async function startOnFlakyStore(makeWorld: MakeWorld, options: WorldOptions['options'] = {}) {
  let flaky: FlakyStore | undefined;
  const world = await makeWorld({
    options,
    wrap(store) {
      flaky = createFlakyStore(store);
      return flaky;
    },
  });
  if (flaky === undefined) throw new Error('no store was opened');
  const { verificationId } = await world.started();
  return { world, flaky, verificationId, code: world.shownCode() };
}

describeOnBothStores('the answer to a check', (makeWorld) => {
  it('waits for two store operations and one signature by a key that was made once', async () => {
    let counting: CountingStore | undefined;
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    const key = registerSecret(privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(), 'the key');
    const world = await makeWorld({
      options: {
        token: { key, algorithm: 'ES256', claims: () => ({ tenant: 'a' }) },
        breakers: { prefix: 'off', country: 'off', wrongCodes: 'off' },
      },
      wrap: (store) => {
        counting = createCountingStore(store);
        return counting;
      },
    });
    const sign = vi.spyOn(jwt, 'sign');
    const verify = vi.spyOn(jwt, 'verify');
    const keys = new Set<unknown>();
    for (let round = 0; round < 2; round += 1) {
      const { verificationId } = await world.started();
      const code = world.shownCode();
      counting?.reset();
      await world.calls.check({ verificationId, code: wrongCode(code) });
      expect(counting?.operations).toEqual(['get n', 'put n']);
      expect(sign).not.toHaveBeenCalled();
      counting?.reset();
      expect(await world.calls.check({ verificationId, code })).toMatchObject({ ok: true });
      expect(counting?.operations).toEqual(['get n', 'put n']);
      expect(sign).toHaveBeenCalledTimes(1);
      expect(verify).not.toHaveBeenCalled();
      keys.add(sign.mock.calls[0]?.[1]);
      sign.mockClear();
      world.clock.advance(60_000);
    }
    expect([...keys]).toEqual([expect.any(KeyObject)]);
    vi.restoreAllMocks();
  });

  it('waits for no statistics', async () => {
    const { world, flaky, verificationId, code } = await startOnFlakyStore(makeWorld);
    flaky.fail('hangs', { verb: 'count', times: 1000 });
    expect(await world.calls.check({ verificationId, code: wrongCode(code) })).toMatchObject({ code: 'code_incorrect' });
    expect(await world.calls.check({ verificationId, code })).toMatchObject({ ok: true });
    // The answers were there before a verb that hangs was given up.
    expect(world.events.filter(({ type }) => type === 'store.failed')).toEqual([]);
  });

  it.each<StoreFault>(['loses_answer', 'throws', 'hangs', 'hangs_after'])(
    'a put that %s once does not spend a right code',
    async (fault) => {
      const { world, flaky, verificationId, code } = await startOnFlakyStore(makeWorld, { storeTimeoutMs: 1000 });
      flaky.fail(fault, { verb: 'put', times: 1 });
      expect(await world.calls.check({ verificationId, code })).toMatchObject({ ok: true, status: 'verified' });
      expect(await world.calls.check({ verificationId, code })).toMatchObject({ code: 'verification_closed' });
    },
  );

  it.each<StoreFault>(['loses_answer', 'throws', 'hangs', 'hangs_after'])('a put that %s once counts a wrong code once', async (fault) => {
    const { world, flaky, verificationId, code } = await startOnFlakyStore(makeWorld, { storeTimeoutMs: 1000 });
    flaky.fail(fault, { verb: 'put', times: 1 });
    expect(await world.calls.check({ verificationId, code: wrongCode(code) })).toMatchObject({ code: 'code_incorrect', checksLeft: 2 });
    expect(await world.calls.status({ verificationId })).toMatchObject({ checksLeft: 2 });
  });

  it('is "unavailable" when the store stays down, and the code is as good as before', async () => {
    const { world, flaky, verificationId, code } = await startOnFlakyStore(makeWorld);
    flaky.fail('throws', { verb: 'put' });
    expect(await world.calls.check({ verificationId, code })).toMatchObject({ code: 'temporarily_unavailable' });
    flaky.heal();
    expect(await world.calls.check({ verificationId, code })).toMatchObject({ ok: true });
  });

  it('what the host’s claims throw costs the person nothing', async () => {
    let isBroken = true;
    const claims = (): Record<string, unknown> => {
      if (isBroken) throw new Error('the database is down');
      return { tenant: 'a' };
    };
    const world = await makeWorld({ options: { token: { claims } } });
    const { verificationId } = await world.started();
    const code = world.shownCode();
    await expect(world.calls.check({ verificationId, code })).rejects.toThrow('the database is down');
    isBroken = false;
    expect(await world.calls.check({ verificationId, code })).toMatchObject({ ok: true });
  });
});
