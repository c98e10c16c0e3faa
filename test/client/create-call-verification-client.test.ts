/** The client against a real server: every method, and every problem that the server knows. */
import type { Request } from 'express';
import { callVerificationRouter, type Problem, type ProblemCode, type ProblemMembers } from 'express-call-verification';
import { type CallVerificationClient, type ClientProblem, createCallVerificationClient } from 'express-call-verification/client';
import { describe, expect, it } from 'vitest';
import { CANCELED } from '../../src/contract/answers.js';
import { PROBLEM_MEMBERS, PROBLEMS } from '../../src/contract/problems.js';
import { sendProblem } from '../../src/http/problem-response.js';
import { leaveOutHostsBodies } from '../support/described-answers.js';
import { registerSecret } from '../support/secrets.js';
import { newNumber, openShop, otherThan, type Shop, type ShopOptions } from '../support/shop.js';

type RouterOptions = Parameters<typeof callVerificationRouter>[1];

interface Opened {
  readonly shop: Shop;
  readonly client: CallVerificationClient;
  /** The headers of what came to the router, oldest first. */
  readonly headers: readonly Request['headers'][];
}

/** A shop whose router stands at `/phone`, behind which the host answers what was passed through, and a client of it. */
async function open(options: ShopOptions = {}, router?: RouterOptions): Promise<Opened> {
  const headers: Request['headers'][] = [];
  const shop = await openShop({
    ...options,
    routes(app, calls) {
      app.use('/phone', (req, _res, next) => {
        headers.push(req.headers);
        next();
      });
      app.use('/phone', callVerificationRouter(calls, router));
      app.post('/phone/check', (_req, res) => void res.json({ welcome: true }));
    },
  });
  return { shop, headers, client: createCallVerificationClient({ url: `${shop.url}/phone/` }) };
}

/** Starts for the shop's number, and gives the id. */
async function begin({ client, shop }: Opened): Promise<string> {
  const started = await client.start({ phone: shop.phone });
  if (!started.ok) throw new Error(`the start was answered with ${started.code}`);
  return registerSecret(started.verificationId, 'a verification id');
}

