import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  type CallMethod,
  type CallVerification,
  type CallVerificationOptions,
  type CallVerificationStore,
  createCallVerification,
} from '../../src/index.js';
import { type CountingStore, createCountingStore } from '../support/counting-store.js';
import { createFlakyStore, type FlakyStore } from '../support/flaky-store.js';
import { registerSecret } from '../support/secrets.js';
import {
  allAtOnce,
  describeOnBothStores,
  expectStarted,
  type MakeWorld,
  makeWorld,
  tally,
  type World,
  type WorldOptions,
  wrongCode,
} from './world.js';

const newKey = (): string => randomUUID();

/** Limits that would hide a second call by refusing it. */
const WITHOUT_DELAYS: Partial<CallVerificationOptions> = {
  resendDelaysSeconds: [0],
  limits: { startsPerHour: false, startsPerDay: false, networkStartsPerHour: false, networkStartsPerDay: false },
};

/** A store that stops before one operation, and goes on (with all that comes after it) when it is told to, if ever. */
interface StoppingStore extends CallVerificationStore {
  /** Before the operation (the first such, or the `nth`) whose verb and key begin so, for example `put n`. */
  stopBefore(operation: string, nth?: number): void;
  /** After it. */
  stopAfter(operation: string): void;
  readonly hasStopped: Promise<void>;
  goOn(): void;
}

function createStoppingStore(store: CallVerificationStore): StoppingStore {
  let point: string | undefined;
  let last: string | undefined;
  let left = 0;
  let isStopped = false;
  let tellStopped: () => void = () => undefined;
  let goOn: () => void = () => undefined;
  const hasStopped = new Promise<void>((resolve) => {
    tellStopped = resolve;
  });
  const going = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const pass = async <T>(operation: string, work: () => Promise<T>): Promise<T> => {
    if (point !== undefined && operation.startsWith(point)) left -= 1;
    if (point !== undefined && left === 0 && !isStopped) {
      isStopped = true;
      tellStopped();
    }
    if (isStopped) await going;
    const result = await work();
    if (last !== undefined && operation.startsWith(last)) {
      isStopped = true;
      tellStopped();
      await going;
    }
    return result;
  };
  return {
    stopBefore(operation, nth = 1) {
      point = operation;
      left = nth;
    },
    stopAfter(operation) {
      last = operation;
    },
    hasStopped,
    goOn() {
      point = undefined;
      goOn();
    },
    get: (key) => pass(`get ${key}`, () => store.get(key)),
    put: (key, value, options) => pass(`put ${key}`, () => store.put(key, value, options)),
    delete: (key) => pass(`delete ${key}`, () => store.delete(key)),
    count: (key, amount, options) => pass(`count ${key}`, () => store.count(key, amount, options)),
  };
}

/** A world with one more process, which can stop in the midst of its work. */
async function worldWithMortal(
  makeWorld: MakeWorld,
  options: Partial<CallVerificationOptions> = {},
): Promise<{ world: World; mortal: CallVerification; store: StoppingStore }> {
  const secret = registerSecret(randomBytes(32).toString('base64'), 'the secret');
  let shared: CallVerificationStore | undefined;
  let methods: readonly CallMethod[] = [];
  const world = await makeWorld({
    wrap: (store) => {
      shared = store;
      return store;
    },
    methods: ({ flashCall, voiceCall }) => {
      methods = [flashCall, voiceCall];
      return methods;
    },
    options: { ...options, secret },
  });
  if (shared === undefined) throw new Error('no store was wrapped');
  const store = createStoppingStore(shared);
  const mortal = createCallVerification({
    ...options,
    secret,
    countries: ['RU'],
    methods,
    store,
    clock: world.clock,
    // Longer than any test: what stops has died, and does not even fail.
    storeTimeoutMs: 60_000,
  });
  return { world, mortal, store };
}

const callsOf = (world: World): number => world.simulator.telephone(world.phone).calls.length;

/** What clients are told, as text, once each. */
const distinct = (results: readonly object[]): string[] => [
  ...new Set(results.map((result) => JSON.stringify({ ...result, isRepeat: undefined }))),
];

/** Whether each answer repeats another's, as the host is told: how many do, and how many do not. */
const repeats = (results: readonly object[]): { first: number; repeated: number } => {
  const told = results.map((result) => ('isRepeat' in result ? result.isRepeat : undefined));
  return { first: told.filter((is) => is === false).length, repeated: told.filter((is) => is === true).length };
};

