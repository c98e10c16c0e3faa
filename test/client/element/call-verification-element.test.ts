import { expect, it } from 'vitest';
import { describeWithBrowser } from '../../support/browser.js';
import { otherThan } from '../../support/shop.js';
import { type ElementPage, openElementPage, openElementShop } from './element-page.js';

const paste = (field: ElementPage['code'], text: string): Promise<void> =>
  field.evaluate((input, pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text', pasted);
    const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
    if (input.dispatchEvent(event)) document.execCommand('insertText', false, pasted);
  }, text);

describeWithBrowser('the element', (browser) => {
  it('confirms the number of whoever types the digits of the calling number, and gives the token to the page', async () => {
    const shop = await openElementShop();
    const shown = await openElementPage(browser(), shop);
    await shown.askForCall();
    await shown.title.getByText('We are calling you').waitFor();
    expect(await shown.announcement.textContent()).toMatch(/^We are calling you\. No need to answer\. Type the last 4 digits/);
    await shown.code.fill(shop.code());
    await shown.title.getByText('Your number is confirmed').waitFor();
    const { detail } = (await shown.events()).find(({ type }) => type === 'verified') ?? {};
    expect(detail).toMatchObject({ tokenType: 'Bearer', expiresIn: 300, phone: shop.phone });
    expect(shop.calls.verifyToken(String(detail?.['token']))).toMatchObject({ phone_number: shop.phone, amr: ['tel'] });
    expect((await shown.events()).filter(({ type }) => type === 'statechange').map((event) => event.detail['step'])).toEqual([
      'code',
      'verified',
    ]);
    expect(shown.complaints).toEqual([]);
  });

  it.each(['+7 915 777-77-77', '8 (915) 777-77-77', '+421 901 234 567'])('understands a number that is pasted: %s', async (text) => {
    const shop = await openElementShop();
    const shown = await openElementPage(browser(), shop);
    await shown.element.locator('.chosen').waitFor();
    await shown.phone.focus();
    await paste(shown.phone, text);
    const isSlovak = text.startsWith('+421');
    expect(await shown.phone.inputValue()).toBe(isSlovak ? '901 234 567' : '915 777-77-77');
    expect(await shown.element.locator('.calling-code').textContent()).toBe(isSlovak ? '+421' : '+7');
    expect(await shown.element.locator('select').inputValue()).toBe(isSlovak ? 'SK' : 'RU');
  });

  it('puts the mask on while somebody types, corrects and chooses', async () => {
    const shown = await openElementPage(browser(), await openElementShop());
    await shown.element.locator('.chosen').waitFor();
    await shown.phone.pressSequentially('9157777777');
    expect(await shown.phone.inputValue()).toBe('915 777-77-77');
    for (const _ of '777-7') await shown.phone.press('Backspace');
    expect(await shown.phone.inputValue()).toBe('915 77');
    await shown.phone.press('Home');
    await shown.phone.pressSequentially('3');
    expect(await shown.phone.inputValue()).toBe('391 577');
    expect(await shown.phone.evaluate((input: HTMLInputElement) => input.selectionStart)).toBe(1);
    await shown.element.locator('select').selectOption('SK');
    expect(await shown.phone.inputValue()).toBe('391 577');
    expect(await shown.phone.getAttribute('placeholder')).toBe('000 000 000');
  });

  it('shows no choice of countries where there is one, and a free field where there is any', async () => {
    const one = await openElementPage(browser(), await openElementShop({ calls: { countries: ['SK'] } }));
    await one.element.locator('.calling-code').getByText('+421').waitFor();
    expect(await one.element.locator('select').count()).toBe(0);
    const any = await openElementPage(browser(), await openElementShop({ calls: { countries: 'any' } }));
    await any.element.getByText('Start with + and the country code').waitFor();
    expect(await any.element.locator('select, .calling-code').count()).toBe(0);
  });

  it('lets browsers and keyboards fill in number and code', async () => {
    const shown = await openElementPage(browser(), await openElementShop());
    expect(await shown.phone.evaluate((field: HTMLInputElement) => [field.autocomplete, field.inputMode, field.type])).toEqual([
      'tel',
      'tel',
      'tel',
    ]);
    await shown.askForCall();
    expect(await shown.code.evaluate((field: HTMLInputElement) => [field.autocomplete, field.inputMode])).toEqual([
      'one-time-code',
      'numeric',
    ]);
  });

  it('takes a code that is pasted with words around it, and checks it once', async () => {
    const shop = await openElementShop();
    const shown = await openElementPage(browser(), shop);
    await shown.askForCall();
    await shown.title.waitFor();
    const code = otherThan(shop.code());
    await paste(shown.code, `code: ${code.slice(0, 2)} ${code.slice(2)}`);
    await shown.element.getByText('That is not the right code. You have 2 tries left.').waitFor();
    expect(await shown.code.inputValue()).toBe('');
    expect(await shown.code.evaluate((field) => field.matches(':focus'))).toBe(true);
    expect(await shown.code.getAttribute('aria-invalid')).toBe('true');
    await paste(shown.code, shop.code());
    await shown.title.getByText('Your number is confirmed').waitFor();
    expect(shop.eventsOf('code.rejected')).toHaveLength(1);
  });

  it('closes after the last wrong code, and begins anew', async () => {
    const shop = await openElementShop({ calls: { maxChecks: 1 } });
    const shown = await openElementPage(browser(), shop);
    await shown.askForCall();
    await shown.title.waitFor();
    await shown.code.fill(otherThan(shop.code()));
    await shown.title.getByText('Too many wrong codes').waitFor();
    expect((await shown.events()).at(-1)).toMatchObject({ type: 'failed', detail: { reason: 'too_many_checks' } });
    await shown.button('Start over').click();
    await shown.phone.waitFor();
  });

  it('calls again in the way that the person chooses, once its time has come', async () => {
    const shop = await openElementShop();
    const shown = await openElementPage(browser(), shop);
    await shown.askForCall();
    await shown.title.waitFor();
    const way = shown.button('Call me and say the code');
    expect(await way.getAttribute('aria-disabled')).toBe('true');
    await shown.element.locator('.way:not([aria-disabled])').first().waitFor();
    await expect.poll(() => shown.announcement.textContent()).toBe('You can try again now.');
    await way.click();
    await shown.element.locator('#text').getByText('A voice will say 4 digits').waitFor();
    await shop.report({ cause: 16, word: 'ANSWER' });
    await shown.title.getByText('You answered').waitFor();
    await shown.code.fill(shop.code());
    await shown.title.getByText('Your number is confirmed').waitFor();
  });

  it('opens the ways also when their time comes between the drawing of the countdown and what follows it', async () => {
    const shop = await openElementShop({ calls: { resendDelaysSeconds: [2] } });
    // The page's clock jumps beyond the countdown once it is drawn; by no more than what counts as a wrong clock.
    const beforeLoad = `const now = Date.now;
      let aheadMs = 0;
      Date.now = () => {
        if (document.querySelector('call-verification')?.shadowRoot.querySelector('[role=timer]')) aheadMs = 4000;
        return now() + aheadMs;
      };`;
    const shown = await openElementPage(browser(), shop, { beforeLoad });
    // No news that would be drawn.
    await shown.page.route('**/auth/call/status', () => undefined);
    await shown.askForCall();
    await shown.title.waitFor();
    await shown.element.locator('.way:not([aria-disabled])').first().waitFor();
    await expect.poll(() => shown.announcement.textContent()).toBe('You can try again now.');
  });

  it.each([2, 4])('keeps the %i digits that are typed while another call is being asked for', async (count) => {
    const shop = await openElementShop();
    const shown = await openElementPage(browser(), shop);
    await shown.askForCall();
    await shown.element.locator('.way:not([aria-disabled])').first().waitFor();
    const code = shop.code();
    let letGo = (): void => undefined;
    const typed = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    await shown.page.route('**/auth/call', async (route) => {
      await typed;
      await route.continue();
    });
    await shown.button('Call me and say the code').click();
    await shown.code.focus();
    await shown.page.keyboard.type(code.slice(0, count));
    letGo();
    if (count < code.length) {
      await shown.element.locator('#text').getByText('A voice will say 4 digits').waitFor();
      expect(await shown.code.inputValue()).toBe(code.slice(0, count));
      expect(await shown.code.evaluate((field) => field.matches(':focus'))).toBe(true);
      await shown.page.keyboard.type(code.slice(count));
    }
    // The code of the first call is good still, and nobody has to press a button for it.
    await shown.title.getByText('Your number is confirmed').waitFor();
    expect(shop.eventsOf('code.rejected')).toEqual([]);
  });

  it('finishes a confirmation call by itself', async () => {
    const shop = await openElementShop({ methods: ({ mcn }) => [mcn.confirmationCall({ confirmedBy: { field: 'dtmf', value: '9' } })] });
    const shown = await openElementPage(browser(), shop);
    await shown.askForCall();
    await shown.element.locator('#text').getByText('Answer the call and press 9').waitFor();
    await shown.button('I have pressed 9').click();
    await shown.element.getByText('Nothing has reached us yet').waitFor();
    await shop.report({ cause: 16, word: 'ANSWER', dtmf: '9' });
    await shown.title.getByText('Your number is confirmed').waitFor();
  });

  it('waits for a report that is needed, and finishes by itself', async () => {
    const shop = await openElementShop({ calls: { requireCallReport: true } });
    const shown = await openElementPage(browser(), shop);
    await shown.askForCall();
    await shown.title.waitFor();
    await shown.code.fill(shop.code());
    await shown.title.getByText('The code is right').waitFor();
    await shop.report({ cause: 16, word: 'NO ANSWER' });
    await shown.title.getByText('Your number is confirmed').waitFor();
  });

  it('is used by keyboard alone, with the focus where the person goes on', async () => {
    const shop = await openElementShop();
    const shown = await openElementPage(browser(), shop);
    const { keyboard } = shown.page;
    const focused = (): Promise<string> => shown.element.evaluate((host) => host.shadowRoot?.activeElement?.id ?? '');
    await shown.element.locator('.chosen').waitFor();
    await keyboard.press('Tab');
    await keyboard.press('Tab');
    expect(await focused()).toBe('phone');
    await keyboard.type(shop.phone);
    await keyboard.press('Enter');
    await expect.poll(focused).toBe('code');
    await keyboard.type('1');
    await keyboard.press('Enter');
    await shown.element.getByText('Please type 4 digits.').waitFor();
    expect(await focused()).toBe('code');
    await keyboard.press('Backspace');
    await keyboard.type(shop.code());
    await expect.poll(focused).toBe('title');
    expect(await shown.title.textContent()).toBe('Your number is confirmed');
  });

  it('says in words what is wrong when the shop cannot be reached', async () => {
    const shop = await openElementShop();
    const shown = await openElementPage(browser(), shop);
    await shown.element.locator('.chosen').waitFor();
    await shown.page.route('**/auth/call', (route) => route.abort());
    await shown.askForCall();
    await shown.element.getByText('The server cannot be reached').waitFor({ timeout: 30_000 });
    expect((await shown.events()).at(-1)).toMatchObject({ type: 'failed', detail: { code: 'offline' } });
  });

  it('takes the code back when another number is wanted', async () => {
    const shop = await openElementShop();
    const shown = await openElementPage(browser(), shop);
    await shown.askForCall();
    await shown.title.waitFor();
    await shown.button('Use another number').click();
    await shown.phone.waitFor();
    await expect.poll(() => shop.eventsOf('verification.closed').map(({ reason }) => reason)).toEqual(['canceled']);
  });
});
