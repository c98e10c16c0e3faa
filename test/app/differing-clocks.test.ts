/** Processes whose clocks differ: by less than a minute, which is what the documents allow, and by far more. */
import {
  type CallVerification,
  type CallVerificationOptions,
  createCallVerification,
  createMemoryStore,
  requireVerifiedPhone,
} from 'express-call-verification';
import type { VirtualTelephone } from 'express-call-verification/simulator';
import { describe, expect, it } from 'vitest';
import { memberOf } from '../support/member-of.js';
import { registerSecret } from '../support/secrets.js';
import { newNumber, newSecret, openAccounts, openShop, openSimulator } from '../support/shop.js';

interface World {
  readonly phone: string;
  readonly telephone: VirtualTelephone;
  advance(seconds: number): void;
  /** A process whose clock is so many seconds ahead; all share the store. */
  ahead(seconds: number): CallVerification;
}

async function openWorld(options: Partial<CallVerificationOptions> = {}): Promise<World> {
  const simulator = await openSimulator();
  const { mcn } = openAccounts(simulator);
  let now = Date.parse('2026-03-01T12:00:00Z');
  const store = createMemoryStore({ clock: () => now });
  const phone = newNumber();
  const secret = newSecret('the secret');
  return {
    phone,
    telephone: simulator.telephone(phone),
    advance(seconds) {
      now += seconds * 1000;
    },
    ahead: (seconds) =>
      createCallVerification({
        ...{ secret, store, countries: ['RU'], methods: [mcn.flashCall()] },
        clock: () => now + seconds * 1000,
        ...options,
      }),
  };
}

/** A keyed check of the right code, which can be repeated. */
async function beginCheck(calls: CallVerification, { phone, telephone }: World) {
  const started = await calls.start({ phone });
  if (!started.ok) throw new Error(`the start failed: ${started.code}`);
  return { verificationId: started.verificationId, code: telephone.shown?.slice(-4) ?? '', idempotencyKey: 'a-key-of-one-client' };
}

async function signIn(calls: CallVerification, input: Parameters<CallVerification['check']>[0]) {
  const checked = await calls.check(input);
  if (!checked.ok || checked.status !== 'verified') throw new Error(`no sign-in: ${JSON.stringify(checked)}`);
  registerSecret(checked.token, 'a token');
  return checked;
}

/** How far ahead the signer is, and then the verifiers. */
const THREE_CLOCKS = [
  [50, [50, 0, -9]],
  [0, [50, 0, -50]],
  [-50, [50, 0, -50]],
] as const;

describe.each(THREE_CLOCKS)('a token of a process that is %i s ahead', (signer, verifiers) => {
  it.each(verifiers.map((each) => [each]))('is good at once for one that is %i s ahead', async (verifier) => {
    const world = await openWorld();
    const signing = world.ahead(signer);
    const { token } = await signIn(signing, await beginCheck(signing, world));
    expect(world.ahead(verifier).verifyToken(token)).toMatchObject({ phone_number: world.phone });
  });

  it('tells the true time of the verification, and ends without tolerance', async () => {
    const world = await openWorld();
    const signing = world.ahead(signer);
    const { token, expiresIn } = await signIn(signing, await beginCheck(signing, world));
    const at = Date.parse('2026-03-01T12:00:00Z') / 1000 + signer;
    expect(signing.verifyToken(token)).toMatchObject({ auth_time: at, iat: at - 60, nbf: at - 60, exp: at + 300 });
    expect(expiresIn).toBe(300);
    world.advance(299);
    expect(signing.verifyToken(token)).toBeDefined();
    world.advance(1);
    expect(signing.verifyToken(token)).toBeUndefined();
  });
});

it('a token of a process that is more than a minute ahead is not good yet', async () => {
  const world = await openWorld();
  const signing = world.ahead(61);
  const { token } = await signIn(signing, await beginCheck(signing, world));
  expect(world.ahead(0).verifyToken(token)).toBeUndefined();
  expect(world.ahead(1).verifyToken(token)).toBeDefined();
});

it('a route behind `requireVerifiedPhone` is open with the token of a process that is 50 s ahead', async () => {
  const secret = newSecret('the secret');
  const now = Date.now();
  const { mcn } = openAccounts(await openSimulator());
  const shop = await openShop({
    calls: { secret, clock: () => now + 50_000 },
    routes(app) {
      const behind = createCallVerification({
        ...{ secret, countries: ['RU'], clock: () => now },
        methods: [mcn.flashCall()],
      });
      app.get('/account', requireVerifiedPhone(behind), (_req, res) => void res.sendStatus(204));
    },
  });
  const verificationId = await shop.begin();
  const token = memberOf(await shop.check(verificationId, shop.code()), 'token');
  expect((await shop.client.get('/account').set('Authorization', `Bearer ${token}`)).status).toBe(204);
});

/** First the process that signs, then the one that the repeat reaches. */
const PAIRS = [
  [0, 0],
  [0, 50],
  [50, 0],
  [-50, 0],
] as const;

