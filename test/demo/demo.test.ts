import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Demo, startDemo } from '../../demo-app/start-demo.js';
import { describeWithBrowser } from '../support/browser.js';
import { openDemoPage, otherThan } from './demo-page.js';

describeWithBrowser('the demo', (browser) => {
  let demo: Demo;
  let lastNumber = 0;

  /** A number that no other test uses. */
  const newNumber = (): string => {
    lastNumber += 1;
    return `+7915777${String(lastNumber).padStart(4, '0')}`;
  };

  beforeAll(async () => {
    demo = await startDemo({ port: 0, resendDelaysSeconds: [1, 1, 1, 1] });
  });
  afterAll(() => demo?.close());

  it('signs in whoever types the digits that the ringing telephone shows', async () => {
    const shop = await openDemoPage(browser(), demo);
    await shop.picture('01-number');
    const number = newNumber();
    await shop.askForCall(number);
    await shop.rings();
    await shop.picture('02-ringing');
    await shop.code.fill(await shop.ending());
    await shop.button('Sign in').click();
    await shop.page.getByRole('heading', { name: 'You are signed in' }).waitFor();

    const claims = await shop.claims();
    expect(claims).toMatchObject({ phone_number: number, phone_number_verified: 'true' });
    expect(claims['amr']).toContain('tel');
    expect(claims['purpose']).toContain('sign-in');

    await shop.button('Open my account').click();
    await expect.poll(() => shop.page.locator('#account-answer').textContent()).toMatch(/^200\n/);
    await shop.picture('03-signed-in');
    expect(shop.complaints).toEqual([]);
    await shop.close();
  });

  it('shows what goes over the wire, in order, from the request to the callback', async () => {
    const shop = await openDemoPage(browser(), demo);
    await shop.askForCall(newNumber());
    await shop.button('Decline').click();
    await shop.page.getByText('Declined call').waitFor();
    const rows = shop.page.locator('#wire .entry');
    await rows.filter({ hasText: 'callback POST' }).waitFor();
    const texts = await rows.locator('.hop').allTextContents();
    const story = [
      /Browser → App.*POST \/auth\/call/,
      /App → Provider.*flash_call/,
      /Provider → Telephone.*call from/,
      /Telephone → Provider.*declined/,
      /Provider → App.*callback POST/,
      /event call\.reported/,
    ];
    const places = story.map((step) => texts.findIndex((text) => step.test(text)));
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((a, b) => a - b));

    await rows.filter({ hasText: 'flash_call' }).first().locator('summary').click();
    await shop.page.getByText('"login_did"').first().waitFor();
    await shop.picture('04-wire');
    await shop.close();
  });

  it('can be used by keyboard alone, from the number to the token', async () => {
    const shop = await openDemoPage(browser(), demo);
    const { keyboard } = shop.page;
    const focused = (): Promise<string> => shop.page.evaluate('(document.activeElement?.id || document.activeElement?.textContent) ?? ""');
    await keyboard.press('Tab');
    expect(await focused()).toBe('Skip to the sign-in');
    await keyboard.press('Enter');
    await keyboard.press('Tab');
    expect(await focused()).toBe('phone');
    const number = newNumber();
    await keyboard.type(number);
    await keyboard.press('Enter');
    await shop.rings();
    await expect.poll(focused).toBe('code');
    const code = await shop.ending();

    // On to the telephone, which is declined by its button.
    for (let presses = 0; presses < 30 && (await focused()) !== 'Decline'; presses += 1) await keyboard.press('Tab');
    expect(await focused()).toBe('Decline');
    await shop.picture('05-keyboard');
    await keyboard.press('Enter');
    await shop.page.getByText('Declined call').waitFor();
    for (let presses = 0; presses < 30 && (await focused()) !== 'code'; presses += 1) await keyboard.press('Shift+Tab');
    await keyboard.type(code);
    await keyboard.press('Enter');
    await expect.poll(focused).toBe('You are signed in');
    expect((await shop.claims())['phone_number']).toBe(number);
    await shop.close();
  });

  it('goes on showing the ring when an answer from before it comes late', async () => {
    const shop = await openDemoPage(browser(), demo);
    let answered: () => void = () => undefined;
    const lateAnswer = new Promise<void>((resolve) => {
      answered = resolve;
    });
    await shop.page.route('**/demo/telephone', async (route) => {
      const response = await route.fetch();
      await lateAnswer;
      await route.fulfill({ response });
    });
    const number = newNumber();
    await shop.phone.pressSequentially(number.slice(0, 4));
    await shop.askForCall(number);
    await shop.rings();
    const delivered = shop.page.waitForResponse('**/demo/telephone');
    answered();
    await delivered;
    await shop.page.waitForTimeout(300);
    expect(await shop.page.locator('[data-tail]').count()).toBe(1);
    await shop.close();
  });

  it('says that a code is wrong, how many tries are left, and takes the right one then', async () => {
    const shop = await openDemoPage(browser(), demo);
    await shop.askForCall(newNumber());
    await shop.page.getByText('You have three tries left.').waitFor();
    await shop.rings();
    const code = await shop.ending();
    await shop.code.fill(otherThan(code));
    await shop.button('Sign in').click();
    const alert = shop.page.getByRole('alert');
    await expect.poll(() => alert.textContent()).toBe('That is not the code. You have two tries left.');
    expect(await shop.code.getAttribute('aria-invalid')).toBe('true');
    await shop.picture('06-wrong-code');
    await shop.code.fill(code);
    expect(await alert.textContent()).toBe('');
    await shop.button('Sign in').click();
    await shop.page.getByRole('heading', { name: 'You are signed in' }).waitFor();
    await shop.close();
  });

  it('ends a sign-in after three wrong codes, and begins anew', async () => {
    const shop = await openDemoPage(browser(), demo);
    await shop.askForCall(newNumber());
    await shop.rings();
    const wrong = otherThan(await shop.ending());
    for (const left of ['two tries', 'one try']) {
      await shop.code.fill(wrong);
      await shop.button('Sign in').click();
      await shop.page.getByText(`You have ${left} left.`).waitFor();
    }
    await shop.code.fill(wrong);
    await shop.button('Sign in').click();
    await shop.page.getByText(/one wrong code too many/).waitFor();
    await shop.picture('07-ended');
    await shop.button('Begin anew').click();
    await shop.phone.waitFor();
    await shop.close();
  });

  it('follows the call by asking every second where the stream of its status does not get through', async () => {
    const shop = await openDemoPage(browser(), demo);
    let refusals = 0;
    await shop.page.route('**/auth/call/status', (route) => {
      if (route.request().headers()['accept'] !== 'text/event-stream') return route.continue();
      refusals += 1;
      return route.fulfill({ status: 502 });
    });
    await shop.askForCall(newNumber());
    await shop.button('Decline').click();
    await shop.page.getByRole('heading', { name: 'You declined, or we could not get through' }).waitFor();
    expect(refusals).toBe(1);
    await shop.close();
  });

  it('goes on from a busy line to a call that says the code', async () => {
    const shop = await openDemoPage(browser(), demo);
    const number = newNumber();
    await shop.phone.fill(number);
    await shop.page.getByLabel('Busy').check();
    await shop.button('Call me').click();
    await shop.page.getByRole('heading', { name: 'Your line was busy' }).waitFor();
    await shop.picture('08-busy');
    await shop.page.getByLabel('Lets me decide').check();
    await shop.button('Call me and say the code').click();
    await shop.button('Answer').click();
    const spoken = (await shop.page.locator('.caption').textContent()) ?? '';
    await shop.picture('09-voice');
    const code = /\d(?: \d){3}/.exec(spoken)?.[0].replaceAll(' ', '') ?? '';
    await shop.code.fill(code);
    await shop.button('Sign in').click();
    await shop.page.getByRole('heading', { name: 'You are signed in' }).waitFor();
    expect((await shop.claims())['phone_number']).toBe(number);
    await shop.close();
  });

  it('takes a confirmation call, where 9 is pressed and nothing is typed', async () => {
    const shop = await openDemoPage(browser(), demo);
    await shop.askForCall(newNumber());
    await shop.button('Call me, I press 9').click();
    await shop.button('Answer').click();
    await shop.picture('10-press-9');
    await shop.button('Key 9').click();
    await shop.page.getByRole('heading', { name: 'You are signed in' }).waitFor();
    await shop.close();
  });

  it('sends the code of a call that was not heard as a message', async () => {
    const shop = await openDemoPage(browser(), demo);
    await shop.askForCall(newNumber());
    await shop.button('Call me and say the code').click();
    await shop.button('Decline').click();
    await shop.button('Send me an SMS').click();
    const message = shop.page.locator('.notices li', { hasText: 'Message' }).first();
    const code = /\d{4}/.exec((await message.locator('.body').textContent()) ?? '')?.[0] ?? '';
    await shop.picture('11-sms');
    await shop.code.fill(code);
    await shop.button('Sign in').click();
    await shop.page.getByRole('heading', { name: 'You are signed in' }).waitFor();
    expect((await shop.claims())['amr']).toContain('sms');
    await shop.close();
  });

  it('takes a pasted calling number, and keeps its ending', async () => {
    const shop = await openDemoPage(browser(), demo);
    await shop.askForCall(newNumber());
    await shop.code.waitFor();
    await shop.page.evaluate(`{
      const clipboardData = new DataTransfer();
      clipboardData.setData('text', '+7 (495) 123-48-21');
      document.querySelector('#code').dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    }`);
    expect(await shop.code.inputValue()).toBe('4821');
    await shop.close();
  });

  it('goes on after a reload, and ends when it is canceled', async () => {
    const shop = await openDemoPage(browser(), demo);
    await shop.askForCall(newNumber());
    await shop.code.waitFor();
    await shop.page.reload();
    await shop.code.waitFor();
    await shop.rings();
    await shop.button('Cancel this sign-in').click();
    await shop.page.getByText(/You canceled/).waitFor();
    await shop.close();
  });

  it('says of a number that cannot be called what is wrong with it', async () => {
    const shop = await openDemoPage(browser(), demo);
    await shop.askForCall('+1 212 555 0100');
    await shop.page.getByText(/We cannot call this number/).waitFor();
    expect(await shop.phone.getAttribute('aria-invalid')).toBe('true');
    await shop.picture('12-not-supported');
    await shop.close();
  });

  it('says that real telephones will ring where there are keys of the providers', async () => {
    const real = await startDemo({ port: 0, environment: { MOBILGROUP_KEY: 'a-key-that-calls-nobody' } });
    const shop = await openDemoPage(browser(), real);
    await shop.page.getByText('Real calls: MobilGroup will call the number you type').waitFor();
    await shop.page.getByText('This demo calls real telephones now').waitFor();
    expect(await shop.page.locator('.device').count()).toBe(0);
    // The demo number is somebody's.
    expect(await shop.button('Use the demo number').count()).toBe(0);
    await shop.picture('13-real-providers');
    await shop.close();
    await real.close();
  });

  it.each([
    { width: 320, colorScheme: 'light' },
    { width: 320, colorScheme: 'dark' },
    { width: 800, colorScheme: 'dark' },
    { width: 1440, colorScheme: 'dark' },
  ] as const)('has no horizontal scroll at $width px, $colorScheme', async ({ width, colorScheme }) => {
    const shop = await openDemoPage(browser(), demo, { viewport: { width, height: 800 }, colorScheme });
    const name = `${width}-${colorScheme}`;
    expect(await shop.overflow()).toBe(0);
    await shop.picture(`${name}-number`);
    await shop.askForCall(newNumber());
    await shop.rings();
    expect(await shop.overflow()).toBe(0);
    await shop.picture(`${name}-ringing`);
    await shop.code.fill(await shop.ending());
    await shop.button('Sign in').click();
    await shop.page.getByRole('heading', { name: 'You are signed in' }).waitFor();
    expect(await shop.overflow()).toBe(0);
    await shop.picture(`${name}-signed-in`);
    await shop.close();
  });
});
