/** What people type, paste and compose, by the browser's own input events. */
import type { CDPSession } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { describeWithBrowser } from '../../support/browser.js';
import { newNumber, spell } from '../../support/shop.js';
import { type ElementPage, type ElementShop, openElementPage, openElementShop } from './element-page.js';

const ARABIC = 0x0660;
const PERSIAN = 0x06f0;
const FULL_WIDTH = 0xff10;

const openShopIn = (lang: string, country = 'RU'): Promise<ElementShop> =>
  openElementShop({
    root: `lang="${lang}"`,
    body: `<call-verification country="${country}"></call-verification>`,
    calls: { countries: ['RU', 'SK', 'DE'] },
  });

describeWithBrowser('the element', (browser) => {
  async function openIn(
    shop: ElementShop,
  ): Promise<ElementPage & { readonly cdp: CDPSession; pasteInto(field: ElementPage['code'], text: string): Promise<void> }> {
    const shown = await openElementPage(browser(), shop, { permissions: ['clipboard-read', 'clipboard-write'] });
    await shown.element.locator('.chosen').waitFor();
    return {
      ...shown,
      cdp: await shown.page.context().newCDPSession(shown.page),
      async pasteInto(field, text) {
        await shown.page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
        await field.focus();
        await shown.page.keyboard.press('Control+V');
      },
    };
  }

  describe.each(['en', 'ru', 'sk'])('in %s', (lang) => {
    it('calls the number that is pasted, whatever country is chosen', async () => {
      const shop = await openShopIn(lang, 'DE');
      const shown = await openIn(shop);
      const spellings: readonly ((number: string) => string)[] = [
        (number) => number.replace('+', '\u200e\uff0b'),
        (number) => `tel:${number}`,
        (number) => number.replace('+', '00\u00a0'),
        (number) => spell(number, PERSIAN),
        (number) => `\u202a${number}\u202c`,
      ];
      for (const write of spellings) {
        await shown.element.locator('select').selectOption('DE');
        await shown.phone.selectText();
        await shown.pasteInto(shown.phone, write(shop.phone));
        expect(await shown.element.locator('select').inputValue()).toBe('RU');
        expect(await shown.phone.inputValue()).toMatch(/^915 \d{3}-\d\d-\d\d$/);
      }
      await shown.page.keyboard.press('Enter');
      await shown.title.waitFor();
      expect(shop.telephone.calls).toHaveLength(1);
      await shown.pasteInto(shown.code, `\u202b${spell(shop.code(), ARABIC)}\u202c\n`);
      await expect.poll(() => shop.eventsOf('verification.verified').length).toBe(1);
      expect(shown.complaints).toEqual([]);
    });

    it('calls nobody for what it cannot read, and shows it as it is', async () => {
      const shop = await openShopIn(lang, 'DE');
      const shown = await openIn(shop);
      const spellings: readonly ((number: string) => string)[] = [
        (number) => `${number} ext. 12`,
        (number) => `${number.slice(1)}+`,
        (number) => `${number}, ${newNumber()}`,
        (number) => number.replace('+', '8~10 '),
        (number) => number.replace('+', '011 '),
        (number) => `tel:${number.slice(2)};phone-context=example.com`,
      ];
      for (const write of spellings) {
        const text = write(shop.phone);
        await shown.phone.selectText();
        await shown.pasteInto(shown.phone, text);
        expect(await shown.phone.inputValue()).toBe(text);
        expect(await shown.element.locator('.calling-code').count()).toBe(0);
        expect(await shown.phone.getAttribute('aria-invalid')).toBe(null);
        await shown.page.keyboard.press('Enter');
        await shown.element.locator('#phone-problem p').waitFor();
        expect(await shown.phone.getAttribute('aria-invalid')).toBe('true');
      }
      expect(shop.requests).toEqual([]);
    });

    it('lets the server read a URI with an encoded plus', async () => {
      const shop = await openShopIn(lang, 'DE');
      const shown = await openIn(shop);
      await shown.pasteInto(shown.phone, shop.phone.replace('+', 'tel:%2B'));
      await shown.page.keyboard.press('Enter');
      await shown.title.waitFor();
      expect(shop.telephone.calls).toHaveLength(1);
    });

    it('leaves number and code alone while an input method composes them', async () => {
      const shop = await openShopIn(lang);
      const shown = await openIn(shop);
      const [, national = ''] = /^\+7(\d+)$/.exec(shop.phone) ?? [];
      await shown.phone.focus();
      const composed = spell(national, FULL_WIDTH);
      for (let length = 1; length <= composed.length; length += 1) {
        const text = composed.slice(0, length);
        await shown.cdp.send('Input.imeSetComposition', { text, selectionStart: length, selectionEnd: length });
        expect(await shown.phone.inputValue()).toBe(text);
      }
      await shown.cdp.send('Input.insertText', { text: composed });
      expect(await shown.phone.inputValue()).toMatch(/^915 \d{3}-\d\d-\d\d$/);
      await shown.page.keyboard.press('Enter');
      await shown.code.waitFor();
      expect(shop.telephone.calls).toHaveLength(1);
      await shown.code.focus();
      const code = spell(shop.code(), FULL_WIDTH);
      await shown.cdp.send('Input.imeSetComposition', { text: code, selectionStart: 4, selectionEnd: 4 });
      expect(await shown.code.inputValue()).toBe(code);
      expect(shop.eventsOf('verification.verified')).toEqual([]);
      await shown.cdp.send('Input.insertText', { text: code });
      await expect.poll(() => shop.eventsOf('verification.verified').length).toBe(1);
      expect(shown.complaints).toEqual([]);
    });

    it('checks a code once it is complete, also where a keyboard composes plain digits', async () => {
      const shop = await openShopIn(lang);
      const shown = await openIn(shop);
      await shown.askForCall();
      await shown.code.focus();
      const text = shop.code();
      for (const length of [1, 2, 3, 4]) {
        await shown.cdp.send('Input.imeSetComposition', { text: text.slice(0, length), selectionStart: length, selectionEnd: length });
      }
      await expect.poll(() => shop.eventsOf('verification.verified').length).toBe(1);
      expect(shop.eventsOf('code.rejected')).toEqual([]);
    });
  });

  it('takes digits of another script from a keyboard, and keeps the caret behind the digit', async () => {
    const shown = await openIn(await openShopIn('en'));
    await shown.phone.focus();
    for (const digit of '٩١٥٧٧٧٧٧٧٧') await shown.cdp.send('Input.insertText', { text: digit });
    expect(await shown.phone.inputValue()).toBe('915 777-77-77');
    await shown.page.keyboard.press('Home');
    for (const _ of '915') await shown.page.keyboard.press('ArrowRight');
    await shown.page.keyboard.press('Delete');
    await shown.cdp.send('Input.insertText', { text: '۲' });
    expect(await shown.phone.inputValue()).toBe('915 277-77-77');
    expect(await shown.phone.evaluate((input: HTMLInputElement) => input.selectionStart)).toBe(5);
  });

  it('keeps a number that is composed while the countries are loading', async () => {
    const shop = await openShopIn('en');
    const context = await browser().newContext();
    try {
      const page = await context.newPage();
      let answer = (): void => undefined;
      const asked = new Promise<void>((resolve) => {
        answer = resolve;
      });
      await page.route('**/countries.json', async (route) => {
        await asked;
        await route.continue();
      });
      await page.goto(`${shop.url}/`);
      const phone = page.locator('#phone');
      await phone.pressSequentially('9157');
      const cdp = await context.newCDPSession(page);
      await cdp.send('Input.imeSetComposition', { text: '777', selectionStart: 3, selectionEnd: 3 });
      answer();
      await page.locator('.chosen').waitFor();
      expect(await phone.inputValue()).toBe('9157777');
      await cdp.send('Input.insertText', { text: '777' });
      expect(await phone.inputValue()).toBe('915 777-7');
    } finally {
      await context.close();
    }
  });

  it('erases the digit beside a character of the mask, whatever key is pressed', async () => {
    const shown = await openIn(await openShopIn('en'));
    const caretOf = (): Promise<number | null> => shown.phone.evaluate((input: HTMLInputElement) => input.selectionStart);
    // The caret is "|".
    for (const [key, before, after] of [
      ['Delete', '915| 777-77-77', '915| 777-77-7'],
      ['Delete', '915 |777-77-77', '915| 777-77-7'],
      ['Delete', '915 234|-56-78', '915 234|-67-8'],
      ['Delete', '915 777-77-77|', '915 777-77-77|'],
      ['Backspace', '915 |234-56-78', '91|2 345-67-8'],
      ['Backspace', '915 777-|77-77', '915 77|7-77-7'],
      ['Backspace', '|915 777-77-77', '|915 777-77-77'],
      ['Control+Backspace', '915 234-|56-78', '915| 567-8'],
      ['Control+Backspace', '915 234|-56-78', '915| 567-8'],
      ['Control+Backspace', '915 |234-56-78', '|234 567-8'],
      ['Control+Backspace', '|915 777-77-77', '|915 777-77-77'],
      ['Control+Delete', '915 234|-56-78', '915 234|-78'],
      ['Control+Delete', '915| 234-56-78', '915| 567-8'],
      ['Control+Delete', '915 234-56-78|', '915 234-56-78|'],
    ] as const) {
      await shown.phone.fill(before.replace(/\D/g, ''));
      expect(await shown.phone.inputValue()).toBe(before.replace('|', ''));
      await shown.phone.evaluate((input: HTMLInputElement, caret) => input.setSelectionRange(caret, caret), before.indexOf('|'));
      await shown.page.keyboard.press(key);
      const text = await shown.phone.inputValue();
      // Where a character of the mask follows, the caret may stand on either side of it.
      const typed = text.slice(0, (await caretOf()) ?? 0).replace(/\D$/, '');
      expect([key, before, `${typed}|${text.slice(typed.length)}`]).toEqual([key, before, after]);
    }
  });

  it.each(['Delete', 'Backspace', 'Control+X'])('erases what is selected with %s, across the mask', async (key) => {
    const shown = await openIn(await openShopIn('en'));
    await shown.phone.fill('9152345678');
    await shown.phone.evaluate((input: HTMLInputElement) => input.setSelectionRange(2, 6));
    await shown.page.keyboard.press(key);
    expect(await shown.phone.inputValue()).toBe('914 567-8');
    expect(await shown.phone.evaluate((input: HTMLInputElement) => input.selectionStart)).toBe(2);
  });

  it('keeps all digits when a character of the mask alone is cut out', async () => {
    const shown = await openIn(await openShopIn('en'));
    await shown.phone.fill('9152345678');
    await shown.phone.evaluate((input: HTMLInputElement) => input.setSelectionRange(3, 4));
    await shown.page.keyboard.press('Control+X');
    expect(await shown.phone.inputValue()).toBe('915 234-56-78');
  });

  it.each(['Backspace', 'Delete', 'Control+Backspace'])('erases in a free number what stands there, with %s', async (key) => {
    const shown = await openIn(await openShopIn('en'));
    await shown.phone.fill('+1 202 555');
    const caret = key === 'Delete' ? 2 : 3;
    await shown.phone.evaluate((input: HTMLInputElement, at) => input.setSelectionRange(at, at), caret);
    await shown.page.keyboard.press(key);
    expect(await shown.phone.inputValue()).toBe(key === 'Control+Backspace' ? '+202 555' : '+1202 555');
  });
});
