/** What the element says about numbers, countries and codes, in each of its languages. */
import { expect, it } from 'vitest';
import { describeWithBrowser } from '../../support/browser.js';
import { otherThan } from '../../support/shop.js';
import { type ElementPage, openElementPage, openElementShop } from './element-page.js';

const LANGUAGES = ['en', 'ru', 'sk'] as const;
const shownAs = (phone: string): string => phone.replace(/^\+7(\d{3})(\d{3})(\d\d)(\d\d)$/, '+7 $1 $2-$3-$4');
const numberIn = (shown: ElementPage) => shown.element.locator('.number').textContent();
const storage = (shown: ElementPage) => shown.page.evaluate('JSON.stringify({ ...sessionStorage, ...localStorage })');

describeWithBrowser('the number of whoever typed it', (browser) => {
  it('is shown in full until the page is left, and is not kept', async () => {
    const shop = await openElementShop();
    const shown = await openElementPage(browser(), shop);
    await shown.element.locator('.chosen').waitFor();
    await shown.phone.pressSequentially(shop.phone.slice(2));
    await shown.phone.press('Enter');
    await shown.title.waitFor();
    expect(await numberIn(shown)).toBe(shownAs(shop.phone));
    await shop.report({ cause: 20 });
    await shown.title.getByText('Did you see our call?').waitFor();
    const kept = String(await storage(shown));
    expect(kept).toContain('verificationId');
    expect(kept).not.toContain(shop.phone.slice(2));
    await shown.element.locator('.way:not([aria-disabled])').first().click();
    await shown.element.locator('#text').getByText('A voice will say').waitFor();
    expect(await numberIn(shown)).toBe(shownAs(shop.phone));
    expect(String(await storage(shown))).not.toContain(shop.phone.slice(2));
    await shown.page.reload();
    await shown.title.waitFor();
    expect(await numberIn(shown)).toMatch(/^\+7 •+ \d\d$/);
  });

  it('is shown in full when its calls are forwarded, and is not kept either', async () => {
    const shop = await openElementShop({ methods: ({ mcn, mobilGroup }) => [mcn.passwordCall(), mobilGroup.voiceCall()] });
    shop.telephone.mood = 'forwarded';
    const shown = await openElementPage(browser(), shop);
    await shown.askForCall();
    await shown.title.getByText('This number is forwarded').waitFor();
    expect(await numberIn(shown)).toBe(shownAs(shop.phone));
    await expect.poll(() => storage(shown)).toContain('verificationId');
    expect(String(await storage(shown))).not.toContain(shop.phone.slice(2));
  });

  it('is masked where the host had another number called', async () => {
    const own = '+421901234567';
    const shop = await openElementShop({ router: { start: { input: (req) => ({ ...req.body, phone: own }) } } });
    const shown = await openElementPage(browser(), shop);
    await shown.askForCall();
    await shown.title.waitFor();
    expect(await numberIn(shown)).toMatch(/^\+421 •+ 67$/);
  });
});

describeWithBrowser('a number that is not called', (browser) => {
  const TOLD = {
    en: 'We only confirm numbers of these countries: Russia and Slovakia.',
    ru: 'Мы подтверждаем только номера отсюда: Россия и Словакия.',
    sk: 'Potvrdzujeme len čísla odtiaľto: Rusko a Slovensko.',
  };

  it.each(LANGUAGES)('is told which are: %s', async (lang) => {
    const shown = await openElementPage(browser(), await openElementShop({ root: `lang="${lang}"` }));
    await shown.element.locator('.chosen').waitFor();
    await shown.phone.pressSequentially('+493012345678');
    await shown.phone.press('Enter');
    const alert = shown.element.locator('[role=alert]');
    // Some languages have spaces in lists that do not break.
    await expect.poll(async () => (await alert.textContent())?.replace(/\s/g, ' ')).toContain(TOLD[lang]);
    // The sentence belongs to this problem alone.
    await shown.phone.fill('');
    await shown.phone.press('Enter');
    expect((await alert.textContent())?.replace(/\s/g, ' ')).not.toContain(TOLD[lang]);
  });

  it.each([
    [['SK'], 'We only confirm numbers of this country: Slovakia.'],
    [['RU', 'SK', 'DE', 'CZ', 'PL', 'AT'], 'We only confirm numbers of the countries in the list.'],
    ['any', 'We cannot confirm this number. Check it for mistakes, or use another one.'],
  ] as const)('is told so in few words where %s are called', async (countries, text) => {
    const shop = await openElementShop({ calls: { countries: countries === 'any' ? 'any' : [...countries] } });
    const shown = await openElementPage(browser(), shop);
    await shown.element.locator('.chosen, .calling-code, [placeholder="+"]').first().waitFor();
    await shown.phone.fill('+7 12');
    await shown.phone.press('Enter');
    const alert = shown.element.locator('[role=alert]');
    await alert.getByText('We cannot confirm this number').waitFor();
    expect((await alert.textContent())?.trim()).toMatch(new RegExp(`${text.replaceAll('.', '\\.')}$`));
  });
});

