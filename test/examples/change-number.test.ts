/** The recipe for a change of number: both numbers proven, or the old one lost. */
import { describe, expect, it } from 'vitest';
import { createApp, WAIT_MS } from '../../examples/recipes/change-number.js';
import { expectProblem } from '../support/problem.js';
import { newNumber } from '../support/shop.js';
import { openRecipe } from './open-recipe.js';

const [SIGN_IN, OLD, NEW] = ['/auth/call', '/number/old/call', '/number/new/call'];

async function open() {
  const notices: (readonly [phone: string, what: string])[] = [];
  const recipe = await openRecipe((options) => createApp({ ...options, notify: (...notice) => notices.push(notice) }));
  const { openBrowser, prove, phone } = recipe;
  const browser = openBrowser();
  await prove(browser, SIGN_IN, phone);
  const wanted = newNumber();
  return {
    ...recipe,
    notices,
    browser,
    wanted,
    proveOld: () => prove(browser, OLD, '+79150000000', phone),
    proveNew: (by = browser, number = wanted) => prove(by, NEW, number),
    account: () => browser.get('/account'),
  };
}

describe('a change of number', () => {
  it('is made when both numbers are proven, and the owner of the old one is told', async () => {
    const { browser, phone, wanted, proveOld, proveNew, account, notices, simulator } = await open();
    const oldToken = await proveOld();
    const newToken = await proveNew();
    expect((await account()).body).toEqual({ phone });
    await browser.put('/number').send({ oldToken, newToken }).expect(200, { phone: wanted });
    expect((await account()).body).toEqual({ phone: wanted });
    expect(notices).toEqual([[phone, 'changed']]);
    expect(simulator.telephone('+79150000000').calls).toEqual([]);
  });

  it('is not made with one of them, nor with one token twice', async () => {
    const { browser, phone, proveOld, proveNew, account, notices } = await open();
    const [oldToken, newToken] = [await proveOld(), await proveNew()];
    const wrong = [
      {},
      { oldToken },
      { newToken },
      { oldToken, newToken: oldToken },
      { oldToken: newToken, newToken },
      { oldToken: [oldToken] },
    ];
    for (const body of wrong) expectProblem(await browser.put('/number').send(body), 'token_invalid');
    expect((await account()).body).toEqual({ phone });
    expect(notices).toEqual([]);
  });

  it('takes no tokens that another user got', async () => {
    const { browser, openBrowser, prove, phone, proveOld, proveNew, account } = await open();
    const other = openBrowser();
    await prove(other, SIGN_IN, newNumber());
    const newToken = await proveNew(other);
    expectProblem(await browser.put('/number').send({ oldToken: await proveOld(), newToken }), 'token_invalid');
    expect((await account()).body).toEqual({ phone });
  });

  it('takes a token of the old number only as long as that is the number', async () => {
    const { browser, proveOld, proveNew, wanted } = await open();
    const [oldToken, newToken] = [await proveOld(), await proveNew()];
    await browser.put('/number').send({ oldToken, newToken }).expect(200, { phone: wanted });
    expectProblem(await browser.put('/number').send({ oldToken, newToken }), 'token_invalid');
  });

  it('gives nobody the number of another user', async () => {
    const { browser, openBrowser, prove, proveOld, proveNew, phone, wanted, account } = await open();
    await prove(openBrowser(), SIGN_IN, wanted);
    const body = { oldToken: await proveOld(), newToken: await proveNew() };
    await browser.put('/number').send(body).expect(409, { isTaken: true });
    expect((await account()).body).toEqual({ phone });
  });

  it('needs a session', async () => {
    const { openBrowser, wanted } = await open();
    await openBrowser().post(NEW).send({ phone: wanted }).expect(401);
    await openBrowser().put('/number').send({}).expect(401);
    await openBrowser().post('/number/lost').send({}).expect(401);
  });
});

describe('a lost number', () => {
  it('is left after a wait, with a new proof of the same new number', async () => {
    const { browser, phone, wanted, proveNew, account, notices, now, advance } = await open();
    const asked = await browser
      .post('/number/lost')
      .send({ newToken: await proveNew() })
      .expect(202);
    expect(asked.body).toEqual({ possibleFrom: new Date(now() + WAIT_MS).toISOString() });
    expect(notices).toEqual([[phone, 'change_asked']]);
    await browser
      .put('/number/lost')
      .send({ newToken: await proveNew() })
      .expect(425);
    expect((await account()).body).toEqual({ phone });
    advance(WAIT_MS / 1000);
    await browser
      .put('/number/lost')
      .send({ newToken: await proveNew(browser, newNumber()) })
      .expect(404);
    await browser
      .put('/number/lost')
      .send({ newToken: await proveNew() })
      .expect(200, { phone: wanted });
    expect(notices).toEqual([
      [phone, 'change_asked'],
      [phone, 'changed'],
    ]);
  });

  it('is not lost if somebody signs in with it meanwhile', async () => {
    const { browser, openBrowser, prove, phone, proveNew, account, advance } = await open();
    await browser.post('/number/lost').send({ newToken: await proveNew() });
    await prove(openBrowser(), SIGN_IN, phone);
    advance(WAIT_MS / 1000);
    await browser
      .put('/number/lost')
      .send({ newToken: await proveNew() })
      .expect(404);
    expect((await account()).body).toEqual({ phone });
  });

  it('is not left if a session of the user says so', async () => {
    const { browser, proveNew, advance } = await open();
    await browser.post('/number/lost').send({ newToken: await proveNew() });
    await browser.delete('/number/lost').expect(204);
    advance(WAIT_MS / 1000);
    await browser
      .put('/number/lost')
      .send({ newToken: await proveNew() })
      .expect(404);
  });

  it('is told of once for each proof, whether that is sent again or after a stop', async () => {
    const { browser, proveNew, notices, phone, advance } = await open();
    const newToken = await proveNew();
    const ask = () => browser.post('/number/lost').send({ newToken });
    const first = await ask().expect(202);
    advance(60);
    expect((await ask().expect(202)).body).toEqual(first.body);
    await browser.delete('/number/lost').expect(204);
    await ask().expect(409);
    expect(notices).toEqual([[phone, 'change_asked']]);
    const again = await proveNew();
    await browser.post('/number/lost').send({ newToken: again }).expect(202);
    expect(notices).toHaveLength(2);
  });

  it('that waits to be left for one number is not left for another', async () => {
    const { browser, proveNew, notices, wanted, advance } = await open();
    await browser.post('/number/lost').send({ newToken: await proveNew() });
    await browser
      .post('/number/lost')
      .send({ newToken: await proveNew(browser, newNumber()) })
      .expect(409);
    expect(notices).toHaveLength(1);
    advance(WAIT_MS / 1000);
    await browser
      .put('/number/lost')
      .send({ newToken: await proveNew() })
      .expect(200, { phone: wanted });
  });
});