describe.each(PAIRS)('a sign-in by a process that is %i s ahead, repeated under its key at one that is %i s ahead', (signer, other) => {
  it('is the same for a minute: no sign-in is lost', async () => {
    const world = await openWorld();
    const [signing, repeating] = [world.ahead(signer), world.ahead(other)];
    const input = await beginCheck(signing, world);
    const first = signing.verifyToken((await signIn(signing, input)).token);
    for (const seconds of [0, 30, 29]) {
      world.advance(seconds);
      const { token, expiresIn } = await signIn(repeating, input);
      expect(signing.verifyToken(token)).toEqual(first);
      expect(expiresIn).toBeGreaterThan(0);
      expect(expiresIn).toBeLessThanOrEqual(300);
    }
  });

  it('is the same after another request has written to the number', async () => {
    const world = await openWorld();
    const [signing, repeating] = [world.ahead(signer), world.ahead(other)];
    const input = await beginCheck(signing, world);
    const first = await signIn(signing, input);
    world.advance(50);
    await repeating.unlock(world.phone);
    const again = await signIn(signing, input);
    expect(signing.verifyToken(again.token)?.jti).toBe(signing.verifyToken(first.token)?.jti);
  });

  it('is answered whatever the times of its token are', async () => {
    const world = await openWorld({ token: { expiresInSeconds: 20 } });
    const [signing, repeating] = [world.ahead(signer), world.ahead(other)];
    const input = await beginCheck(signing, world);
    await signIn(signing, input);
    world.advance(30);
    const { expiresIn, phone } = await signIn(repeating, input);
    expect(phone).toBe(world.phone);
    expect(expiresIn).toBe(Math.min(20, Math.max(0, signer + 20 - (other + 30))));
  });
});

describe('a start by a process whose clock is ahead, and one by another', () => {
  it('are one under one key', async () => {
    const world = await openWorld();
    const [ahead, behind] = [world.ahead(50), world.ahead(0)];
    const input = { phone: world.phone, idempotencyKey: 'a-key-of-one-client' };
    const started = await ahead.start(input);
    expect(started).toMatchObject({ ok: true });
    expect(await behind.start(input)).toMatchObject({ ok: true, verificationId: started.ok ? started.verificationId : '' });
    expect(world.telephone.calls).toHaveLength(1);
  });

  it('are apart by the delay and the difference of their clocks, as the documents say', async () => {
    const world = await openWorld();
    const [ahead, behind] = [world.ahead(20), world.ahead(0)];
    await ahead.start({ phone: world.phone });
    expect(await behind.start({ phone: world.phone })).toMatchObject({ code: 'too_many_requests', retryAfterSeconds: 50 });
    const other = await openWorld();
    await other.ahead(0).start({ phone: other.phone });
    expect(await other.ahead(50).start({ phone: other.phone })).toMatchObject({ ok: true });
  });
});

const HOUR = 3600;
const FORTY_DAYS = 40 * 24 * HOUR;

describe.each([60, HOUR, FORTY_DAYS])('a process that is %i s ahead, far more than the documents allow', (seconds) => {
  it('gives no second token for a verification, and none is given after it has written', async () => {
    const world = await openWorld();
    const [right, wrong] = [world.ahead(0), world.ahead(seconds)];
    const { verificationId, code } = await beginCheck(right, world);
    await signIn(right, { verificationId, code });
    expect(await wrong.check({ verificationId, code })).toMatchObject({ ok: false });
    await wrong.unlock(world.phone);
    await wrong.start({ phone: world.phone });
    for (const calls of [right, wrong]) expect(await calls.check({ verificationId, code })).toMatchObject({ ok: false });
  });

  it('gives one token at most for a verification that it has begun', async () => {
    const world = await openWorld();
    const [right, wrong] = [world.ahead(0), world.ahead(seconds)];
    const { verificationId, code } = await beginCheck(wrong, world);
    await signIn(right, { verificationId, code });
    for (const calls of [right, wrong]) expect(await calls.check({ verificationId, code })).toMatchObject({ ok: false });
  });

  it('closes a number that it has called for the others by as much, and forgets what is as old', async () => {
    const world = await openWorld();
    const [right, wrong] = [world.ahead(0), world.ahead(seconds)];
    await wrong.start({ phone: world.phone });
    const refused = await right.start({ phone: world.phone });
    expect(refused).toMatchObject({ code: 'too_many_requests' });
    const { retryAfterSeconds } = refused as { readonly retryAfterSeconds?: number };
    expect(retryAfterSeconds).toBeGreaterThanOrEqual(seconds + 30);
    expect(retryAfterSeconds).toBeLessThanOrEqual(seconds + HOUR);
    await right.unlock(world.phone);
    expect(await right.start({ phone: world.phone })).toMatchObject({ ok: true });
    const other = await openWorld();
    await other.ahead(0).start({ phone: other.phone });
    expect(await other.ahead(seconds).start({ phone: other.phone })).toMatchObject({ ok: true });
  });
});

it('a verification is over for a process that is ahead by more than its lifetime, and then for all', async () => {
  const world = await openWorld();
  const [right, wrong] = [world.ahead(0), world.ahead(HOUR)];
  const { verificationId, code } = await beginCheck(right, world);
  expect(await wrong.check({ verificationId, code })).toMatchObject({ code: 'verification_closed', reason: 'expired' });
  await wrong.unlock(world.phone);
  await wrong.start({ phone: world.phone });
  expect(await right.check({ verificationId, code })).toMatchObject({ ok: false });
});

it('a start is repeated under its key by a process that is less than ten minutes ahead: there is one call', async () => {
  const world = await openWorld();
  const input = { phone: world.phone, idempotencyKey: 'a-key-of-one-client' };
  expect(await world.ahead(0).start(input)).toMatchObject({ ok: true });
  world.advance(60);
  await world.ahead(599).start(input);
  expect(world.telephone.calls).toHaveLength(1);
});