describe('the client', () => {
  it('starts, checks and gets the token', async () => {
    const opened = await open();
    const { shop, client } = opened;
    const started = await client.start({ phone: shop.phone });
    expect(started).toEqual({
      ok: true,
      verificationId: expect.any(String),
      status: 'pending',
      method: 'flash_call',
      codeLength: 4,
      phone: expect.stringMatching(/^\+7\*+\d\d$/),
      checksLeft: 3,
      expiresAt: expect.any(String),
      retryAt: expect.any(String),
      nextMethods: ['voice_call', 'flash_call'],
    });
    if (!started.ok) return;
    const { verificationId } = started;
    const wrong = await client.check({ verificationId, code: otherThan(shop.code()) });
    expect(wrong).toEqual({ ok: false, code: 'code_incorrect', status: 422, detail: expect.any(String), checksLeft: 2 });
    const verified = await client.check({ verificationId, code: shop.code() });
    expect(verified).toMatchObject({ ok: true, status: 'verified', tokenType: 'Bearer', expiresIn: 300, phone: shop.phone });
    if (!verified.ok || verified.status !== 'verified') return;
    expect(shop.calls.verifyToken(verified.token)).toMatchObject({ phone_number: shop.phone });
  });

  it('calls again by another kind, when the time has come', async () => {
    const opened = await open();
    const { shop, client } = opened;
    const verificationId = await begin(opened);
    expect(await client.again({ verificationId })).toMatchObject({
      ok: false,
      code: 'too_many_requests',
      status: 429,
      retryAfterSeconds: 30,
    });
    shop.advance(31);
    expect(await client.again({ verificationId, method: 'voice_call' })).toMatchObject({ ok: true, verificationId, method: 'voice_call' });
  });

  it('waits for a report that is out', async () => {
    const opened = await open({ calls: { requireCallReport: true } });
    const { shop, client } = opened;
    const verificationId = await begin(opened);
    expect(await client.check({ verificationId, code: shop.code() })).toEqual({ ok: true, status: 'awaiting_call', retryAfterSeconds: 2 });
    await shop.report({ cause: 16, word: 'ANSWER' });
    expect(await client.check({ verificationId })).toMatchObject({ ok: true, status: 'verified' });
  });

  it('tells the status, and cancels once and twice', async () => {
    const opened = await open();
    const { client } = opened;
    const verificationId = await begin(opened);
    expect(await client.status({ verificationId })).toMatchObject({
      ok: true,
      status: 'pending',
      call: { outcome: 'pending' },
      checksLeft: 3,
    });
    expect(await client.cancel({ verificationId })).toEqual(CANCELED);
    expect(await client.cancel({ verificationId })).toEqual(CANCELED);
    expect(await client.status({ verificationId })).toMatchObject({ ok: true, status: 'closed', reason: 'canceled' });
    expect(await client.check({ verificationId, code: '1234' })).toMatchObject({
      code: 'verification_closed',
      status: 410,
      reason: 'canceled',
    });
  });

  it('knows which numbers may be verified', async () => {
    const { client } = await open({ calls: { defaultCountry: 'RU' } });
    const known = await client.countries();
    expect(known).toMatchObject({ ok: true, defaultCountry: 'RU' });
    expect(known.ok && known.countries).toEqual([
      { country: 'RU', callingCode: '7', mask: '### ###-##-##', lengths: [10], nationalPrefix: '8', internationalPrefixes: ['810', '00'] },
      { country: 'SK', callingCode: '421', mask: '### ### ###', lengths: [6, 7, 9], nationalPrefix: '0' },
    ]);
  });

  it('sends members of the host’s own to its `input`', async () => {
    const bodies: unknown[] = [];
    const input = (req: Request) => {
      bodies.push(req.body);
      return { phone: String(req.body.phone) };
    };
    leaveOutHostsBodies();
    const { shop, client } = await open({}, { start: { input } });
    expect(await client.start({ phone: shop.phone, captcha: 'solved' })).toMatchObject({ ok: true });
    expect(bodies).toEqual([{ phone: shop.phone, captcha: 'solved' }]);
  });

  it('gives the host’s own words where a check is passed through', async () => {
    const opened = await open({}, { check: { passThrough: true } });
    const { shop, client } = opened;
    const verificationId = await begin(opened);
    expect(await client.check({ verificationId, code: otherThan(shop.code()) })).toMatchObject({ ok: false, code: 'code_incorrect' });
    expect(await client.check({ verificationId, code: shop.code() })).toEqual({
      ok: true,
      status: 'host_answered',
      answer: { welcome: true },
    });
  });

  it('sends headers of the host’s own, asked for anew each time, and never instead of its own', async () => {
    const opened = await open();
    const { shop, headers } = opened;
    const verificationId = await begin(opened);
    let asked = 0;
    const own = async () => ({ 'X-CSRF-Token': `token-${++asked}`, 'Verification-Id': 'another' });
    const client = createCallVerificationClient({ url: `${shop.url}/phone`, headers: own });
    expect(await client.status({ verificationId })).toMatchObject({ ok: true });
    await client.status({ verificationId });
    expect(headers.slice(-2).map((each) => each['x-csrf-token'])).toEqual(['token-1', 'token-2']);
  });

  it('asks with the fetch and the credentials that it was given', async () => {
    const { shop } = await open();
    const seen: (RequestCredentials | undefined)[] = [];
    const spy: typeof fetch = (input, init) => {
      seen.push(init?.credentials);
      return fetch(input, init);
    };
    await createCallVerificationClient({ url: `${shop.url}/phone`, fetch: spy }).countries();
    await createCallVerificationClient({ url: `${shop.url}/phone`, fetch: spy, credentials: 'include' }).countries();
    expect(seen).toEqual(['same-origin', 'include']);
  });
});

const MEMBERS: Required<ProblemMembers> = {
  detail: 'What is wrong.',
  verificationId: 'an-id',
  nextMethods: ['sms'],
  retryAt: null,
  reason: 'expired',
  checksLeft: 1,
  retryAfterSeconds: 9,
  challenge: { captcha: 'site-key' },
};

describe('a problem of the server', () => {
  it.each(Object.keys(PROBLEMS) as ProblemCode[])('arrives with all its members: %s', async (code) => {
    const members = Object.fromEntries(PROBLEM_MEMBERS[code].map((name) => [name, MEMBERS[name]]));
    const given = { ok: false, code, ...members } as Problem;
    const shop = await openShop({ routes: (app) => void app.get('/broken/status', (_req, res) => sendProblem(res, given)) });
    const client = createCallVerificationClient({ url: `${shop.url}/broken` });
    expect(await client.status({ verificationId: 'an-id' })).toEqual({
      detail: PROBLEMS[code].detail,
      ...given,
      status: PROBLEMS[code].status,
    });
  });

  it('is a value, also where the number is wrong', async () => {
    const { client } = await open();
    const answer: ClientProblem | { ok: true } = await client.start({ phone: '+1' });
    expect(answer).toMatchObject({ ok: false, code: 'phone_not_supported', status: 422 });
    expect(await client.start({ phone: newNumber(), unknown: 1 })).toMatchObject({ ok: false, code: 'invalid_request', status: 400 });
    expect(await client.status({ verificationId: 'nobody-knows-it' })).toMatchObject({
      ok: false,
      code: 'verification_not_found',
      status: 404,
    });
  });
});
