import { expect, it } from 'vitest';
import { describeWithBrowser } from '../../support/browser.js';
import { openElementPage, openElementShop, visit } from './element-page.js';

const FORM = `<form method="post" action="/form"><label>Name <input name="name"></label>
  <call-verification required></call-verification><button>Order</button></form>`;

describeWithBrowser('the element in a page', (browser) => {
  it('hands the token over with the form around it', async () => {
    const shop = await openElementShop({ body: FORM });
    const shown = await openElementPage(browser(), shop);
    await shown.page.getByLabel('Name').fill('Ann');
    await shown.askForCall();
    await shown.title.waitFor();
    await shown.code.fill(shop.code());
    await shown.title.getByText('Your number is confirmed').waitFor();
    await shown.button('Order').click();
    await shown.page.getByText('Thanks').waitFor();
    const [form] = shop.forms;
    expect(Object.keys(form ?? {})).toEqual(['name', 'phoneToken']);
    expect(shop.calls.verifyToken(String(form?.['phoneToken']))).toMatchObject({ phone_number: shop.phone });
  });

  it('keeps a form back that needs it, and says why where the person goes on', async () => {
    const shop = await openElementShop({ body: FORM });
    const shown = await openElementPage(browser(), shop);
    await shown.element.locator('.chosen').waitFor();
    expect(await shown.page.evaluate("document.querySelector('form').checkValidity()")).toBe(false);
    expect(await shown.element.getByText('Please enter your phone number.').count()).toBe(0);
    await shown.button('Order').click();
    await shown.element.getByText('Please enter your phone number.').waitFor();
    expect(await shown.phone.evaluate((field) => field.matches(':focus'))).toBe(true);
    expect(shop.forms).toHaveLength(0);
  });

  it('goes back to its beginning with the form, and is off where a fieldset is', async () => {
    const shop = await openElementShop({
      body: `<form><fieldset><call-verification></call-verification></fieldset><button type="reset">Clear</button></form>`,
    });
    const shown = await openElementPage(browser(), shop);
    await shown.askForCall();
    await shown.title.waitFor();
    await shown.button('Clear').click();
    await shown.phone.waitFor();
    await shown.page.evaluate("document.querySelector('fieldset').disabled = true");
    await expect.poll(() => shown.phone.isDisabled()).toBe(true);
  });

  it('goes on after a reload, and keeps neither code nor token', async () => {
    const shop = await openElementShop();
    const shown = await openElementPage(browser(), shop);
    await shown.askForCall();
    await shown.title.waitFor();
    const code = shop.code();
    await shown.page.reload();
    await shown.title.getByText('We are calling you').waitFor();
    const kept = String(await shown.page.evaluate('JSON.stringify(sessionStorage)'));
    expect(kept).toContain('verificationId');
    expect(kept).not.toContain(shop.phone);
    await shown.code.fill(code);
    await shown.title.getByText('Your number is confirmed').waitFor();
    expect(await shown.page.evaluate('sessionStorage.length')).toBe(0);
  });

  it('begins anew after a reload where the host wants that', async () => {
    const shop = await openElementShop({ body: '<call-verification no-resume></call-verification>' });
    const shown = await openElementPage(browser(), shop);
    await shown.askForCall();
    await shown.title.waitFor();
    expect(await shown.page.evaluate('sessionStorage.length')).toBe(0);
    await shown.page.reload();
    await shown.phone.waitFor();
  });

  it('tells one tab that another has begun anew', async () => {
    const shop = await openElementShop();
    const shown = await openElementPage(browser(), shop);
    await shown.askForCall();
    await shown.title.waitFor();
    shop.wait(40);
    const other = await visit(await shown.page.context().newPage(), shop);
    await other.askForCall();
    await other.title.getByText('We are calling you').waitFor();
    await shown.title.getByText('Continued elsewhere').waitFor();
  });

  it('says that the time is up', async () => {
    const shop = await openElementShop();
    const shown = await openElementPage(browser(), shop);
    await shown.askForCall();
    await shown.title.waitFor();
    shop.wait(301);
    await shown.title.getByText('The time is up').waitFor();
    expect(await shown.announcement.textContent()).toMatch(/^The time is up\./);
  });

  it.each([
    ['lang="ru"', '<call-verification></call-verification>', 'Ваш номер телефона'],
    ['lang="ru"', '<div lang="sk"><call-verification></call-verification></div>', 'Vaše telefónne číslo'],
    ['lang="ru"', '<call-verification lang="en"></call-verification>', 'Your phone number'],
    ['lang="fr"', '<call-verification></call-verification>', 'Your phone number'],
    ['', '<call-verification></call-verification>', 'Vaše telefónne číslo'],
  ])('speaks the language nearest to it: %s %s', async (root, body, label) => {
    const shown = await openElementPage(browser(), await openElementShop({ root, body }), { locale: 'sk-SK' });
    await shown.element.getByText(label, { exact: true }).waitFor();
  });

  it('changes its language with the page, and learns new ones', async () => {
    const module = `import { defineMessages } from '/element.js'; globalThis.learn = () => defineMessages('de', { 'phone.label': 'Ihre Telefonnummer' });`;
    const shown = await openElementPage(browser(), await openElementShop({ module }));
    await shown.element.getByText('Your phone number').waitFor();
    await shown.page.evaluate("document.documentElement.lang = 'ru'");
    await shown.element.getByText('Ваш номер телефона').waitFor();
    await shown.page.evaluate("document.documentElement.lang = 'de'; globalThis.learn()");
    await shown.element.getByText('Ihre Telefonnummer').waitFor();
    await shown.element.getByText('We will check that this number is yours.').waitFor();
  });

  it.each([true, false])('asks the page for an extra check before the call: answered %s', async (isAnswered) => {
    const asked: unknown[] = [];
    const module = isAnswered
      ? "document.addEventListener('challenge', (event) => { event.preventDefault(); event.detail.respond({ captcha: event.detail.challenge.word }); });"
      : '';
    const shop = await openElementShop({
      module,
      routes(app) {
        app.post('/auth/call', (req, res, next) => {
          const chunks: Buffer[] = [];
          req.on('data', (chunk: Buffer) => chunks.push(chunk));
          req.on('end', () => {
            const body: Record<string, unknown> = JSON.parse(Buffer.concat(chunks).toString());
            asked.push(body['captcha']);
            const { captcha, ...rest } = body;
            req.body = rest;
            if (captcha === 'please') return next();
            res
              .status(403)
              .type('application/problem+json')
              .send({ code: 'challenge_required', status: 403, challenge: { word: 'please' } });
          });
        });
      },
    });
    const shown = await openElementPage(browser(), shop);
    await shown.askForCall();
    if (isAnswered) await shown.title.getByText('We are calling you').waitFor();
    else await shown.element.getByText('We cannot call you right now').waitFor();
    expect(asked).toEqual(isAnswered ? [undefined, 'please'] : [undefined]);
  });

  it('takes the colours that are forced upon it', async () => {
    const shown = await openElementPage(browser(), await openElementShop({ body: '<call-verification theme="dark"></call-verification>' }));
    const colour = await shown.element.locator('.box').evaluate((box) => getComputedStyle(box).backgroundColor);
    expect(colour).toBe('rgb(24, 27, 33)');
  });
});
