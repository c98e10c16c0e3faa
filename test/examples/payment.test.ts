/** The recipe for payments: what a token pays, and what it does not. */
import type { Agent } from 'supertest';
import { describe, expect, it } from 'vitest';
import { createApp, type Payment } from '../../examples/recipes/payment.js';
import { expectProblem } from '../support/problem.js';
import { newNumber } from '../support/shop.js';
import { bearer, openRecipe } from './open-recipe.js';

const SIGN_IN = '/auth/call';

async function open() {
  const recipe = await openRecipe(createApp);
  const browser = recipe.openBrowser();
  await recipe.prove(browser, SIGN_IN, recipe.phone);
  const order = async (amount = 1990): Promise<string> => {
    const created = await browser.post('/payments').send({ payee: 'Bakery', amount, currency: 'EUR' }).expect(201);
    return `/payments/${String(created.body['id'])}`;
  };
  /** A token for a payment, by a call to the user's number whatever the page names. */
  const approve = (path: string): Promise<string> => recipe.prove(browser, `${path}/call`, '+79150000000', recipe.phone);
  const pay = (path: string, token: string, by: Agent = browser) => by.post(`${path}/pay`).set(...bearer(token));
  const payment = (path: string): Payment => {
    const found = recipe.parts.payments.get(path.slice('/payments/'.length));
    if (found === undefined) throw new Error('there is no such payment');
    return found;
  };
  return { ...recipe, browser, order, approve, pay, payment };
}

describe('a token for a payment', () => {
  it('pays it, and the call goes to the number of the user', async () => {
    const { order, approve, pay, simulator, phone } = await open();
    const path = await order();
    await pay(path, await approve(path)).expect(200, { isPaid: true });
    expect(simulator.telephone('+79150000000').calls).toEqual([]);
    expect(simulator.telephone(phone).calls).toHaveLength(2);
  });

  it('does not pay another payment of the same amount', async () => {
    const { order, approve, pay, payment } = await open();
    const [one, other] = [await order(), await order()];
    const token = await approve(one);
    expectProblem(await pay(other, token), 'token_invalid');
    expect(payment(other).paidBy).toBeUndefined();
    await pay(one, token).expect(200);
  });

  it.each([
    ['amount', 199_000],
    ['payee', 'A thief'],
    ['currency', 'USD'],
  ] as const)('pays nothing any more once the %s has changed', async (member, value) => {
    const { order, approve, pay, payment } = await open();
    const path = await order();
    const token = await approve(path);
    Object.assign(payment(path), { [member]: value });
    expectProblem(await pay(path, token), 'token_invalid');
    expect(payment(path).paidBy).toBeUndefined();
  });

  it('pays once: of two verifications at once one comes too late, and the repeat of the other is answered alike', async () => {
    const { order, approve, pay, payment } = await open();
    const path = await order();
    const tokens = [await approve(path), await approve(path)];
    const paying = tokens.map(async (token) => ({ token, status: (await pay(path, token)).status }));
    const answers = await Promise.all(paying);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    const { paidBy } = payment(path);
    for (const { token, status } of answers) await pay(path, token).expect(status);
    expect(payment(path).paidBy).toBe(paidBy);
  });

  it('pays what it was checked for: a payment that changes meanwhile is not loaded again', async () => {
    const { order, approve, pay, parts } = await open();
    const path = await order();
    const token = await approve(path);
    const { payments } = parts;
    const load = payments.get.bind(payments);
    // As an edit that comes in between.
    let loads = 0;
    payments.get = (id) => {
      const payment = load(id);
      loads += 1;
      return loads === 1 ? payment : payment && { ...payment, amount: 199_000 };
    };
    await pay(path, token).expect(200);
    expect(loads).toBe(1);
  });

  it('is no use to another user, and neither is that of the sign-in', async () => {
    const recipe = await open();
    const { order, approve, pay, openBrowser, prove } = recipe;
    const path = await order();
    const token = await approve(path);
    const thief = openBrowser();
    await pay(path, token, thief).expect(401);
    await prove(thief, SIGN_IN, newNumber());
    await pay(path, token, thief).expect(404);
    await thief.post(`${path}/call`).send({}).expect(404);
  });

  it('is checked for its payment: a code of one payment does not verify another', async () => {
    const { browser, order, start, phone } = await open();
    const [one, other] = [await order(), await order()];
    const started = await start(browser, `${one}/call`, phone);
    expectProblem(await browser.post(`${other}/call/check`).send(started), 'verification_not_found');
    await browser.post(`${one}/call/check`).send(started).expect(200);
  });
});

describe('a payment', () => {
  it.each([{}, { amount: 0 }, { amount: -1 }, { amount: 0.5 }, { amount: '1' }, { payee: '' }, { currency: 'euro' }])(
    'needs a payee, a whole amount and a currency: %j',
    async (wrong) => {
      const { browser } = await open();
      const right = { payee: 'Bakery', amount: 1, currency: 'EUR' };
      const body = Object.keys(wrong).length === 0 ? {} : { ...right, ...wrong };
      await browser.post('/payments').send(body).expect(400);
    },
  );

  it('needs a session', async () => {
    const { openBrowser } = await open();
    await openBrowser().post('/payments').send({ payee: 'Bakery', amount: 1, currency: 'EUR' }).expect(401);
  });

  it('can be called for once more', async () => {
    const { browser, order, start, phone, simulator, advance } = await open();
    const path = `${await order()}/call`;
    const { verificationId } = await start(browser, path, phone);
    advance(120);
    await browser.post(path).send({ verificationId }).expect(202);
    expect(simulator.telephone(phone).calls).toHaveLength(3);
  });
});
