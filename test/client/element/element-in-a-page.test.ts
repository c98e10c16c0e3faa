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

  it('asks its own page, whatever the page says about the base of its links', async () => {
    const elsewhere = await openElementShop();
    const body = `<base href="${elsewhere.url}/other/"><call-verification url="auth/call"></call-verification>`;
    const shop = await openElementShop({ body });
    const shown = await openElementPage(browser(), shop);
    await shown.element.locator('.chosen').waitFor();
    await shown.askForCall();
    await shown.title.getByText('We are calling you').waitFor();
    expect([shop.telephone.calls.length, elsewhere.requests.length]).toEqual([1, 0]);
    expect(await shown.page.evaluate('document.baseURI')).toBe(`${elsewhere.url}/other/`);
  });

  it('asks the page around a frame that has no address', async () => {
    const shop = await openElementShop({ body: '<base href="http://127.0.0.1:9/"><main></main>' });
    const shown = await openElementPage(browser(), shop);
    await shown.page.evaluate((origin) => {
      const frame = document.createElement('iframe');
      frame.srcdoc = `<script type="module" src="${origin}/auth/call/element.js"></script><call-verification url="/auth/call"></call-verification>`;
      document.body.append(frame);
    }, shop.url);
    await shown.page.frameLocator('iframe').locator('call-verification .chosen').waitFor();
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
    ['lang="ru_RU"', '<call-verification></call-verification>', 'Ваш номер телефона'],
    ['lang="ru"', '<call-verification lang="SK"></call-verification>', 'Vaše telefónne číslo'],
    ['lang="C"', '<call-verification></call-verification>', 'Vaše telefónne číslo'],
    ['lang=""', '<call-verification></call-verification>', 'Vaše telefónne číslo'],
    ['', '<call-verification></call-verification>', 'Vaše telefónne číslo'],
  ])('speaks the language nearest to it: %s %s', async (root, body, label) => {
    const shown = await openElementPage(browser(), await openElementShop({ root, body }), { locale: 'sk-SK' });
    await shown.element.getByText(label, { exact: true }).waitFor();
  });

  it.each(['C', 'en-US@posix', 'ru_RU.UTF-8', '', undefined])('works in a browser whose language is written "%s"', async (language) => {
    const shown = await openElementPage(browser(), await openElementShop({ root: '' }), {
      beforeLoad: `Object.defineProperty(navigator, 'language', { get: () => ${JSON.stringify(language)} });`,
    });
    await shown.element.locator('.chosen').waitFor();
    await shown.element
      .getByText(language?.startsWith('ru') === true ? 'Ваш номер телефона' : 'Your phone number', { exact: true })
      .waitFor();
    expect(shown.complaints).toEqual([]);
  });

  it.each([
    ['lang="sk"', undefined, 'SK'],
    ['lang="sk"', 'RU', 'SK'],
    ['lang="sk_SK.UTF-8"', 'RU', 'SK'],
    ['lang="en-SK"', 'RU', 'SK'],
    ['lang="ru"', 'SK', 'RU'],
    ['lang="en"', 'SK', 'SK'],
    ['lang="de"', undefined, 'RU'],
  ] as const)('begins with the country of its page, if that is called: %s, server %s', async (root, defaultCountry, country) => {
    const shop = await openElementShop({ root, calls: defaultCountry === undefined ? {} : { defaultCountry } });
    const shown = await openElementPage(browser(), shop, { locale: 'en-US' });
    await expect.poll(() => shown.element.locator('select').inputValue()).toBe(country);
    expect(await shown.element.locator('.chosen').textContent()).toBe(country);
  });

  it('changes its language with the page, and learns new ones', async () => {
    const module = `import { defineMessages } from '/auth/call/element.js'; globalThis.learn = () => defineMessages('de', { 'phone.label': 'Ihre Telefonnummer' });`;
    const shown = await openElementPage(browser(), await openElementShop({ module }));
    await shown.element.getByText('Your phone number').waitFor();
    await shown.page.evaluate("document.documentElement.lang = 'ru'");
    await shown.element.getByText('Ваш номер телефона').waitFor();
    await shown.page.evaluate("document.documentElement.lang = 'de'; globalThis.learn()");
    await shown.element.getByText('Ihre Telefonnummer').waitFor();
    await shown.element.getByText('We will check that this number is yours.').waitFor();
  });

  it.each([
    ['right', 'event.detail.respond({ captcha: event.detail.challenge.word })', 'We are calling you'],
    [
      'wrong',
      "if (globalThis.isAsked) return; globalThis.isAsked = true; event.preventDefault(); event.detail.respond({ captcha: 'guess' })",
      '',
    ],
    ['not at all', '', ''],
  ])('asks the page to pass a challenge before the call: answered %s', async (_, answer, title) => {
    const asked: unknown[] = [];
    const listener = answer.startsWith('event') ? `event.preventDefault(); ${answer}` : answer;
    const shop = await openElementShop({
      module: `document.addEventListener('challenge', (event) => { ${listener} });`,
      calls: { policy: () => ({ challenge: { word: 'please' } }) },
      router: {
        start: {
          input: (req) => {
            const { captcha, ...body } = req.body;
            asked.push(captcha);
            return { ...body, challengePassed: captcha === 'please' };
          },
        },
      },
    });
    const shown = await openElementPage(browser(), shop);
    await shown.askForCall();
    if (title !== '') await shown.title.getByText(title).waitFor();
    else await shown.element.getByText('This is not possible right now').waitFor();
    expect(asked).toEqual(answer === '' ? [undefined] : [undefined, title === '' ? 'guess' : 'please']);
    expect(shop.telephone.calls).toHaveLength(title === '' ? 0 : 1);
  });

  it.each(['/auth/call', '/auth/call/check'])('needs no second call and no second code when an answer is lost: %s', async (path) => {
    const shop = await openElementShop();
    const shown = await openElementPage(browser(), shop);
    const keys: (string | undefined)[] = [];
    await shown.page.route(`**${path}`, async (route) => {
      keys.push(route.request().headers()['idempotency-key']);
      const response = await route.fetch();
      // The first time the server has answered, and the page does not hear of it.
      if (keys.length === 1) return route.abort('connectionreset');
      await route.fulfill({ response });
    });
    await shown.askForCall();
    await shown.title.getByText('We are calling you').waitFor();
    await shown.code.fill(shop.code());
    await shown.title.getByText('Your number is confirmed').waitFor();
    expect([keys.length, new Set(keys).size, keys[0] === undefined]).toEqual([2, 1, false]);
    expect([shop.telephone.calls.length, shop.eventsOf('verification.verified').length]).toEqual([1, 1]);
    const token = await shown.element.evaluate((element) => ('value' in element ? String(element.value) : ''));
    expect(shop.calls.verifyToken(token)).toMatchObject({ phone_number: shop.phone });
  });

  it('chooses the country that the page wishes, also later, and keeps what was typed', async () => {
    const shown = await openElementPage(browser(), await openElementShop({ body: '<call-verification country="SK"></call-verification>' }));
    const select = shown.element.locator('select');
    await expect.poll(() => select.inputValue()).toBe('SK');
    await shown.phone.fill('9157777777');
    await shown.element.evaluate((element) => element.setAttribute('country', 'ru'));
    await expect.poll(() => select.inputValue()).toBe('RU');
    expect(await shown.phone.inputValue()).toBe('915 777-77-77');
    expect(await shown.element.locator('.calling-code').textContent()).toBe('+7');
    await shown.element.evaluate((element) => element.setAttribute('country', 'ZZ'));
    expect(await select.inputValue()).toBe('RU');
  });

  it('takes the colours that are forced upon it', async () => {
    const shown = await openElementPage(browser(), await openElementShop({ body: '<call-verification theme="dark"></call-verification>' }));
    const colour = await shown.element.locator('.box').evaluate((box) => getComputedStyle(box).backgroundColor);
    expect(colour).toBe('rgb(24, 27, 33)');
  });

  it.each([
    ['where nothing is', '/nowhere', 404],
    ['where a page answers everything', '/pages', 200],
  ])('says on the console, once, that its address is wrong: %s', async (_, url, status) => {
    const shop = await openElementShop({
      body: `<call-verification url="${url}"></call-verification><call-verification url="${url}"></call-verification>`,
      routes: (app) => void app.use('/pages', (_req, res) => void res.send('<!doctype html><title>Shop</title>')),
    });
    const shown = await openElementPage(browser(), shop);
    await expect.poll(() => shown.complaints).toHaveLength(1);
    await shown.phone.first().fill(shop.phone);
    await shown.page.getByRole('button', { name: /call/i }).first().click();
    await expect.poll(async () => (await shown.events()).map(({ type }) => type)).toContain('failed');
    expect(shown.complaints).toEqual([expect.stringMatching(new RegExp(`HTTP ${status} without a problem document\\. Check url and`))]);
  });

  it("says on the console that a handler of the host's own answered without a problem document, and nothing of problems", async () => {
    let isRefusing = false;
    const shop = await openElementShop({
      routes: (app) =>
        void app.post('/auth/call', (_req, res, next) => {
          if (isRefusing) res.status(403).json({ error: 'csrf' });
          else next();
        }),
    });
    const shown = await openElementPage(browser(), shop);
    await shown.phone.fill('+7 12');
    await shown.element.locator('button[type=submit]').click();
    await shown.element.getByText('We cannot confirm this number').waitFor();
    expect(shown.complaints).toEqual([]);
    isRefusing = true;
    for (let press = 1; press <= 2; press += 1) {
      await shown.askForCall();
      await expect.poll(async () => (await shown.events()).filter(({ type }) => type === 'failed')).toHaveLength(1 + press);
    }
    expect(shown.complaints).toEqual([expect.stringContaining('HTTP 403 without a problem document')]);
  });
});