describeOnBothStores('a start under one key', (makeWorld) => {
  it('50 times at once, in three processes, is one call, one verification and 50 equal answers', async () => {
    const world = await makeWorld({ options: WITHOUT_DELAYS });
    const idempotencyKey = newKey();
    const results = await allAtOnce(world, 50, (calls) => calls.start({ phone: world.phone, idempotencyKey }));
    expect(tally(results)).toEqual({ pending: 50 });
    expect(distinct(results)).toHaveLength(1);
    expect(repeats(results)).toEqual({ first: 1, repeated: 49 });
    expect(callsOf(world)).toBe(1);
    expect(world.requests('mcn') + world.requests('mobilgroup')).toBe(1);
    expect(world.events.filter(({ type }) => type === 'verification.started')).toHaveLength(1);
    const [first] = results.filter((result) => result.ok).map(expectStarted);
    expect(await world.calls.check({ verificationId: first?.verificationId ?? '', code: world.shownCode() })).toMatchObject({ ok: true });
  });

  it('is answered by the verification as it stands, and under another key it is another start', async () => {
    const world = await makeWorld();
    const input = { phone: world.phone, idempotencyKey: newKey() };
    const first = expectStarted(await world.calls.start(input));
    expect(first.isRepeat).toBe(false);
    expect(await world.processes[1].start(input)).toEqual({ ...first, isRepeat: true });
    await world.calls.check({ verificationId: first.verificationId, code: wrongCode(world.shownCode()) });
    expect(await world.processes[1].start(input)).toEqual({ ...first, isRepeat: true, checksLeft: 2 });
    world.clock.advance(200_000);
    await world.calls.cancel({ verificationId: first.verificationId });
    expect(await world.processes[1].start(input)).toEqual({ ok: false, code: 'verification_closed', reason: 'canceled' });
    const other = expectStarted(await world.calls.start({ ...input, idempotencyKey: newKey() }));
    expect(other.verificationId).not.toBe(first.verificationId);
    expect(other.isRepeat).toBe(false);
    expect(callsOf(world)).toBe(2);
  });

  it('is kept as long as any verification may last, and then the key is new', async () => {
    const world = await makeWorld();
    const input = { phone: world.phone, idempotencyKey: newKey() };
    const first = expectStarted(await world.calls.start(input));
    world.clock.advance(600_000);
    expect(await world.calls.start(input)).toEqual({ ok: false, code: 'verification_closed', reason: 'expired' });
    world.clock.advance(60_000);
    expect(expectStarted(await world.calls.start(input)).verificationId).not.toBe(first.verificationId);
  });

  it('with another body is refused, and nothing is dialled', async () => {
    const world = await makeWorld();
    const idempotencyKey = newKey();
    const { verificationId } = expectStarted(await world.calls.start({ phone: world.phone, idempotencyKey }));
    for (const body of [
      { phone: '+79160000001' },
      { phone: world.phone, method: 'voice_call' as const },
      { phone: world.phone, purpose: 'payment' },
      { verificationId },
    ]) {
      expect(await world.calls.start({ ...body, idempotencyKey })).toEqual({ ok: false, code: 'idempotency_key_reused' });
    }
    expect(world.requests('mcn') + world.requests('mobilgroup')).toBe(1);
  });

  it('with 50 bodies at once calls one of the numbers', async () => {
    const world = await makeWorld();
    const idempotencyKey = newKey();
    const results = await allAtOnce(world, 50, (calls, index) =>
      calls.start({ phone: `+791630001${String(index).padStart(2, '0')}`, idempotencyKey }),
    );
    results.filter((result) => result.ok).map(expectStarted);
    expect(tally(results)).toEqual({ pending: 1, idempotency_key_reused: 49 });
    expect(world.requests('mcn')).toBe(1);
  });

  it('that was refused before any call refuses all who wait for it alike, and may be tried again', async () => {
    const world = await makeWorld();
    await world.started();
    const input = { phone: world.phone, idempotencyKey: newKey() };
    expect(tally(await allAtOnce(world, 50, (calls) => calls.start(input)))).toEqual({ too_many_requests: 50 });
    // A refused request leaves nothing under its key.
    expect(await world.calls.start({ ...input, method: 'voice_call' })).toMatchObject({ code: 'too_many_requests' });
    world.clock.advance(30_000);
    const results = await allAtOnce(world, 50, (calls) => calls.start(input));
    expect(tally(results)).toEqual({ pending: 50 });
    expect(distinct(results)).toHaveLength(1);
    expect(repeats(results)).toEqual({ first: 1, repeated: 49 });
    expect(callsOf(world)).toBe(2);
  });

  it('that all providers refused may be tried again', async () => {
    const world = await makeWorld();
    const input = { phone: world.phone, idempotencyKey: newKey() };
    world.simulator.fail('mcn', 'no_money');
    world.simulator.fail('mobilgroup', 'no_money');
    expect(await world.calls.start(input)).toMatchObject({ code: 'temporarily_unavailable' });
    world.simulator.fail('mobilgroup', null);
    expect(await world.calls.start(input)).toMatchObject({ ok: true, method: 'voice_call' });
    expect(callsOf(world)).toBe(1);
  });

  it('that cannot be a start is refused, and keeps nothing from being tried', async () => {
    const world = await makeWorld();
    const refused = { phone: 'nobody', idempotencyKey: newKey() };
    expect(await world.calls.start(refused)).toMatchObject({ code: 'phone_not_supported' });
    expect(await world.calls.start(refused)).toMatchObject({ code: 'phone_not_supported' });
    expect(await world.calls.start({ idempotencyKey: newKey() })).toMatchObject({ code: 'invalid_request' });
    expect(await world.calls.start({ verificationId: 'none', idempotencyKey: newKey() })).toMatchObject({ code: 'verification_not_found' });
  });

  it('whose call nobody is sure of is not dialled again, and stays as it was answered', async () => {
    const world = await makeWorld({
      methods: ({ providerCode, flashCall }) => [providerCode, flashCall],
      providerTimeoutMs: 400,
      options: WITHOUT_DELAYS,
    });
    world.simulator.fail('mobilgroup', 'hangs_after_call');
    const input = { phone: world.phone, idempotencyKey: newKey() };
    const results = await allAtOnce(world, 20, (calls) => calls.start(input));
    world.simulator.fail('mobilgroup', null);
    results.push(await world.calls.start(input));
    expect(tally(results)).toEqual({ temporarily_unavailable: 21 });
    expect([world.requests('mobilgroup'), world.requests('mcn')]).toEqual([1, 0]);
  });

  it('that ends in an exception of the host’s may be tried again', async () => {
    let isBroken = true;
    const policy = (): 'allow' => {
      if (isBroken) throw new Error('the database is down');
      return 'allow';
    };
    const world = await makeWorld({ options: { policy } });
    const input = { phone: world.phone, idempotencyKey: newKey() };
    await expect(world.calls.start(input)).rejects.toThrow('the database is down');
    isBroken = false;
    expect(await world.calls.start(input)).toMatchObject({ ok: true });
    expect(callsOf(world)).toBe(1);
  });
});

