/** Budgets of those who proved a number before, which no stranger can use up; and how a number that is closed opens. */

import type { Response, Test } from 'supertest';
import { describe, expect, it } from 'vitest';
import { memberOf } from '../support/member-of.js';
import { expectProblem } from '../support/problem.js';
import { registerSecret } from '../support/secrets.js';
import { openShop, otherThan, type ShopOptions } from '../support/shop.js';

const WAIT = { retryAfterSeconds: expect.any(Number) };

const HOME = '203.0.113.7';
const HOUR = 3600;
const DAY = 24 * HOUR;

/** A shop behind one proxy, so that each request has the address of its client; and an owner who has proven the number from home. */
async function openWithOwner(options: ShopOptions = {}) {
  const shop = await openShop({
    ...options,
    calls: { ipLimits: false, resendDelaysSeconds: [0], ...options.calls },
    routes: (app) => app.set('trust proxy', 1),
  });
  let strangers = 0;
  const newStranger = (): string => {
    strangers += 1;
    return `198.51.100.${strangers}`;
  };
  const post = (path: string, ip: string, json: object): Test => shop.client.post(path).set('X-Forwarded-For', ip).send(json);
  const start = (ip: string, more: object = {}): Test => post('/auth/call', ip, { phone: shop.phone, ...more });
  const check = (ip: string, id: string, code: string): Test => post('/auth/call/check', ip, { verificationId: id, code });
  const idOf = (answer: Response): string => registerSecret(memberOf(answer, 'verificationId'), 'a verification id');
  const prove = async (ip: string): Promise<Response> => check(ip, idOf(await start(ip)), shop.code());
  /** Guesses from ever new networks until none gets in. */
  const guessOut = async (): Promise<number> => {
    let guesses = 0;
    for (let round = 0; round < 10; round += 1) {
      const ip = newStranger();
      const started = await start(ip);
      if (started.status !== 202) return guesses;
      for (const step of [1, 2, 3]) {
        const answer = await check(ip, idOf(started), otherThan(shop.code(), step));
        if (answer.body['code'] === 'code_incorrect') guesses += 1;
      }
      shop.advance(HOUR);
    }
    return guesses;
  };
  return { shop, start, check, idOf, prove, guessOut, newStranger };
}

describe('a client that proved the number from its network', () => {
  it('gets a call and in, though strangers have used up the dials of the number', async () => {
    const { start, prove, newStranger } = await openWithOwner();
    expect((await prove(HOME)).status).toBe(200);
    for (let round = 0; round < 4; round += 1) expect((await start(newStranger())).status).toBe(202);
    expectProblem(await start(newStranger()), 'too_many_requests', WAIT);
    expect((await prove(HOME)).status).toBe(200);
  });

  it('gets in though strangers have failed all they may, which is seven then and ten for a number nobody proved', async () => {
    const { shop, prove, guessOut, start, newStranger } = await openWithOwner();
    await prove(HOME);
    shop.advance(HOUR);
    expect(await guessOut()).toBe(7);
    expectProblem(await start(newStranger()), 'too_many_requests', WAIT);
    expect((await prove(HOME)).status).toBe(200);
    const unproven = await openWithOwner();
    expect(await unproven.guessOut()).toBe(10);
  });

  it('is a stranger again 30 days later', async () => {
    const { shop, prove, guessOut, start } = await openWithOwner();
    await prove(HOME);
    shop.advance(28 * DAY);
    expect(await guessOut()).toBe(7);
    shop.advance(2 * DAY);
    expect(await guessOut()).toBe(10);
    expectProblem(await start(HOME), 'too_many_requests', WAIT);
  });

  it('is no longer known after its number was forgotten', async () => {
    const { shop, prove, guessOut, start } = await openWithOwner();
    await prove(HOME);
    expect(await shop.calls.forget(shop.phone)).toMatchObject({ ok: true, verifications: 1, networks: 1 });
    shop.advance(HOUR);
    expect(await guessOut()).toBe(10);
    expectProblem(await start(HOME), 'too_many_requests', WAIT);
  });
});

describe('a number that strangers have closed', () => {
  const withChallenge: ShopOptions = {
    calls: { challenge: { captcha: 'site-key' } },
    start: { input: ({ body }) => ({ phone: body.phone, challengePassed: body.captcha === 'solved' }) },
  };

  it('opens by the challenge of the host, to those who pass it', async () => {
    const { shop, guessOut, start, check, idOf, newStranger } = await openWithOwner(withChallenge);
    expect(await guessOut()).toBe(10);
    expectProblem(await start(HOME), 'challenge_required', { challenge: { captcha: 'site-key' } });
    const started = await start(HOME, { captcha: 'solved' });
    expect(started.body).toMatchObject({ status: 'pending', checksLeft: 3 });
    expectProblem(await check(HOME, idOf(started), otherThan(shop.code())), 'code_incorrect', { checksLeft: 2 });
    expect((await check(HOME, idOf(started), shop.code())).status).toBe(200);
    expect((await start(newStranger())).status).toBe(403);
  });

  it('gives those who pass it no more than a budget of the same size', async () => {
    const { shop, guessOut, start, check, idOf, newStranger } = await openWithOwner(withChallenge);
    await guessOut();
    let guesses = 0;
    for (let round = 0; round < 8; round += 1) {
      const ip = newStranger();
      const started = await start(ip, { captcha: 'solved' });
      if (started.status !== 202) break;
      for (const step of [1, 2, 3]) {
        if ((await check(ip, idOf(started), otherThan(shop.code(), step))).body['code'] === 'code_incorrect') guesses += 1;
      }
      shop.advance(HOUR);
    }
    expect(guesses).toBe(10);
    expectProblem(await start(newStranger(), { captcha: 'solved' }), 'too_many_requests', WAIT);
  });

  it('opens by hand, and by time', async () => {
    const { shop, guessOut, start, newStranger } = await openWithOwner();
    await guessOut();
    expectProblem(await start(newStranger()), 'too_many_requests', WAIT);
    expect(await shop.calls.unlock(shop.phone)).toEqual({ ok: true });
    expect((await start(newStranger())).status).toBe(202);
    await guessOut();
    shop.advance(DAY);
    expect((await start(newStranger())).status).toBe(202);
  });
});
