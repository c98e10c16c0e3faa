import { expect, it } from 'vitest';
import type { CallVerificationStore } from '../../src/index.js';
import { createFlakyStore, type FlakyStore } from '../support/flaky-store.js';
import { allAtOnce, describeOnBothStores, expectStarted, tally } from './world.js';

describeOnBothStores('starts side by side', (makeWorld) => {
  it('20 starts of one number place one call; the others are told to wait, and that nothing was dialled', async () => {
    const world = await makeWorld();
    const results = await allAtOnce(world, 20, (calls) => calls.start({ phone: world.phone }));
    const started = results.filter((result) => result.ok).map(expectStarted);
    expect(started).toHaveLength(1);
    expect(tally(results)).toEqual({ pending: 1, too_many_requests: 19 });
    expect(world.simulator.telephone(world.phone).calls).toHaveLength(1);
    expect(world.requests('mcn') + world.requests('mobilgroup')).toBe(1);
    const [first] = started;
    expect(await world.calls.check({ verificationId: first?.verificationId ?? '', code: world.shownCode() })).toMatchObject({ ok: true });
  });

  it('20 further calls of one verification place one', async () => {
    const world = await makeWorld();
    const { verificationId } = await world.started();
    world.clock.advance(30_000);
    const results = await allAtOnce(world, 20, (calls) => calls.start({ verificationId }));
    expect(tally(results)).toEqual({ pending: 1, too_many_requests: 19 });
    expect(world.simulator.telephone(world.phone).calls).toHaveLength(2);
  });

  it('a budget of five calls a day is never overspent by 30 numbers', async () => {
    const world = await makeWorld({ options: { limits: { callsPerDay: 5 } } });
    const phones = Array.from({ length: 30 }, (_, index) => `+7916${3_000_000 + 10_000 * index}`);
    const results = await allAtOnce(world, 30, (calls, index) => calls.start({ phone: phones[index] ?? '' }));
    const placed = results.filter((result) => result.ok).map(expectStarted);
    expect(placed.length).toBeLessThanOrEqual(5);
    expect(world.requests('mcn')).toBe(placed.length);
    expect(tally(results.filter((result) => !result.ok))).toEqual({ temporarily_unavailable: 30 - placed.length });
  });

  it('a verification is superseded only once another call is due', async () => {
    const world = await makeWorld();
    const first = await world.started();
    const code = world.shownCode();
    world.clock.advance(29_999);
    expect(await world.processes[1].start({ phone: world.phone })).toMatchObject({ code: 'too_many_requests', retryAfterSeconds: 1 });
    expect(await world.calls.status({ verificationId: first.verificationId })).toMatchObject({ status: 'pending' });
    world.clock.advance(1);
    const second = expectStarted(await world.processes[1].start({ phone: world.phone }));
    expect(await world.calls.check({ verificationId: first.verificationId, code })).toMatchObject({
      code: 'verification_closed',
      reason: 'superseded',
    });
    expect(await world.calls.check({ verificationId: second.verificationId, code: world.shownCode() })).toMatchObject({ ok: true });
  });
});