describeOnBothStores('a store that fails a start under a key', (makeWorld) => {
  /** One that goes down at a moment of the start. */
  const worldThatFails = async (options: WorldOptions = {}): Promise<{ world: World; flaky: FlakyStore }> => {
    let flaky: FlakyStore | undefined;
    const world = await makeWorld({
      ...options,
      wrap: (store) => {
        flaky = createFlakyStore(store);
        return flaky;
      },
    });
    if (flaky === undefined) throw new Error('no store was wrapped');
    return { world, flaky };
  };

  it('after the call: the answer is given, and a repeat is told of the same verification', async () => {
    const atDial: { fails: () => void } = { fails: () => undefined };
    const { world, flaky } = await worldThatFails({
      options: {
        ...WITHOUT_DELAYS,
        fetch: async (...parameters) => {
          const response = await fetch(...parameters);
          atDial.fails();
          return response;
        },
      },
    });
    atDial.fails = () => flaky.fail('throws');
    const input = { phone: world.phone, idempotencyKey: newKey() };
    const first = expectStarted(await world.calls.start(input));
    flaky.heal();
    world.clock.advance(60_000);
    expect(await world.processes[1].start(input)).toMatchObject({ ok: true, verificationId: first.verificationId });
    expect(callsOf(world)).toBe(1);
    expect(await world.calls.check({ verificationId: first.verificationId, code: world.shownCode() })).toMatchObject({ ok: true });
  });

  it('before the call: nothing is dialled, and a repeat dials once', async () => {
    const { world, flaky } = await worldThatFails({ options: WITHOUT_DELAYS });
    const input = { phone: world.phone, idempotencyKey: newKey() };
    for (const verb of ['get', 'put'] as const) {
      flaky.fail('throws', { verb });
      expect(await world.calls.start(input)).toMatchObject({ code: 'temporarily_unavailable' });
      flaky.heal();
    }
    expect(world.requests('mcn')).toBe(0);
    world.clock.advance(60_000);
    const results = await allAtOnce(world, 10, (calls) => calls.start(input));
    expect(tally(results)).toEqual({ pending: 10 });
    expect(distinct(results)).toHaveLength(1);
    expect(repeats(results)).toEqual({ first: 1, repeated: 9 });
    expect(callsOf(world)).toBe(1);
  });
});

/** Moments of a start under a key at which its process stops, and whether the start on record is its own by then. */
const MOMENTS = [
  ['before its key is written', 'put i', 1, false],
  ['before its attempt is on record', 'put n', 1, false],
  ['while the telephone rings', 'put c', 1, true],
  ['before it writes down what the provider said', 'put n', 2, true],
] as const;

