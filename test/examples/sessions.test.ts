/** The recipe for sessions: sign-up, sign-in, and what a stranger's session gets. */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createApp } from '../../examples/recipes/sessions.js';
import { expectProblem } from '../support/problem.js';
import { newNumber } from '../support/shop.js';
import { openRecipe } from './open-recipe.js';

const CALL = '/auth/call';
const open = () => openRecipe(createApp);
/** The pair of name and value that a browser sends back. */
const cookieOf = (answer: { headers: Record<string, unknown> }): string => String(answer.headers['set-cookie']).split(';')[0] ?? '';

describe('the session of a verified number', () => {
  it('is a new account for a new number, which is completed by a name', async () => {
    const { openBrowser, start, phone } = await open();
    const browser = openBrowser();
    const started = await start(browser, CALL, phone);
    const checked = await browser.post(`${CALL}/check`).send(started);
    expect(checked.body).toEqual({ phone, isNew: true });
    await browser.put('/account').send({ name: '' }).expect(400);
    await browser.put('/account').send({ name: 'Anna' }).expect(204);
    await browser.get('/account').expect(200, { phone, name: 'Anna' });
  });

  it('is of the same account in another browser, which is a sign-in', async () => {
    const { openBrowser, start, prove, phone, parts } = await open();
    const first = openBrowser();
    await prove(first, CALL, phone);
    await first.put('/account').send({ name: 'Anna' });
    const second = openBrowser();
    const started = await start(second, CALL, phone);
    const checked = await second.post(`${CALL}/check`).send(started);
    expect(checked.body).toEqual({ phone, isNew: false });
    await second.get('/account').expect(200, { phone, name: 'Anna' });
    expect(parts.users.size).toBe(1);
  });

  it('ends with a sign-out, and nobody has it before a sign-in', async () => {
    const { openBrowser, prove, phone } = await open();
    const browser = openBrowser();
    await browser.get('/account').expect(401);
    await prove(browser, CALL, phone);
    await browser.post('/sign-out').expect(204);
    await browser.get('/account').expect(401);
    await browser.put('/account').send({ name: 'Anna' }).expect(401);
  });

  it('has a cookie that no script reads, and that other sites do not send', async () => {
    const { openBrowser, phone } = await open();
    const started = await openBrowser().post(CALL).send({ phone });
    expect(String(started.headers['set-cookie'])).toMatch(/; HttpOnly; SameSite=Lax$/);
  });

  it('is not begun for who only loads the page', async () => {
    const { openBrowser } = await open();
    const script = await openBrowser().get(`${CALL}/client.js`).expect(200);
    expect(script.headers).not.toHaveProperty('set-cookie');
    await openBrowser().get(`${CALL}/nothing`).expect(404);
  });
});

describe('another session', () => {
  it('cannot go on with a verification, though it knows the id and the code', async () => {
    const { openBrowser, start, phone, events } = await open();
    const [browser, other, stranger] = [openBrowser(), openBrowser(), openBrowser()];
    const started = await start(browser, CALL, phone);
    await start(other, CALL, newNumber());
    for (const each of [other, stranger]) expectProblem(await each.post(`${CALL}/check`).send(started), 'verification_not_found');
    expect(events.flatMap((event) => (event.type === 'binding.refused' ? [event.reason] : []))).toEqual(['differs', 'missing']);
    await browser.post(`${CALL}/check`).send(started).expect(200);
  });

  it('that was planted in a browser is not signed in with it: the id is a new one after the sign-in', async () => {
    const { openBrowser, start, phone } = await open();
    const attacker = openBrowser();
    const planted = cookieOf(await attacker.post(CALL).send({ phone: newNumber() }));
    const victim = openBrowser();
    victim.set('Cookie', planted);
    const started = await start(victim, CALL, phone);
    const checked = await victim.post(`${CALL}/check`).send(started);
    expect(checked.status).toBe(200);
    expect(cookieOf(checked)).not.toBe(planted);
    await openBrowser().get('/account').set('Cookie', cookieOf(checked)).expect(200, { phone });
    await attacker.get('/account').expect(401);
  });
});

describe('a check whose answer was lost', () => {
  it('is repeated with the old cookie, and signs in, with one session alone', async () => {
    const { openBrowser, start, phone, parts } = await open();
    const browser = openBrowser();
    const begun = await browser.post(CALL).send({ phone: newNumber() });
    const old = cookieOf(begun);
    const started = await start(browser, CALL, phone);
    const check = () => openBrowser().post(`${CALL}/check`).set('Cookie', old).set('Idempotency-Key', key).send(started);
    const key = randomUUID();
    const lost = await check().expect(200);
    const repeated = await check().expect(200);
    await openBrowser().get('/account').set('Cookie', cookieOf(repeated)).expect(200, { phone });
    await openBrowser().get('/account').set('Cookie', cookieOf(lost)).expect(401);
    await openBrowser().get('/account').set('Cookie', old).expect(401);
    expect(parts.users.size).toBe(1);
  });
});

describe('a test number', () => {
  it('signs nobody in', async () => {
    const phone = newNumber();
    const { openBrowser } = await openRecipe(createApp, { testNumbers: { [phone]: '1234' } });
    const browser = openBrowser();
    const started = await browser.post(CALL).send({ phone }).expect(202);
    const { verificationId } = started.body;
    await browser.post(`${CALL}/check`).send({ verificationId, code: '1234' }).expect(404);
    await browser.get('/account').expect(401);
  });
});
