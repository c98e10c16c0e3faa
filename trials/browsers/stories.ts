/** What a person does with the element, from the number to the token. */
import type { ShopPage } from './shop-page.js';
import { until } from './until.js';

/** The last four digits of a calling number, which are the code. */
const endingOf = (call: { readonly caller: string }): string => call.caller.slice(-4);
const otherThan = (code: string): string => code.replace(/\d$/, (digit) => String((Number(digit) + 5) % 10));

/** Of W3C WebDriver, 17.4.2. */
const TAB = '\uE004';
const ENTER = '\uE007';

export const STORIES: Readonly<Record<string, (shop: ShopPage) => Promise<void>>> = {
  async 'a number, a call, its code'(shop) {
    await shop.askForCall();
    await shop.reached('code');
    await shop.typeCode(endingOf(await shop.called()));
  },

  async 'a wrong code first'(shop) {
    await shop.askForCall();
    const code = endingOf(await shop.called());
    await shop.typeCode(otherThan(code));
    await shop.codeProblem();
    await shop.typeCode(code);
  },

  async 'a call declined, and the next way'(shop) {
    await shop.askForCall();
    await shop.called();
    await until('the telephone to ring', () => shop.telephone.ring);
    shop.telephone.decline();
    await shop.askFor('voice_call');
    await shop.called(2);
    await until('the telephone to ring again', () => shop.telephone.ring);
    shop.telephone.answer();
    const heard = await until('the code to be said', () => shop.telephone.heard);
    await shop.typeCode(heard.replace(/\D/g, '').slice(0, 4));
  },

  async 'a reload while the call is out'(shop) {
    await shop.askForCall();
    const code = endingOf(await shop.called());
    await shop.reached('code');
    await shop.reload();
    await shop.reached('code');
    await shop.typeCode(code);
  },

  async 'the keyboard alone'(shop) {
    const { driver } = shop;
    await driver.run(`document.querySelector('#sign-in').focus();`);
    const isOnPhone = async (): Promise<boolean> =>
      (await driver.run(`return document.querySelector('call-verification').shadowRoot.activeElement?.id;`)) === 'phone';
    for (let presses = 0; presses < 10 && !(await isOnPhone()); presses += 1) await driver.press(TAB);
    await shop.focused('phone');
    await driver.press(...shop.telephone.number, ENTER);
    const code = endingOf(await shop.called());
    await shop.focused('code');
    await driver.press(...code);
  },
};