describeOnBothStores('a process that stops while it starts under a key', (makeWorld) => {
  it.each(MOMENTS)(
    'and never goes on, %s: after a minute others answer for it, and the telephone rings once',
    async (_, point, nth, isOwn) => {
      const { world, mortal, store } = await worldWithMortal(makeWorld, WITHOUT_DELAYS);
      const input = { phone: world.phone, idempotencyKey: newKey() };
      store.stopBefore(point, nth);
      void mortal.start(input);
      await store.hasStopped;
      world.clock.advance(60_000);
      const results = await allAtOnce(world, 20, (calls) => calls.start(input));
      expect(tally(results)).toEqual({ pending: 20 });
      expect(distinct(results)).toHaveLength(1);
      expect(repeats(results)).toEqual(isOwn ? { first: 0, repeated: 20 } : { first: 1, repeated: 19 });
      expect(callsOf(world)).toBe(1);
      const [first] = results.filter((result) => result.ok).map(expectStarted);
      expect(await world.calls.check({ verificationId: first?.verificationId ?? '', code: world.shownCode() })).toMatchObject({ ok: true });
    },
  );

  it.each(MOMENTS)(
    'and goes on once others took over, %s: it dials nothing, and is told of what they began',
    async (_, point, nth, isOwn) => {
      const { world, mortal, store } = await worldWithMortal(makeWorld, WITHOUT_DELAYS);
      const input = { phone: world.phone, idempotencyKey: newKey() };
      store.stopBefore(point, nth);
      const late = mortal.start(input);
      await store.hasStopped;
      world.clock.advance(60_000);
      const other = expectStarted(await world.calls.start(input));
      await world.calls.check({ verificationId: other.verificationId, code: wrongCode(world.shownCode()) });
      store.goOn();
      expect(await late).toEqual({ ...other, isRepeat: !isOwn, checksLeft: 2 });
      expect(other.isRepeat).toBe(isOwn);
      expect(callsOf(world)).toBe(1);
      expect(await world.calls.check({ verificationId: other.verificationId, code: world.shownCode() })).toMatchObject({ ok: true });
    },
  );

  it.each(MOMENTS)('for another call, %s: that call is made once, whether it goes on or not', async (_, point, nth, isOwn) => {
    const { world, mortal, store } = await worldWithMortal(makeWorld, WITHOUT_DELAYS);
    const { verificationId } = await world.started();
    const input = { verificationId, idempotencyKey: newKey() };
    store.stopBefore(point, nth);
    const late = mortal.start(input);
    await store.hasStopped;
    world.clock.advance(60_000);
    const results = await allAtOnce(world, 20, (calls) => calls.start(input));
    expect(tally(results)).toEqual({ pending: 20 });
    store.goOn();
    results.push(await late);
    expect(distinct(results)).toHaveLength(1);
    expect(repeats(results)).toEqual({ first: 1, repeated: 20 });
    expect(repeats([await late])).toMatchObject({ first: isOwn ? 1 : 0 });
    expect(callsOf(world)).toBe(2);
  });

  it('and whose verification has run out since is not begun anew', async () => {
    const { world, mortal, store } = await worldWithMortal(makeWorld, WITHOUT_DELAYS);
    const input = { phone: world.phone, idempotencyKey: newKey() };
    store.stopBefore('put c');
    void mortal.start(input);
    await store.hasStopped;
    world.clock.advance(300_000);
    expect(await world.calls.start(input)).toEqual({ ok: false, code: 'verification_closed', reason: 'expired' });
    expect(callsOf(world)).toBe(1);
  });
});

describe('a start that is still running after ten seconds', () => {
  it('is told to come back, and dials nothing', async () => {
    const { world, mortal, store } = await worldWithMortal((options) => makeWorld((each) => each, options), WITHOUT_DELAYS);
    const input = { phone: world.phone, idempotencyKey: newKey() };
    store.stopBefore('put c');
    const late = mortal.start(input);
    await store.hasStopped;
    expect(await world.calls.start(input)).toEqual({ ok: false, code: 'temporarily_unavailable', retryAfterSeconds: 2 });
    store.goOn();
    const first = expectStarted(await late);
    expect(first.isRepeat).toBe(false);
    expect(await world.calls.start(input)).toEqual({ ...first, isRepeat: true });
    expect(callsOf(world)).toBe(1);
  });
});

describeOnBothStores('another call under one key', (makeWorld) => {
  it('50 times at once is one call and 50 equal answers; under another key it is one more', async () => {
    const world = await makeWorld({ options: WITHOUT_DELAYS });
    const { verificationId } = await world.started();
    const input = { verificationId, idempotencyKey: newKey() };
    const results = await allAtOnce(world, 50, (calls) => calls.start(input));
    expect(tally(results)).toEqual({ pending: 50 });
    expect(distinct(results)).toHaveLength(1);
    expect(repeats(results)).toEqual({ first: 1, repeated: 49 });
    expect(callsOf(world)).toBe(2);
    expect(await world.calls.start({ ...input, idempotencyKey: newKey() })).toMatchObject({ ok: true });
    expect(callsOf(world)).toBe(3);
  });

  it('that comes too soon may be tried again', async () => {
    const world = await makeWorld();
    const { verificationId } = await world.started();
    const input = { verificationId, idempotencyKey: newKey() };
    expect(await world.calls.start(input)).toMatchObject({ code: 'too_many_requests' });
    world.clock.advance(30_000);
    expect(await world.calls.start(input)).toMatchObject({ ok: true, method: 'voice_call' });
    expect(await world.calls.start(input)).toMatchObject({ ok: true, method: 'voice_call' });
    expect(callsOf(world)).toBe(2);
  });

  it('that is placed by the second provider only is not made again either', async () => {
    const { world, mortal, store } = await worldWithMortal(makeWorld, WITHOUT_DELAYS);
    const { verificationId } = await world.started({ method: 'voice_call' });
    world.simulator.fail('mcn', 'no_money');
    const input = { verificationId, idempotencyKey: newKey() };
    store.stopBefore('put c');
    void mortal.start(input);
    await store.hasStopped;
    world.simulator.fail('mcn', null);
    world.clock.advance(60_000);
    expect(await world.calls.start(input)).toMatchObject({ ok: true, method: 'voice_call' });
    expect(callsOf(world)).toBe(2);
  });
});