describeWithBrowser('the chosen country', (browser) => {
  it.each(['+49', '+4', '+', '0049', '(+49', '+49 30 1'])(
    'is none while a calling code of another stands in the field: %s',
    async (text) => {
      const shown = await openElementPage(browser(), await openElementShop());
      await shown.element.locator('.chosen').getByText('RU').waitFor();
      await shown.phone.pressSequentially(text);
      await expect.poll(() => shown.element.locator('.chosen').textContent()).toBe('+');
      expect(await shown.element.locator('select').inputValue()).toBe('');
      expect(await shown.element.locator('.calling-code').count()).toBe(0);
      for (const _ of text) await shown.phone.press('Backspace');
      await expect.poll(() => shown.element.locator('.chosen').textContent()).toBe('RU');
      expect(await shown.element.locator('select').inputValue()).toBe('RU');
    },
  );

  it('follows a calling code that is called, and the choice of the person', async () => {
    const shown = await openElementPage(browser(), await openElementShop({ calls: { countries: ['RU', 'SK', 'DE'] } }));
    await shown.element.locator('.chosen').getByText('RU').waitFor();
    await shown.phone.pressSequentially('+4');
    await expect.poll(() => shown.element.locator('.chosen').textContent()).toBe('+');
    await shown.phone.pressSequentially('9');
    await expect.poll(() => shown.element.locator('.chosen').textContent()).toBe('DE');
    await shown.phone.fill('+1');
    await shown.element.locator('select').selectOption('SK');
    await expect.poll(() => shown.element.locator('.chosen').textContent()).toBe('SK');
    expect(await shown.phone.inputValue()).toBe('');
  });
});

describeWithBrowser('a form that cannot be sent', (browser) => {
  const FORM = '<form action="/form" method="post"><call-verification required></call-verification><button>OK</button></form>';
  const ASK = {
    en: 'Please enter your phone number.',
    ru: 'Введите, пожалуйста, номер телефона.',
    sk: 'Zadajte, prosím, telefónne číslo.',
  };
  const CONFIRM = {
    en: 'Please confirm your phone number first.',
    ru: 'Сначала подтвердите номер телефона.',
    sk: 'Najprv potvrďte svoje telefónne číslo.',
  };

  it.each(LANGUAGES)('says one thing, in the browser\u2019s bubble and in the element, at each step: %s', async (lang) => {
    const shop = await openElementShop({ root: `lang="${lang}"`, body: FORM });
    const shown = await openElementPage(browser(), shop);
    const alert = shown.element.locator('[role=alert]').first();
    const bubble = () => shown.element.evaluate((element) => ('validationMessage' in element ? element.validationMessage : ''));
    const press = async (): Promise<void> => shown.button('OK').click();
    await shown.element.locator('.chosen').waitFor();
    await press();
    await expect.poll(async () => (await alert.textContent())?.trim()).toBe(ASK[lang]);
    expect(await bubble()).toBe(ASK[lang]);
    await shown.phone.pressSequentially(shop.phone);
    expect((await alert.textContent())?.trim()).toBe('');
    await press();
    await expect.poll(async () => (await alert.textContent())?.trim()).toBe(CONFIRM[lang]);
    expect(await bubble()).toBe(CONFIRM[lang]);
    await shown.phone.press('Enter');
    await shown.code.waitFor();
    await shown.code.pressSequentially(otherThan(shop.code()));
    await expect.poll(async () => (await alert.textContent())?.trim()).not.toBe('');
    await press();
    await expect.poll(async () => (await alert.textContent())?.trim()).toBe(CONFIRM[lang]);
    expect(await bubble()).toBe(CONFIRM[lang]);
    await shown.code.pressSequentially('1');
    expect((await alert.textContent())?.trim()).toBe('');
    expect(shop.forms).toEqual([]);
  });
});

