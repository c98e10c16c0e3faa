import { expect, it } from 'vitest';
import { describeWithBrowser } from '../../support/browser.js';
import { otherThan, type ShopOptions } from '../../support/shop.js';
import { type ElementPage, type ElementShop, type ElementShopOptions, openElementPage, openElementShop } from './element-page.js';
import { openOutbox } from './own-sender.js';

const confirmation: ShopOptions['methods'] = ({ mcn, mobilGroup }) => [
  mcn.confirmationCall({ confirmedBy: { field: 'dtmf', value: '9' } }),
  mobilGroup.voiceCall(),
];
const voice: ShopOptions['methods'] = ({ mobilGroup }) => [mobilGroup.voiceCall(), mobilGroup.sms()];

interface State {
  readonly name: string;
  readonly shop?: ElementShopOptions;
  readonly title?: string;
  readonly go?: (shown: ElementPage, shop: ElementShop) => Promise<unknown>;
}

const calling = { calls: { resendDelaysSeconds: [30, 45, 60, 90] } };
const pressSubmit = (shown: ElementPage) => shown.element.locator('button[type=submit]').click();

const report =
  (report: Parameters<ElementShop['report']>[0]) =>
  async (shown: ElementPage, shop: ElementShop): Promise<unknown> => {
    await shown.askForCall();
    await shown.title.waitFor();
    return shop.report(report);
  };

/** Every state that a person may see, and how to come there. */
const STATES: readonly State[] = [
  { name: 'number' },
  { name: 'number of one country', shop: { calls: { countries: ['SK'] } } },
  { name: 'number of any country', shop: { calls: { countries: 'any' } } },
  { name: 'number missing', go: pressSubmit },
  {
    name: 'number not supported',
    go: async (shown) => {
      await shown.phone.fill('+7 12');
      await pressSubmit(shown);
      await shown.element.getByText('We cannot confirm this number').waitFor();
    },
  },
  {
    name: 'number too often',
    shop: { calls: { limits: { startsPerHour: 1 } } },
    go: async (shown, shop) => {
      await shop.begin();
      shop.wait(40);
      await shown.askForCall();
      await shown.element.getByText('That was too many tries for now').waitFor();
    },
  },
  {
    name: 'number known',
    shop: { body: '<call-verification phone="+7 915 777-77-77" readonly-phone></call-verification>' },
    go: (shown) => shown.element.getByText('915 777-77-77').waitFor(),
  },
  { name: 'flash call', shop: calling, title: 'We are calling you', go: (shown) => shown.askForCall() },
  { name: 'flash call missed', shop: calling, title: 'You have a missed call', go: report({ cause: 16, word: 'NO ANSWER' }) },
  { name: 'flash call answered', shop: calling, title: 'You answered, and that is fine', go: report({ cause: 16, word: 'ANSWER' }) },
  { name: 'flash call busy', shop: calling, title: 'Your line was busy', go: report({ cause: 17 }) },
  { name: 'flash call unavailable', shop: calling, title: 'Did you see our call?', go: report({ cause: 20 }) },
  { name: 'flash call rejected', shop: calling, title: 'The call did not get through', go: report({ cause: 31 }) },
  {
    name: 'wrong code',
    shop: calling,
    go: async (shown, shop) => {
      await shown.askForCall();
      await shown.title.waitFor();
      await shown.code.fill(otherThan(shop.code()));
      await shown.element.getByText('That is not the right code. You have 2 tries left.').waitFor();
    },
  },
  {
    name: 'code incomplete',
    shop: calling,
    go: async (shown) => {
      await shown.askForCall();
      await shown.code.fill('12');
      await pressSubmit(shown);
      await shown.element.getByText('Please type 4 digits.').waitFor();
    },
  },
  {
    name: 'ways open',
    go: async (shown, shop) => {
      await report({ cause: 20 })(shown, shop);
      await shown.element.locator('.way:not([aria-disabled])').first().waitFor();
    },
  },
  { name: 'voice call', shop: { ...calling, methods: voice }, title: 'We are calling you', go: (shown) => shown.askForCall() },
  {
    name: 'voice call missed',
    shop: { ...calling, methods: voice },
    title: 'The call was not answered',
    go: report({ cause: 16, word: 'NO ANSWER' }),
  },
  { name: 'voice call busy', shop: { ...calling, methods: voice }, title: 'Your line was busy', go: report({ cause: 17, word: 'BUSY' }) },
  {
    name: 'sms',
    shop: { methods: voice },
    title: 'We have sent you an SMS',
    go: async (shown, shop) => {
      await report({ cause: 19, word: 'NO ANSWER' })(shown, shop);
      await shown.button('Send an SMS').click();
    },
  },
  {
    name: 'whatsapp',
    shop: { ...calling, methods: ({ mcn }) => [openOutbox().sender('whatsapp'), mcn.flashCall()] },
    title: 'We have sent you a WhatsApp message',
    go: (shown) => shown.askForCall(),
  },
  {
    name: 'message undelivered',
    shop: {
      ...calling,
      methods: ({ mcn }) => [openOutbox().sender('constructor', 8), openOutbox().sender('telegram'), mcn.flashCall()],
    },
    title: 'The message did not arrive',
    go: async (shown, shop) => {
      await shown.askForCall();
      await shown.title.getByText('We have sent you a message').waitFor();
      await shown.picture('message-1440-en');
      await shop.calls.reportDelivery({ sender: 'constructor', id: '1', outcome: 'undelivered' });
    },
  },
  {
    name: 'confirmation call',
    shop: { ...calling, methods: confirmation },
    title: 'We are calling you',
    go: (shown) => shown.askForCall(),
  },
  {
    name: 'confirmation call answered',
    shop: { ...calling, methods: confirmation },
    title: 'You answered',
    go: report({ cause: 16, word: 'ANSWER' }),
  },
  {
    name: 'awaiting',
    shop: { ...calling, calls: { ...calling.calls, requireCallReport: true } },
    title: 'The code is right',
    go: async (shown, shop) => {
      await shown.askForCall();
      await shown.title.waitFor();
      await shown.code.fill(shop.code());
    },
  },
  {
    name: 'forwarded',
    shop: { ...calling, methods: ({ mcn, mobilGroup }) => [mcn.passwordCall(), mobilGroup.voiceCall()] },
    title: 'This number is forwarded',
    go: async (shown, shop) => {
      shop.telephone.mood = 'forwarded';
      await shown.askForCall();
    },
  },
  {
    name: 'verified',
    title: 'Your number is confirmed',
    go: async (shown, shop) => {
      await shown.askForCall();
      await shown.title.waitFor();
      await shown.code.fill(shop.code());
    },
  },
  {
    name: 'expired',
    title: 'The time is up',
    go: async (shown, shop) => {
      await shown.askForCall();
      await shown.title.waitFor();
      shop.wait(301);
    },
  },
  {
    name: 'superseded',
    title: 'Continued elsewhere',
    go: async (shown, shop) => {
      await shown.askForCall();
      await shown.title.waitFor();
      shop.wait(40);
      await shop.begin();
    },
  },
];

