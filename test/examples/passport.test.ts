/** The recipe for Passport: the strategy over HTTP, with Passport's own sessions. */
import { describe, expect, it } from 'vitest';
import { createApp } from '../../examples/recipes/passport.js';
import { newNumber } from '../support/shop.js';
import { bearer, openRecipe } from './open-recipe.js';

const CALL = '/auth/call';
const open = () => openRecipe(createApp);

describe('the strategy', () => {
  it('signs in with the token of a verified number, and the session lasts until the sign-out', async () => {
    const { openBrowser, prove, phone } = await open();
    const browser = openBrowser();
    const token = await prove(browser, CALL, phone);
    await browser
      .post('/sign-in')
      .set(...bearer(token))
      .expect(200, { phone });
    await browser.get('/account').expect(200, { phone });
    await browser.post('/sign-out').expect(204);
    await browser.get('/account').expect(401);
  });

  it('refuses a request without a token', async () => {
    const { openBrowser } = await open();
    const refused = await openBrowser().post('/sign-in').expect(401);
    expect(refused.headers['www-authenticate']).toBe('Bearer');
  });

  it('refuses a token that nobody signed, one that has expired, and one of another service', async () => {
    const { openBrowser, prove, phone, advance } = await open();
    const browser = openBrowser();
    const other = await open();
    const foreign = await other.prove(other.openBrowser(), CALL, other.phone);
    const token = await prove(browser, CALL, phone);
    const refuse = async (given: string): Promise<void> => {
      const refused = await browser
        .post('/sign-in')
        .set(...bearer(given))
        .expect(401);
      expect(refused.headers['www-authenticate']).toBe('Bearer error="invalid_token"');
    };
    await refuse(`${token}x`);
    await refuse(foreign);
    advance(3600);
    await refuse(token);
    await browser.get('/account').expect(401);
  });

  it('refuses a token of another purpose', async () => {
    const { openBrowser, phone, parts, simulator } = await open();
    const started = await parts.calls.start({ phone, purpose: 'payment' });
    if (!started.ok) throw new Error(started.code);
    const { caller } = await simulator.telephone(phone).rings();
    const checked = await parts.calls.check({ verificationId: started.verificationId, code: caller.slice(-4), purpose: 'payment' });
    if (!checked.ok || checked.status !== 'verified') throw new Error('not verified');
    await openBrowser()
      .post('/sign-in')
      .set(...bearer(checked.token))
      .expect(401);
  });

  it('refuses the token of a test number', async () => {
    const phone = newNumber();
    const { openBrowser } = await openRecipe(createApp, { testNumbers: { [phone]: '1234' } });
    const browser = openBrowser();
    const { verificationId } = (await browser.post(CALL).send({ phone }).expect(202)).body;
    const { token } = (await browser.post(`${CALL}/check`).send({ verificationId, code: '1234' }).expect(200)).body;
    await browser
      .post('/sign-in')
      .set(...bearer(String(token)))
      .expect(401);
  });
});

describe('the session', () => {
  it('has a new id after the sign-in', async () => {
    const { openBrowser, prove, phone } = await open();
    const browser = openBrowser();
    const idOf = (answer: { headers: Record<string, unknown> }): string => String(answer.headers['set-cookie']).split(';')[0] ?? '';
    const token = await prove(browser, CALL, phone);
    const first = idOf(await browser.post('/sign-in').set(...bearer(token)));
    const second = idOf(await browser.post('/sign-in').set(...bearer(token)));
    expect(second).not.toBe(first);
    await openBrowser().get('/account').set('Cookie', first).expect(401);
    await openBrowser().get('/account').set('Cookie', second).expect(200, { phone });
  });
});