/** An ES256 signature is another one each time, so equal tokens are the same token. */
function es256(): NonNullable<CallVerificationOptions['token']> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const key = registerSecret(privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(), 'the key');
  return { key, algorithm: 'ES256', claims: async () => ({ tenant: 'a' }) };
}

describeOnBothStores('a check under one key', (makeWorld) => {
  /** What the tokens say, once each: whatever their signatures are, one token means one set of claims, its id among them. */
  const claimsOf = (world: World, tokens: readonly string[]): string[] => [
    ...new Set(tokens.map((token) => JSON.stringify(world.calls.verifyToken(token)))),
  ];
  const tokensOf = (results: readonly object[]): string[] =>
    results.flatMap((result) => ('token' in result ? [registerSecret(String(result.token), 'a token')] : []));

  it('of a right code, 100 times at once, gives one token 100 times', async () => {
    const world = await makeWorld({ options: { token: es256() } });
    const { verificationId } = await world.started();
    const input = { verificationId, code: world.shownCode(), idempotencyKey: newKey() };
    const results = await allAtOnce(world, 100, (calls) => calls.check(input));
    const tokens = tokensOf(results);
    expect(tokens).toHaveLength(100);
    expect(claimsOf(world, tokens)).toHaveLength(1);
    expect(repeats(results)).toEqual({ first: 1, repeated: 99 });
    expect(world.events.filter(({ type }) => type === 'verification.verified')).toHaveLength(1);
    expect(world.calls.verifyToken(tokens[0] ?? '')).toMatchObject({ phone_number: world.phone, tenant: 'a' });
  });

  it('gives the same token for two minutes, with the seconds that are left of it, and then no more', async () => {
    const world = await makeWorld({ options: { token: es256() } });
    const { verificationId } = await world.started();
    const input = { verificationId, code: world.shownCode(), idempotencyKey: newKey() };
    const first = await world.calls.check(input);
    expect(first).toMatchObject({ ok: true, expiresIn: 300, phone: world.phone, isRepeat: false });
    world.clock.advance(119_000);
    const repeated = await world.processes[1].check(input);
    expect(repeated).toEqual({ ...first, token: expect.any(String), expiresIn: 181, isRepeat: true });
    expect(claimsOf(world, tokensOf([first, repeated]))).toEqual([expect.stringContaining('"jti":"')]);
    world.clock.advance(1000);
    expect(await world.calls.check(input)).toEqual({ ok: false, code: 'verification_closed', reason: 'verified' });
  });

  it('gives a token that has run out as it is: the clock that set its times may be another one', async () => {
    const world = await makeWorld({ options: { token: { ...es256(), expiresInSeconds: 20 } } });
    const { verificationId } = await world.started();
    const input = { verificationId, code: world.shownCode(), idempotencyKey: newKey() };
    expect(await world.calls.check(input)).toMatchObject({ ok: true, expiresIn: 20 });
    world.clock.advance(20_000);
    const late = await world.calls.check(input);
    expect(late).toMatchObject({ ok: true, status: 'verified', expiresIn: 0 });
    for (const token of tokensOf([late])) expect(world.calls.verifyToken(token)).toBeUndefined();
  });

  it('gives its token to that key and request alone', async () => {
    const world = await makeWorld();
    const { verificationId } = await world.started();
    const code = world.shownCode();
    const input = { verificationId, code, idempotencyKey: newKey(), ip: '203.0.113.1' };
    tokensOf([await world.calls.check(input)]);
    const over = { code: 'verification_closed', reason: 'verified' };
    expect(await world.calls.check({ verificationId, code })).toMatchObject(over);
    expect(await world.calls.check({ ...input, idempotencyKey: newKey() })).toMatchObject(over);
    expect(await world.calls.check({ ...input, ip: '203.0.113.2' })).toMatchObject(over);
    expect(await world.calls.check({ verificationId, idempotencyKey: input.idempotencyKey, ip: input.ip })).toMatchObject({
      code: 'idempotency_key_reused',
    });
    expect(await world.calls.check({ ...input, purpose: 'payment' })).toMatchObject({ code: 'idempotency_key_reused' });
    expect(await world.calls.check(input)).toMatchObject({ ok: true, status: 'verified' });
  });

  it('is no lost sign-in if the process dies between the put and the answer', async () => {
    const { world, mortal, store } = await worldWithMortal(makeWorld, { token: es256() });
    const { verificationId } = await world.started();
    const input = { verificationId, code: world.shownCode(), idempotencyKey: newKey() };
    store.stopAfter('put n');
    void mortal.check(input);
    await store.hasStopped;
    const tokens = tokensOf([await world.calls.check(input), await world.processes[1].check(input)]);
    expect(tokens).toHaveLength(2);
    expect(claimsOf(world, tokens)).toHaveLength(1);
    expect(world.calls.verifyToken(tokens[0] ?? '')).toMatchObject({ phone_number: world.phone });
  });

  it('that waits for a report gives the token once it has come, and the same one again', async () => {
    const world = await makeWorld({ methods: ({ flashCall }) => [flashCall], options: { requireCallReport: true } });
    const { verificationId } = await world.started();
    const input = { verificationId, code: world.shownCode(), idempotencyKey: newKey() };
    for (const _ of [1, 2]) expect(await world.calls.check(input)).toMatchObject({ status: 'awaiting_call' });
    await world.report(world.callId(), 16, 'ANSWER');
    const results = [await world.calls.check(input), await world.calls.check(input)];
    expect(claimsOf(world, tokensOf(results))).toHaveLength(1);
    expect(tally(results)).toEqual({ verified: 2 });
    expect(repeats(results)).toEqual({ first: 1, repeated: 1 });
  });

  it('of a wrong code, 50 times at once and later, spends one check', async () => {
    const world = await makeWorld();
    const { verificationId } = await world.started();
    const code = world.shownCode();
    const wrong = (step: number) => ({ verificationId, code: wrongCode(code, step), idempotencyKey: newKey() });
    const first = wrong(1);
    const results = await allAtOnce(world, 50, (calls) => calls.check(first));
    expect(distinct(results)).toEqual([JSON.stringify({ ok: false, code: 'code_incorrect', checksLeft: 2 })]);
    expect(world.events.filter(({ type }) => type === 'code.rejected')).toHaveLength(1);
    expect(await world.calls.check(wrong(2))).toMatchObject({ code: 'code_incorrect', checksLeft: 1 });
    // Told as it stands now, and still not evaluated.
    expect(await world.calls.check(first)).toEqual({ ok: false, code: 'code_incorrect', checksLeft: 1 });
    expect(await world.calls.check({ verificationId, code, idempotencyKey: newKey() })).toMatchObject({ ok: true });
  });

  it('of the last wrong code is answered as it was, and the verification is over', async () => {
    const world = await makeWorld();
    const { verificationId } = await world.started();
    const code = world.shownCode();
    const last = { verificationId, code: wrongCode(code, 3), idempotencyKey: newKey() };
    for (const step of [1, 2]) await world.calls.check({ verificationId, code: wrongCode(code, step) });
    for (const _ of [1, 2]) expect(await world.calls.check(last)).toEqual({ ok: false, code: 'code_incorrect', checksLeft: 0 });
    expect(await world.calls.check({ ...last, code, idempotencyKey: newKey() })).toMatchObject({ reason: 'too_many_checks' });
    world.clock.advance(120_000);
    expect(await world.calls.check(last)).toMatchObject({ code: 'verification_closed', reason: 'too_many_checks' });
  });

  it('with another code, or another verification, is refused before anything is evaluated', async () => {
    const world = await makeWorld();
    const { verificationId } = await world.started();
    const code = world.shownCode();
    const idempotencyKey = newKey();
    const other = Buffer.alloc(40, 7).toString('base64url');
    // A nonsense id leaves nothing under its key.
    expect(await world.calls.check({ verificationId: other, code, idempotencyKey })).toMatchObject({ code: 'verification_not_found' });
    expect(await world.calls.check({ verificationId, code: wrongCode(code), idempotencyKey })).toMatchObject({ checksLeft: 2 });
    const reused = { ok: false, code: 'idempotency_key_reused' };
    for (const given of [code, wrongCode(code, 2)]) {
      expect(await world.calls.check({ verificationId, code: given, idempotencyKey })).toEqual(reused);
    }
    expect(await world.calls.check({ verificationId: other, code, idempotencyKey })).toEqual(reused);
    expect(await world.calls.status({ verificationId })).toMatchObject({ status: 'pending', checksLeft: 2 });
  });
});