/** Words that stand on two lines, in the page. */
function brokenWords({ shadowRoot }: Element): string[] {
  const found: string[] = [];
  const walker = document.createTreeWalker(shadowRoot ?? document, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    if (node.parentElement?.closest('.hidden, select, style') !== null) continue;
    for (const { 0: word, index } of (node.textContent ?? '').matchAll(/\p{L}{2,}/gu)) {
      const range = document.createRange();
      range.setStart(node, index);
      range.setEnd(node, index + word.length);
      if (new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size > 1) found.push(word);
    }
  }
  return found;
}

describeWithBrowser('every state', (browser) => {
  it.each(STATES)('is accessible in light and dark: $name', { timeout: 60_000 }, async ({ name, shop: options = {}, title, go }) => {
    const shop = await openElementShop(options);
    const shown = await openElementPage(browser(), shop);
    await shown.element.locator('.chosen, .calling-code, .known, input').first().waitFor();
    await go?.(shown, shop);
    if (title !== undefined) await expect.poll(() => shown.title.textContent()).toBe(title);
    for (const colorScheme of ['light', 'dark'] as const) {
      await shown.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await shown.expectAccessible();
      await shown.picture(`${name.replaceAll(' ', '-')}-${colorScheme}`);
    }
    for (const width of [320, 256]) {
      await shown.page.setViewportSize({ width, height: 760 });
      for (const lang of ['ru', 'sk', 'en']) {
        await shown.page.evaluate((tag) => {
          document.documentElement.lang = tag;
        }, lang);
        await shown.element.locator(`.box[lang=${lang}]`).waitFor();
        expect(await shown.page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0);
        expect(await shown.element.evaluate(brokenWords), `${lang} at ${width}`).toEqual([]);
        await shown.picture(`${name.replaceAll(' ', '-')}-${width}-${lang}`);
      }
    }
    expect(shown.complaints).toEqual([]);
  });
});
