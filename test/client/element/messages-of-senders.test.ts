/** Codes of 4 to 8 digits that senders of the host's own bring, alone and beside the code of a call. */
import { expect, it } from 'vitest';
import { describeWithBrowser } from '../../support/browser.js';
import { type ElementPage, type ElementShop, openElementPage, openElementShop } from './element-page.js';
import { openOutbox } from './own-sender.js';

const stepOf = (shown: ElementPage) => () => shown.element.evaluate((element) => ('step' in element ? element.step : ''));
const textOf = (shown: ElementPage) => shown.element.locator('#text');
const nextWay = (shown: ElementPage, kind: string) => shown.element.locator(`.way[data-method=${kind}]:not([aria-disabled])`);
const askAgain = (shown: ElementPage, kind: string) => nextWay(shown, kind).click();

/** Whether all cells are inside the element's box, and each digit has a cell of its own, in the page. */
function areCellsWide({ shadowRoot }: Element): boolean {
  const box = shadowRoot?.querySelector('.box')?.getBoundingClientRect();
  const last = [...(shadowRoot?.querySelectorAll('.cell') ?? [])].at(-1)?.getBoundingClientRect();
  const input = shadowRoot?.querySelector('#code');
  if (box === undefined || last === undefined || !(input instanceof HTMLElement)) return false;
  return last.right < box.right && Number.parseFloat(getComputedStyle(input).letterSpacing) > 0;
}

describeWithBrowser('the field of the code', (browser) => {
  it('fits codes of 4 to 8 digits in narrow pages, and checks each once it is complete', async () => {
    const outbox = openOutbox();
    const lengths = [4, 5, 6, 7, 8];
    const shop = await openElementShop({
      methods: () => lengths.map((length) => outbox.sender(`digits_${length}`, length)),
      calls: { limits: { networkStartsPerHour: 50, networkStartsPerDay: 50, startsPerHour: 50, startsPerDay: 50 } },
    });
    const shown = await openElementPage(browser(), shop);
    for (const length of lengths) {
      shop.wait(40);
      await shown.element.evaluate((element, kind) => Object.assign(element, { method: kind }), `digits_${length}`);
      await shown.askForCall();
      await textOf(shown).getByText(`Type the code of ${length} digits`).waitFor();
      const sizes: unknown[] = [];
      for (const width of [480, 320, 256]) {
        await shown.page.setViewportSize({ width, height: 760 });
        sizes.push(await shown.element.locator('.cell').count(), await shown.element.evaluate(areCellsWide));
        expect(await shown.page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0);
      }
      expect(sizes).toEqual([length, true, length, true, length, true]);
      await shown.picture(`code-of-${length}-256`);
      await shown.code.pressSequentially(outbox.code());
      await expect.poll(stepOf(shown)).toBe('verified');
      await shown.element.evaluate((element) => 'reset' in element && typeof element.reset === 'function' && element.reset());
    }
    expect(shop.eventsOf('code.rejected')).toEqual([]);
    expect(shown.complaints).toEqual([]);
  });
});

describeWithBrowser('a message after a call with a shorter code', (browser) => {
  async function openBoth(): Promise<{
    readonly shop: ElementShop;
    readonly shown: ElementPage;
    readonly codes: readonly [string, string];
  }> {
    const outbox = openOutbox();
    const shop = await openElementShop({ methods: ({ mcn }) => [mcn.flashCall(), outbox.sender('whatsapp')] });
    const shown = await openElementPage(browser(), shop);
    await shown.askForCall();
    await nextWay(shown, 'whatsapp').waitFor();
    await shown.code.pressSequentially('12');
    const early = shop.code();
    await askAgain(shown, 'whatsapp');
    await textOf(shown).getByText('Type the code of 6 digits from it here.').waitFor();
    return { shop, shown, codes: [early, outbox.code()] };
  }

  it('takes back what was typed, says the new count, and still takes the code of the call, by Enter', async () => {
    const { shop, shown, codes } = await openBoth();
    expect([await shown.code.inputValue(), await shown.element.locator('.cell').count()]).toEqual(['', 6]);
    expect(await shown.announcement.textContent()).toContain('6 digits');
    await shown.expectAccessible();
    await shown.code.pressSequentially(`${codes[0]}1`);
    await shown.code.press('Enter');
    await shown.element.getByText('Please type 6 digits.').waitFor();
    await shown.code.press('Backspace');
    await shown.code.press('Enter');
    await expect.poll(stepOf(shown)).toBe('verified');
    expect(shop.eventsOf('code.rejected')).toEqual([]);
  });

  it('takes the code of the call at once where it is pasted, also after a reload', async () => {
    const { shop, shown, codes } = await openBoth();
    await shown.page.reload();
    await shown.code.waitFor();
    // Filled at once, as a browser or a keyboard does it.
    await shown.code.fill(codes[0]);
    await expect.poll(stepOf(shown)).toBe('verified');
    expect(shop.eventsOf('code.rejected')).toEqual([]);
  });
});