describeOnBothStores('a guesser with keys', (makeWorld) => {
  it('who sends 200 codes at once under one key has one of them evaluated', async () => {
    const world = await makeWorld();
    const { verificationId } = await world.started();
    const code = world.shownCode();
    const idempotencyKey = newKey();
    const guess = (calls: CallVerification, index: number) =>
      calls.check({ verificationId, code: wrongCode(code, index + 1), idempotencyKey });
    expect(tally(await allAtOnce(world, 200, guess))).toEqual({ code_incorrect: 1, idempotency_key_reused: 199 });
    expect(await world.calls.status({ verificationId })).toMatchObject({ checksLeft: 2 });
  });

  it('who sends 200 codes at once under a key each has three of them evaluated', async () => {
    const world = await makeWorld();
    const { verificationId } = await world.started();
    const code = world.shownCode();
    const guess = (calls: CallVerification, index: number) =>
      calls.check({ verificationId, code: wrongCode(code, index + 1), idempotencyKey: newKey() });
    expect(tally(await allAtOnce(world, 200, guess))).toEqual({ code_incorrect: 3, too_many_checks: 197 });
  });

  it('who repeats each of ten guesses ten times learns of three, and nothing else', async () => {
    const world = await makeWorld();
    const { verificationId } = await world.started();
    const code = world.shownCode();
    const keys = Array.from({ length: 10 }, newKey);
    const results = await allAtOnce(world, 100, async (calls, index) => {
      const guess = index % 10;
      const result = await calls.check({ verificationId, code: wrongCode(code, guess + 1), idempotencyKey: keys[guess] ?? '' });
      return { guess, result };
    });
    const evaluated = results.filter(({ result }) => !result.ok && result.code === 'code_incorrect').map(({ guess }) => guess);
    expect(new Set(evaluated).size).toBe(3);
    expect(world.events.filter(({ type }) => type === 'code.rejected')).toHaveLength(3);
    expect(await world.calls.check({ verificationId, code, idempotencyKey: newKey() })).toMatchObject({ reason: 'too_many_checks' });
  });
});