describeWithBrowser('a further call', (browser) => {
  const NEWEST = {
    en: 'The code is a new one: the newest call or message counts.',
    ru: 'Код новый: считается самый новый звонок или сообщение.',
    sk: 'Kód je nový: platí najnovší hovor alebo správa.',
  };

  it.each([
    ['en', 2],
    ['ru', 3],
    ['sk', 4],
  ] as const)('with a code of its own says so, and takes back what was typed of the earlier one: %s, %i digits', async (lang, count) => {
    const shop = await openElementShop({
      root: `lang="${lang}"`,
      methods: ({ mcn, mobilGroup }) => [mcn.flashCall(), mobilGroup.voiceCall({ codeFrom: 'caller' })],
    });
    const shown = await openElementPage(browser(), shop);
    await shown.askForCall();
    await shown.element.locator('.way:not([aria-disabled])').first().waitFor();
    expect(await shown.element.locator('#text').textContent()).not.toContain(NEWEST[lang]);
    const earlier = otherThan(shop.code());
    let letGo = (): void => undefined;
    const typed = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    await shown.page.route('**/auth/call', async (route) => {
      await typed;
      await route.continue();
    });
    await shown.element.locator('.way[data-method=voice_call]').click();
    await shown.code.focus();
    await shown.page.keyboard.type(earlier.slice(0, count));
    letGo();
    await expect.poll(() => shown.element.locator('#text').textContent()).toContain(NEWEST[lang]);
    expect(await shown.announcement.textContent()).toContain(NEWEST[lang]);
    expect(await shown.code.inputValue()).toBe('');
    await shown.page.keyboard.type(shop.code());
    await expect.poll(() => shown.element.evaluate((element) => ('step' in element ? element.step : ''))).toBe('verified');
    expect(shop.eventsOf('code.rejected')).toEqual([]);
  });

  it('with the same code keeps what was typed, and says nothing of it', async () => {
    const shop = await openElementShop();
    const shown = await openElementPage(browser(), shop);
    await shown.askForCall();
    await shown.element.locator('.way:not([aria-disabled])').first().waitFor();
    await shown.code.pressSequentially('12');
    await shown.button('Call me and say the code').click();
    await shown.element.locator('#text').getByText('A voice will say 4 digits').waitFor();
    expect(await shown.code.inputValue()).toBe('12');
    expect(await shown.element.locator('#text').textContent()).not.toContain(NEWEST.en);
  });
});

describeWithBrowser('a line that is busy and a phone that is off', (browser) => {
  it.each(LANGUAGES)('are told apart: %s', async (lang) => {
    const texts: (string | null)[] = [];
    for (const cause of [17, 20]) {
      const shop = await openElementShop({ root: `lang="${lang}"` });
      const shown = await openElementPage(browser(), shop);
      await shown.askForCall();
      await shown.title.waitFor();
      const before = await shown.title.textContent();
      await shop.report({ cause });
      await expect.poll(() => shown.title.textContent()).not.toBe(before);
      texts.push(await shown.title.textContent(), await shown.element.locator('#text').textContent());
    }
    expect(new Set(texts).size).toBe(4);
    expect(texts[1]).not.toMatch(/signal|сеть|signál/);
    expect(texts[3]).toMatch(/signal|сеть|signál/);
  });
});