describeOnBothStores('a provider that does not do as it is told', (makeWorld) => {
  const voice = async (world: Awaited<ReturnType<typeof makeWorld>>): Promise<string> => {
    const telephone = world.simulator.telephone(world.phone);
    await telephone.rings();
    telephone.answer();
    return telephone.heard ?? '';
  };

  it.each(['hangs_after_call', 'hangs'] as const)('one that %s is not dialled twice, nor is the next method', async (fault) => {
    const world = await makeWorld({ providerTimeoutMs: 400 });
    world.simulator.fail('mcn', fault);
    const { verificationId, method } = await world.started();
    expect(method).toBe('flash_call');
    expect(world.requests('mcn')).toBe(1);
    expect(world.requests('mobilgroup')).toBe(0);
    if (fault === 'hangs') return;
    // The telephone rang with our code, so it is as good as any.
    expect(await world.calls.check({ verificationId, code: world.shownCode() })).toMatchObject({ ok: true });
    expect(world.events.map(({ type }) => type)).toContain('call.uncertain');
  });

  it('one that hangs while 20 start is dialled once', async () => {
    const world = await makeWorld({ providerTimeoutMs: 400 });
    world.simulator.fail('mcn', 'hangs_after_call');
    const results = await allAtOnce(world, 20, (calls) => calls.start({ phone: world.phone }));
    expect(tally(results)).toEqual({ pending: 1, too_many_requests: 19 });
    expect(world.requests('mcn')).toBe(1);
    expect(world.requests('mobilgroup')).toBe(0);
  });

  it.each(['down', 'no_money', 503, 'redirects'] as const)(
    'one that refuses (%s) is followed by the next method at once',
    async (fault) => {
      const world = await makeWorld();
      world.simulator.fail('mcn', fault);
      const { verificationId, method, nextMethods } = await world.started();
      expect(method).toBe('voice_call');
      expect(nextMethods[0]).toBe('flash_call');
      expect(world.requests('mobilgroup')).toBe(1);
      expect(await world.calls.check({ verificationId, code: await voice(world) })).toMatchObject({ ok: true });
    },
  );

  it('if all refuse there is no call, no verification, and no start that counts', async () => {
    const world = await makeWorld();
    world.simulator.fail('mcn', 503);
    world.simulator.fail('mobilgroup', 503);
    for (let round = 0; round < 4; round += 1) {
      expect(await world.calls.start({ phone: world.phone })).toMatchObject({ code: 'temporarily_unavailable' });
    }
    world.simulator.fail('mcn', null);
    expect((await world.started()).method).toBe('flash_call');
  });
});

/** A store that goes down once the first request to a provider was answered. */
function withStoreLostAfterDial(): {
  wrap: (store: CallVerificationStore) => CallVerificationStore;
  fetch: typeof fetch;
  heal: () => void;
} {
  let flaky: FlakyStore | undefined;
  return {
    wrap: (store) => {
      flaky = createFlakyStore(store);
      return flaky;
    },
    fetch: async (...parameters) => {
      const response = await fetch(...parameters);
      flaky?.fail('throws');
      return response;
    },
    heal: () => flaky?.heal(),
  };
}

describeOnBothStores('a store that goes down while the call is placed', (makeWorld) => {
  it('leaves a code of ours good: the start is answered, and the code verifies', async () => {
    const lost = withStoreLostAfterDial();
    const world = await makeWorld({ wrap: lost.wrap, options: { fetch: lost.fetch } });
    const { verificationId, method, codeLength } = await world.started();
    expect({ method, codeLength }).toEqual({ method: 'flash_call', codeLength: 4 });
    expect(await world.calls.check({ verificationId, code: world.shownCode() })).toMatchObject({ code: 'temporarily_unavailable' });
    lost.heal();
    expect(await world.processes[1].check({ verificationId, code: world.shownCode() })).toMatchObject({ ok: true, status: 'verified' });
  });

  it('makes a code of the provider’s useless: the start says so, and dials nothing else', async () => {
    const lost = withStoreLostAfterDial();
    const world = await makeWorld({
      methods: ({ providerCode, flashCall }) => [providerCode, flashCall],
      wrap: lost.wrap,
      options: { fetch: lost.fetch },
    });
    expect(await world.calls.start({ phone: world.phone })).toMatchObject({ code: 'temporarily_unavailable' });
    expect([world.requests('mobilgroup'), world.requests('mcn')]).toEqual([1, 0]);
  });
});

describeOnBothStores('a store that is down before the call', (makeWorld) => {
  it.each(['throws', 'hangs'] as const)('%s: nothing is dialled', async (fault) => {
    let flaky: FlakyStore | undefined;
    const world = await makeWorld({
      options: { storeTimeoutMs: 60 },
      wrap: (store) => {
        flaky = createFlakyStore(store);
        return flaky;
      },
    });
    for (const verb of ['get', 'put'] as const) {
      flaky?.fail(fault, { verb });
      expect(await world.calls.start({ phone: world.phone })).toMatchObject({ code: 'temporarily_unavailable' });
    }
    expect(world.requests('mcn')).toBe(0);
  });
});