describeOnBothStores('a key that is left in the store', (makeWorld) => {
  /** A world that knows which records of keys are in its store. */
  const worldWithKeys = async (options: WorldOptions = {}): Promise<{ world: World; keys: Set<string> }> => {
    const keys = new Set<string>();
    const world = await makeWorld({
      ...options,
      wrap: (store) => ({
        ...store,
        async put(key, value, more) {
          const isPut = await store.put(key, value, more);
          if (isPut && key.startsWith('i:')) keys.add(key);
          return isPut;
        },
        async delete(key) {
          await store.delete(key);
          keys.delete(key);
        },
      }),
    });
    return { world, keys };
  };

  it('is never that of a request that is refused', async () => {
    const { world, keys } = await worldWithKeys({ options: { policy: ({ ip }) => (ip === '203.0.113.9' ? 'deny' : 'allow') } });
    const { verificationId } = await world.started();
    const code = world.shownCode();
    const nonsense = Buffer.alloc(40, 7).toString('base64url');
    for (let round = 0; round < 20; round += 1) {
      const idempotencyKey = newKey();
      await world.calls.start({ phone: 'nobody', idempotencyKey });
      await world.calls.start({ phone: '+421905123456', idempotencyKey });
      await world.calls.start({ phone: world.phone, idempotencyKey });
      await world.calls.start({ phone: world.phone, method: 'sms', idempotencyKey });
      await world.calls.start({ verificationId: nonsense, idempotencyKey });
      await world.calls.start({ verificationId: 'none', idempotencyKey });
      await world.calls.start({ verificationId, idempotencyKey });
      await world.calls.start({ verificationId, idempotencyKey, binding: 'another' });
      await world.calls.check({ verificationId: nonsense, code, idempotencyKey });
      await world.calls.check({ verificationId: 'none', code, idempotencyKey });
      await world.calls.check({ verificationId, idempotencyKey });
      await world.calls.check({ verificationId, code: `${code}0`, idempotencyKey });
      await world.calls.check({ verificationId, code, purpose: 'payment', idempotencyKey });
    }
    world.clock.advance(60_000);
    expect(await world.calls.start({ phone: world.phone, ip: '203.0.113.9', idempotencyKey: newKey() })).toMatchObject({
      code: 'phone_not_supported',
    });
    await world.calls.cancel({ verificationId });
    for (let round = 0; round < 20; round += 1) {
      const over = await world.calls.check({ verificationId, code, idempotencyKey: newKey() });
      expect(over).toMatchObject({ code: 'verification_closed' });
      await world.calls.start({ verificationId, idempotencyKey: newKey() });
    }
    expect(keys.size).toBe(0);
    expect(callsOf(world)).toBe(1);
  });

  it('has cost a dial, also where 50 starts with a key each come at once', async () => {
    const { world, keys } = await worldWithKeys();
    const results = await allAtOnce(world, 50, (calls) => calls.start({ phone: world.phone, idempotencyKey: newKey() }));
    expect(tally(results)).toEqual({ pending: 1, too_many_requests: 49 });
    expect(keys.size).toBe(1);
  });

  it('has cost a dial, also where 50 further attempts with a key each come at once', async () => {
    const { world, keys } = await worldWithKeys();
    const { verificationId } = await world.started();
    world.clock.advance(60_000);
    const results = await allAtOnce(world, 50, (calls) => calls.start({ verificationId, idempotencyKey: newKey() }));
    expect(tally(results)).toEqual({ pending: 1, too_many_requests: 49 });
    expect(keys.size).toBe(1);
  });

  it('has cost a guess, also where 200 checks with a key each come at once', async () => {
    const { world, keys } = await worldWithKeys();
    const { verificationId } = await world.started();
    const code = world.shownCode();
    await allAtOnce(world, 200, (calls, index) =>
      calls.check({ verificationId, code: wrongCode(code, index + 1), idempotencyKey: newKey() }),
    );
    expect(keys.size).toBe(3);
  });

  it('is one only, however often a right code that waits for its report is sent with another', async () => {
    const { world, keys } = await worldWithKeys({ methods: ({ flashCall }) => [flashCall], options: { requireCallReport: true } });
    const { verificationId } = await world.started();
    const code = world.shownCode();
    const first = { verificationId, code, idempotencyKey: newKey() };
    for (const _ of [1, 2]) expect(await world.calls.check(first)).toMatchObject({ status: 'awaiting_call' });
    expect(keys.size).toBe(1);
    await allAtOnce(world, 20, (calls) => calls.check({ verificationId, code, idempotencyKey: newKey() }));
    expect(keys.size).toBe(1);
    await world.report(world.callId(), 16, 'ANSWER');
    expect(await world.calls.check(first)).toMatchObject({ status: 'verified' });
  });

  it('is none if the host’s claims throw, and the same request may be sent again', async () => {
    let isBroken = true;
    const claims = (): Record<string, unknown> => {
      if (isBroken) throw new Error('the database is down');
      return {};
    };
    const { world, keys } = await worldWithKeys({ options: { token: { claims } } });
    const { verificationId } = await world.started();
    const input = { verificationId, code: world.shownCode(), idempotencyKey: newKey() };
    for (let round = 0; round < 20; round += 1) {
      await expect(world.calls.check({ ...input, idempotencyKey: newKey() })).rejects.toThrow('the database is down');
    }
    await expect(world.calls.check(input)).rejects.toThrow('the database is down');
    expect(keys.size).toBe(0);
    isBroken = false;
    for (const _ of [1, 2]) expect(await world.calls.check(input)).toMatchObject({ status: 'verified' });
    expect(keys.size).toBe(1);
  });

  it('stays if all providers refuse the call, because another run may be dialling under it', async () => {
    const { world, keys } = await worldWithKeys({ options: WITHOUT_DELAYS });
    world.simulator.fail('mcn', 'no_money');
    world.simulator.fail('mobilgroup', 'no_money');
    for (let round = 0; round < 4; round += 1) {
      const refused = await world.calls.start({ phone: world.phone, idempotencyKey: newKey() });
      expect(refused).toMatchObject({ code: 'temporarily_unavailable' });
    }
    expect(keys.size).toBe(4);
  });
});