describeWithBrowser('a call after a message with a longer code', (browser) => {
  it.each(['whatsapp', 'flash_call'])('spends no check on half of it: the code of the %s', async (kind) => {
    const outbox = openOutbox();
    const shop = await openElementShop({ methods: ({ mcn }) => [outbox.sender('whatsapp'), mcn.flashCall()] });
    const shown = await openElementPage(browser(), shop);
    await shown.askForCall();
    await askAgain(shown, 'flash_call');
    await textOf(shown).getByText('Type the last 4 digits').waitFor();
    expect(await shown.element.locator('.cell').count()).toBe(4);
    const code = kind === 'whatsapp' ? outbox.code() : shop.code();
    await shown.code.pressSequentially(code.slice(0, 4));
    expect(await shown.element.locator('.cell').count()).toBe(4);
    if (kind === 'whatsapp') await shown.code.pressSequentially(code.slice(4));
    else await shown.code.press('Enter');
    await expect.poll(stepOf(shown)).toBe('verified');
    expect(shop.eventsOf('code.rejected')).toEqual([]);
  });

  it('is all that is waited for if the message did not arrive', async () => {
    const outbox = openOutbox();
    const shop = await openElementShop({ methods: ({ mcn }) => [outbox.sender('whatsapp'), mcn.flashCall()] });
    const shown = await openElementPage(browser(), shop);
    await shown.askForCall();
    await shown.title.getByText('We have sent you a WhatsApp message').waitFor();
    await shop.calls.reportDelivery({ sender: 'whatsapp', id: '1', outcome: 'undelivered' });
    await shown.title.getByText('The message did not arrive').waitFor();
    expect(await shown.code.count()).toBe(0);
    await askAgain(shown, 'flash_call');
    await shown.code.pressSequentially(shop.code());
    await expect.poll(stepOf(shown)).toBe('verified');
  });
});

/** Web OTP as Chrome has it on Android: a question stays open until a message comes or it is aborted. */
const WEB_OTP = `globalThis.OTPCredential = class {};
  globalThis.asked = [];
  navigator.credentials.get = ({ otp, signal }) => new Promise((resolve, reject) => {
    const question = { transport: otp.transport, isAborted: false, resolve };
    globalThis.asked.push(question);
    signal.addEventListener('abort', () => { question.isAborted = true; reject(new DOMException('', 'AbortError')); });
  });`;
/** The questions that are open, and how many were asked. */
const questionsIn =
  ({ page }: ElementPage) =>
  () =>
    page.evaluate('[asked.filter((each) => !each.isAborted).map((each) => each.transport[0]), asked.length]');
const readsCode = ({ page }: ElementPage, question: number, code: string) =>
  page.evaluate(`asked.at(${question}).resolve({ code: '${code}' })`);

describeWithBrowser('a browser that reads messages', (browser) => {
  it('fills in the code of a message, is not asked for a call, and is asked no longer once the field is left', async () => {
    const outbox = openOutbox();
    const shop = await openElementShop({ methods: ({ mcn }) => [mcn.flashCall(), outbox.sender('sms'), outbox.sender('viber', 8)] });
    const shown = await openElementPage(browser(), shop, { beforeLoad: WEB_OTP });
    await shown.askForCall();
    await shown.code.waitFor();
    await nextWay(shown, 'sms').waitFor();
    expect(await questionsIn(shown)()).toEqual([[], 0]);
    await askAgain(shown, 'sms');
    await textOf(shown).getByText('Type the code of 6 digits').waitFor();
    await expect.poll(questionsIn(shown)).toEqual([['sms'], expect.any(Number)]);
    await askAgain(shown, 'viber');
    await textOf(shown).getByText('Type the code of 8 digits').waitFor();
    await expect.poll(questionsIn(shown)).toEqual([['sms'], expect.any(Number)]);
    for (const code of ['12345', 'Your code: 12345678', '']) await readsCode(shown, -2, code);
    expect(await shown.code.inputValue()).toBe('');
    // An element that was moved asks once more.
    await shown.element.evaluate((element) => element.parentElement?.prepend(element));
    await expect.poll(questionsIn(shown)).toEqual([['sms'], expect.any(Number)]);
    await readsCode(shown, -1, outbox.code());
    await expect.poll(stepOf(shown)).toBe('verified');
    await expect.poll(questionsIn(shown)).toEqual([[], expect.any(Number)]);
    expect(shop.eventsOf('code.rejected')).toEqual([]);
    expect(shown.complaints).toEqual([]);
  });

  it('is asked no longer once the element is gone', async () => {
    const shop = await openElementShop({ methods: () => [openOutbox().sender('sms')] });
    const shown = await openElementPage(browser(), shop, { beforeLoad: WEB_OTP });
    await shown.askForCall();
    await expect.poll(questionsIn(shown)).toEqual([['sms'], 1]);
    await shown.element.evaluate((element) => element.remove());
    await expect.poll(questionsIn(shown)).toEqual([[], 1]);
    expect(shown.complaints).toEqual([]);
  });

  it('is asked nothing where it cannot read them', async () => {
    const shop = await openElementShop({ methods: () => [openOutbox().sender('sms')] });
    const shown = await openElementPage(browser(), shop, { beforeLoad: `${WEB_OTP} delete globalThis.OTPCredential;` });
    await shown.askForCall();
    await shown.code.waitFor();
    expect(await shown.code.getAttribute('autocomplete')).toBe('one-time-code');
    expect(await questionsIn(shown)()).toEqual([[], 0]);
  });
});

describeWithBrowser('a message', (browser) => {
  it.each([
    ['lang="de"', 'de'],
    ['lang="en-aaaaa-bbbbb-ccccc-ddddd-eeeee-fffff"', 'en-GB'],
  ])('is asked for in the language of the page, at the start and again: <html %s>', async (root, language) => {
    const outbox = openOutbox();
    const shop = await openElementShop({ root, methods: () => [outbox.sender('whatsapp'), outbox.sender('sms')] });
    const shown = await openElementPage(browser(), shop);
    await shown.askForCall();
    await askAgain(shown, 'sms');
    await expect.poll(() => outbox.messages.map((message) => message.language)).toEqual([language, language]);
  });
});
