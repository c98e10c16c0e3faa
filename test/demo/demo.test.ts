/** What else the demo's page promises: reloads, languages, keyboard, what the timeline tells and keeps to itself. */
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
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
    demo = await startDemo({ port: 0, resendDelaysSeconds: [0], times: { reactMs: 30, lateMs: 300 } });
  });
  afterAll(() => demo?.close());

  it('signs in whoever types the digits that the ringing telephone shows, and opens the account', async () => {
    const shop = await openDemoPage(browser(), demo);
    const number = newNumber();
    await shop.askForCall(number);
    await shop.key('answer').waitFor();
    await shop.code.fill(await shop.ending());
    await shop.verified();
    expect(await shop.claims()).toMatchObject({ phone_number: number, phone_number_verified: 'true' });
    expect((await shop.claims())['purpose']).toContain('sign-in');
    await shop.page.getByRole('button', { name: 'Open my account' }).click();
    await expect.poll(() => shop.page.locator('#account-answer').textContent()).toMatch(/^200 .*Ada/);
    expect(shop.complaints).toEqual([]);
  });

  it('tells what happens in order, each step in its lane', async () => {
    const shop = await openDemoPage(browser(), demo);
    await shop.askForCall(newNumber());
    await shop.key('decline').click();
    await shop.rows('callback').waitFor();
    await shop.code.fill(await shop.ending());
    await shop.verified();
    const texts = await shop.page.locator('#wire .hop').allTextContents();
    const story = [
      /Browser → Your server.*POST \/auth\/call/,
      /Your server → MobilGroup.*a flash call/,
      /MobilGroup → Telephone.*rings/,
      /Your server → Browser.*202/,
      /Telephone → MobilGroup.*declined/,
      /MobilGroup → Your server.*callback 204/,
      /call\.reported/,
      /Browser → Your server.*POST \/auth\/call\/check/,
      /Your server → Browser.*token/,
    ];
    const places = story.map((step) => texts.findIndex((text) => step.test(text)));
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  it('keeps codes, ids and the token out of the timeline', async () => {
    const shop = await openDemoPage(browser(), demo);
    const secrets: string[] = [];
    shop.page.on('response', async (response) => {
      const isAnswer = response.url().includes('/auth/call') && response.request().method() === 'POST';
      const { verificationId, token } = isAnswer ? await response.json() : {};
      secrets.push(...[verificationId, token].filter((secret) => typeof secret === 'string'));
    });
    await shop.askForCall(newNumber());
    await shop.key('answer').waitFor();
    const code = await shop.ending();
    await shop.askFor('voice_call');
    await shop.rows('says the code').waitFor();
    await shop.settled();
    await shop.key('answer').click();
    const heard = await shop.heardCode();
    await shop.askFor('sms');
    await shop.rows('SMS “').waitFor();
    await shop.settled();
    const messaged = await shop.messagedCode();
    expect(messaged).toMatch(/^\d{6}$/);
    await shop.code.fill(otherThan(messaged));
    await shop.rows('code incorrect').waitFor();
    await shop.code.fill(messaged);
    await shop.verified();
    await shop.key('hang-up').click();
    await shop.rows('callback').nth(1).waitFor();
    const told = await shop.page.locator('#wire').evaluate((list) => list.textContent ?? '');
    expect(secrets.length).toBeGreaterThanOrEqual(4);
    for (const secret of secrets) expect(told.includes(secret)).toBe(false);
    // A number in times and prices may have the same digits by chance; a code would stand alone.
    for (const each of [code, heard, messaged]) expect(new RegExp(`(?<![\\d.])${each}(?![\\d])`).test(told)).toBe(false);
    expect(told).toContain('••••');
    // The key of the SMS company, and the two places in which its message has the code.
    expect(told).not.toContain('simulated-sms-key');
    expect(told).toMatch(/"text": "[^"]*••••[^"]*#••••"/);
  });

  it('leads to the console, which tells the story of the visitor and nothing that is secret', async () => {
    const shop = await openDemoPage(browser(), demo);
    const number = newNumber();
    await shop.askForCall(number);
    await shop.key('answer').waitFor();
    await shop.code.fill(await shop.ending());
    await shop.verified();
    await shop.page.getByRole('link', { name: 'Console' }).click();
    await shop.page.locator('[data-txn]').first().click();
    const story = shop.page.getByRole('dialog');
    await story.getByText('the client gets a token').waitFor();
    expect(await shop.page.locator('body').textContent()).not.toContain(number);
    expect(shop.complaints).toEqual([]);
  });

  it('shows the claims of the token where the token came, and nowhere the token', async () => {
    const shop = await openDemoPage(browser(), demo);
    await shop.askForCall(newNumber());
    await shop.key('answer').waitFor();
    await shop.code.fill(await shop.ending());
    await shop.verified();
    await shop.page.locator('#wire summary', { hasText: 'token' }).click();
    await shop.page.getByText('"phone_number_verified": true').waitFor();
    expect(await shop.page.locator('body').textContent()).not.toMatch(/eyJ[\w-]+\.[\w-]+\.[\w-]+/);
  });

  it('speaks three languages, sign-in and telephone alike, and keeps the choice over a reload', async () => {
    const shop = await openDemoPage(browser(), demo);
    await shop.page.getByRole('button', { name: 'Call me' }).waitFor();
    await shop.choose('language', 'sk');
    await shop.page.getByRole('button', { name: 'Zavolajte mi' }).waitFor();
    await shop.choose('language', 'ru');
    await shop.page.reload();
    await shop.askForCall(newNumber());
    await shop.page.getByRole('button', { name: 'Ответить' }).waitFor();
    await shop.page.getByText('Входящий вызов', { exact: true }).waitFor();
    expect(shop.complaints).toEqual([]);
  });

  it('goes on after a reload in the middle, with the same telephone and the same timeline', async () => {
    const shop = await openDemoPage(browser(), demo);
    await shop.askForCall(newNumber());
    await shop.key('decline').click();
    await shop.rows('callback').waitFor();
    const code = await shop.ending();
    const rows = await shop.page.locator('#wire .entry').count();
    await shop.page.reload();
    await shop.code.waitFor();
    expect(await shop.ending()).toBe(code);
    expect(await shop.page.locator('#wire .entry').count()).toBeGreaterThanOrEqual(rows);
    await shop.code.fill(code);
    await shop.verified();
  });

  it('can be used by keyboard alone, from the number to the token', async () => {
    const shop = await openDemoPage(browser(), demo);
    const { keyboard } = shop.page;
    await shop.phone.waitFor();
    const focused = (): Promise<string> =>
      shop.page.evaluate(() => {
        const outer = document.activeElement;
        const inner = outer?.shadowRoot?.activeElement ?? outer;
        return inner instanceof HTMLElement ? inner.dataset['action'] || inner.id || (inner.textContent ?? '') : '';
      });
    const tabTo = async (name: string, key = 'Tab'): Promise<void> => {
      for (let presses = 0; presses < 60 && (await focused()) !== name; presses += 1) await keyboard.press(key);
      expect(await focused()).toBe(name);
    };
    await keyboard.press('Tab');
    expect(await focused()).toBe('Skip to the sign-in');
    await keyboard.press('Enter');
    await tabTo('phone');
    const number = newNumber();
    await keyboard.type(number);
    await keyboard.press('Enter');
    await shop.key('answer').waitFor();
    await shop.settled();
    const code = await shop.ending();
    await tabTo('decline');
    await keyboard.press('Enter');
    await shop.page.getByText('Declined call').waitFor();
    await tabTo('open-recents');
    await keyboard.press('Enter');
    await shop.page.getByRole('heading', { name: 'Recent calls' }).waitFor();
    await tabTo('code', 'Shift+Tab');
    await keyboard.type(code);
    await shop.verified();
    expect((await shop.claims())['phone_number']).toBe(number);
  });

  it('says that a code is wrong, and ends after three', async () => {
    const shop = await openDemoPage(browser(), demo);
    await shop.askForCall(newNumber());
    await shop.key('answer').waitFor();
    const code = await shop.ending();
    for (const [offset, left] of ['2 tries', '1 try'].entries()) {
      await shop.code.fill(otherThan(code, offset + 1));
      await shop.page.getByText(`You have ${left} left.`).first().waitFor();
    }
    await shop.code.fill(otherThan(code, 3));
    await expect.poll(() => shop.step()).toBe('ended');
    await shop.rows('verification closed').or(shop.rows('code incorrect')).first().waitFor();
  });

  /** The network's switches are the whole demo's: a test that turns one has a demo of its own. */
  async function startOwnDemo(): Promise<Demo> {
    const own = await startDemo({ port: 0, resendDelaysSeconds: [0], times: { reactMs: 30, lateMs: 300 } });
    onTestFinished(() => own.close());
    return own;
  }

  it('says so when no provider can be reached', async () => {
    const shop = await openDemoPage(browser(), await startOwnDemo());
    await shop.choose('outage', 'all');
    await shop.askForCall(newNumber());
    await shop.rows('503').waitFor();
    await shop.page.getByText('This does not work at the moment').first().waitFor();
    expect(await shop.step()).toBe('number');
  });

  it('sends six digits by the shop’s own SMS company when nobody can be called', async () => {
    const shop = await openDemoPage(browser(), await startOwnDemo());
    await shop.choose('outage', 'calls');
    await shop.askForCall(newNumber());
    await shop.rows('SMS “').waitFor();
    const code = await shop.messagedCode();
    expect(code).toMatch(/^\d{6}$/);
    await shop.code.fill(code);
    await shop.verified();
    expect((await shop.claims())['amr']).toContain('sms');
  });

  it('rings by MobilGroup when MCN is down, and cannot ask for a key then', async () => {
    const shop = await openDemoPage(browser(), await startOwnDemo());
    await shop.choose('outage', 'mcn');
    await shop.askForCall(newNumber());
    await shop.key('answer').waitFor();
    await shop.askFor('confirmation_call');
    await shop.rows('503').waitFor();
    await shop.code.fill(await shop.ending());
    await shop.verified();
  });

  it('does not confirm by a key that nobody reports', async () => {
    const shop = await openDemoPage(browser(), await startOwnDemo());
    await shop.choose('reports', 'never');
    await shop.askForCall(newNumber());
    await shop.askFor('confirmation_call');
    await shop.rows('asks for 9').waitFor();
    await shop.settled();
    await shop.key('answer').click();
    await shop.key('key 9').click();
    await shop.page.getByText('Answered call').waitFor();
    expect(await shop.step()).toBe('code');
  });

  it('calls nobody for keys that happen to be in the environment', async () => {
    const simulated = await startDemo({ port: 0, environment: { MOBILGROUP_KEY: 'a-key-that-calls-nobody' } });
    expect(simulated.simulator).toBeDefined();
    await simulated.close();
  });

  it('needs a key to call real telephones', async () => {
    await expect(startDemo({ port: 0, environment: {}, isReal: true })).rejects.toThrow('real calls need MCN_TOKEN');
  });

  it('says that real telephones will ring if that is asked for', async () => {
    const real = await startDemo({ port: 0, environment: { MOBILGROUP_KEY: 'a-key-that-calls-nobody' }, isReal: true });
    const shop = await openDemoPage(browser(), real);
    await shop.page.getByText('Real calls: MobilGroup will call the number you type').waitFor();
    // Of MobilGroup's own, which repeats the code of a call. Nobody has a contract with the simulated company.
    expect(real.providers.methods.map(({ id }) => id)).toEqual(['mobilgroup.voiceCall', 'mobilgroup.sms']);
    await shop.phone.waitFor();
    expect(await shop.page.locator('.device, #switches, #stories').count()).toBe(0);
    // A tunnel for reports may bring strangers, and here numbers and money are real.
    expect(await shop.page.getByRole('link', { name: 'Console' }).count()).toBe(0);
    for (const path of ['/console/', '/console/snapshot.json']) expect((await fetch(real.url + path)).status).toBe(404);
    expect(shop.complaints).toEqual([]);
    await shop.picture('real-providers');
    await real.close();
  });

  it.each([
    { width: 320, colorScheme: 'dark' },
    { width: 1440, colorScheme: 'light' },
  ] as const)('is accessible and has no horizontal scroll at $width px, $colorScheme', async ({ width, colorScheme }) => {
    const shop = await openDemoPage(browser(), demo, { viewport: { width, height: 900 }, colorScheme, reducedMotion: 'reduce' });
    const look = async (name: string): Promise<void> => {
      expect(await shop.overflow()).toBe(0);
      await shop.expectAccessible();
      await shop.picture(`${width}-${colorScheme}-${name}`);
    };
    await shop.phone.waitFor();
    await look('number');
    await shop.askForCall(newNumber());
    await shop.key('answer').waitFor();
    await shop.settled();
    await look('ringing');
    await shop.askFor('confirmation_call');
    await shop.rows('asks for 9').waitFor();
    await shop.settled();
    await shop.key('answer').click();
    await shop.key('key 9').waitFor();
    await look('press-9');
    await shop.key('key 9').click();
    await shop.verified();
    await shop.key('open-recents').click();
    await look('signed-in');
    expect(shop.complaints).toEqual([]);
  });
});