describeOnBothStores('what a key costs', (makeWorld) => {
  const countingWorld = async (): Promise<{ world: World; counting: CountingStore }> => {
    let counting: CountingStore | undefined;
    const world = await makeWorld({
      wrap: (store) => {
        counting = createCountingStore(store);
        return counting;
      },
    });
    if (counting === undefined) throw new Error('no store was wrapped');
    return { world, counting };
  };

  it('is one put at a check, a look and a put at a start, and nothing where there is none', async () => {
    const { world, counting } = await countingWorld();
    /** On records of keys and entries of numbers. */
    const operationsOf = async (work: () => Promise<object>): Promise<string[]> => {
      counting.reset();
      await work();
      return counting.operations.filter((operation) => / [in]$/.test(operation));
    };
    const without = await operationsOf(() => world.calls.start({ phone: world.phone }));
    expect(without).toEqual(['get n', 'put n', 'put n']);
    world.clock.advance(60_000);
    const start = { phone: world.phone, idempotencyKey: newKey() };
    const withKey = await operationsOf(() => world.calls.start(start));
    expect(withKey).toEqual(['get i', 'get n', 'put i', 'put n', 'put n']);
    expect(await operationsOf(() => world.calls.start(start))).toEqual(['get i', 'get n']);
    // Refused, since it comes too soon: a key leaves nothing then.
    const refused = { phone: world.phone, idempotencyKey: newKey() };
    expect(await operationsOf(() => world.calls.start(refused))).toEqual(['get i', 'get n', 'get i']);
    const { verificationId } = expectStarted(await world.calls.start(start));
    const code = world.shownCode();
    const wrong = { verificationId, code: wrongCode(code), idempotencyKey: newKey() };
    expect(await operationsOf(() => world.calls.check(wrong))).toEqual(['get n', 'put i', 'put n']);
    expect(await operationsOf(() => world.calls.check(wrong))).toEqual(['get n']);
    expect(await operationsOf(() => world.calls.check({ verificationId, code, idempotencyKey: newKey() }))).toEqual([
      'get n',
      'put i',
      'put n',
    ]);
  });
});
