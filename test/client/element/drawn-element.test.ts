/** Properties and attributes, as pages and frameworks use them. */
import { expect, it } from 'vitest';
import { describeWithBrowser } from '../../support/browser.js';
import { openElementPage, openElementShop } from './element-page.js';

const NUMBER = '+7 915 777-77-77';

describeWithBrowser('the properties of the element', (browser) => {
  it('may be set before it is registered, and draw it anew afterwards', async () => {
    const shown = await openElementPage(browser(), await openElementShop({ body: '' }));
    await shown.page.evaluate((phone) => {
      // An element of a document without a window is registered when it comes into one that has.
      const early = document.implementation.createHTMLDocument().createElement('call-verification');
      Object.assign(early, { phone, readonlyPhone: true });
      document.body.append(early);
    }, NUMBER);
    await shown.element.locator('.known').getByText('915 777-77-77').waitFor();
    expect(await shown.element.evaluate((element) => Object.hasOwn(element, 'phone'))).toBe(false);
    await shown.element.evaluate((element) => Object.assign(element, { readonlyPhone: false, lang: 'sk' }));
    await shown.element.getByText('Vaše telefónne číslo').waitFor();
    expect(await shown.phone.inputValue()).toBe('915 777-77-77');
  });

  it('follow their attributes, and are as at first without them', async () => {
    const shown = await openElementPage(
      browser(),
      await openElementShop({
        body: '<call-verification name="n" required></call-verification>',
        routes: (app) => void app.get('/elsewhere/countries.json', (_req, res) => void res.json({ countries: 'any' })),
      }),
    );
    const read = (): Promise<unknown> =>
      shown.element.evaluate((element) => ['name', 'required', 'readonlyPhone', 'url', 'phone'].map((name) => Reflect.get(element, name)));
    expect(await read()).toEqual(['n', true, false, '/auth/call/', '']);
    await shown.element.evaluate((element) => {
      for (const name of ['name', 'required']) element.removeAttribute(name);
      element.setAttribute('readonly-phone', '');
      element.setAttribute('url', '/elsewhere');
      element.setAttribute('phone', '+421901234567');
    });
    expect(await read()).toEqual(['phoneToken', false, true, '/elsewhere', '+421901234567']);
    await shown.element.evaluate((element) => {
      for (const name of ['url', 'phone', 'readonly-phone']) element.removeAttribute(name);
      Object.assign(element, { name: undefined });
    });
    expect(await read()).toEqual(['phoneToken', false, false, '/auth/call/', '']);
    // What Vue sets for a value that is gone.
    await shown.element.evaluate((element) => Object.assign(element, { name: '', url: '', phone: '' }));
    expect(await read()).toEqual(['phoneToken', false, false, '/auth/call/', '']);
    expect(shown.complaints).toEqual([]);
  });

  it('write switches back to their attributes, once they are drawn', async () => {
    const shown = await openElementPage(browser(), await openElementShop({ body: '' }));
    const told = await shown.page.evaluate(async () => {
      const element = document.createElement('call-verification');
      Object.assign(element, { required: true, disabled: true });
      const before = element.getAttributeNames();
      document.body.append(element);
      await Reflect.get(element, 'updateComplete');
      const drawn = element.getAttributeNames();
      Object.assign(element, { disabled: false });
      await Reflect.get(element, 'updateComplete');
      return [before, drawn, element.getAttributeNames()];
    });
    expect(told).toEqual([[], ['required', 'disabled'], ['required']]);
  });

  it('calls at once where the page makes the element and starts it before it stands anywhere', async () => {
    const shop = await openElementShop({ body: '' });
    const shown = await openElementPage(browser(), shop);
    await shown.page.evaluate((phone) => {
      const element = document.createElement('call-verification');
      element.phone = phone;
      void element.start();
      document.body.append(element);
    }, shop.phone);
    await shown.title.getByText('We are calling you').waitFor();
  });

  it('are drawn when it is moved and taken up again', async () => {
    const shop = await openElementShop();
    const shown = await openElementPage(browser(), shop);
    await shown.askForCall();
    await shown.title.waitFor();
    await shown.element.evaluate((element) => {
      const section = document.createElement('section');
      document.body.append(section);
      section.append(element);
    });
    await shop.report({ cause: 16, word: 'NO ANSWER' });
    await shown.title.getByText('You have a missed call').waitFor();
  });
});
