/** The console's page in a browser, as an operator has it. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import express, { type RequestHandler } from 'express';
import { callConsole } from 'express-call-verification/console';
import type { BrowserContextOptions, Page, Route } from 'playwright-core';
import { expect, it, onTestFinished } from 'vitest';
import { createCallVerification, createMcn } from '../../src/index.js';
import { eventChannel } from '../../src/ports/channels.js';
import type { CallVerificationEvent, EventDetails } from '../../src/ports/events.js';
import { describeWithBrowser } from '../support/browser.js';
import { newSecret, serve } from '../support/shop.js';
import { publishTraffic } from './simulated-traffic.js';

/** Git-ignored: for eyes, not for assertions. */
const SCREENSHOTS = join('screenshots', 'console');
const HOSTILE = '<img src=x onerror="document.title=1">';
const PREFIX = '+7915777****';

interface ConsoleOptions {
  readonly verifications?: number;
  readonly authorize?: () => boolean;
  /** What the host answers to everything else. */
  readonly others?: RequestHandler;
}

async function openConsole({ verifications = 0, authorize = () => true, others }: ConsoleOptions = {}) {
  const events: CallVerificationEvent[] = [];
  const calls = createCallVerification({
    secret: newSecret('the secret'),
    countries: ['RU', 'SK'],
    methods: [createMcn({ token: newSecret('the MCN token'), accountId: '1' }).flashCall()],
    limits: { callsPerDay: 1000 },
    onEvent: (event) => events.push(event),
  });
  onTestFinished(() => calls.close());
  const app = express();
  app.use('/console', callConsole(calls, { authorize }));
  if (others !== undefined) app.use(others);
  const url = `${await serve(app)}/console`;
  const tell = (event: EventDetails): void => eventChannel.publish({ service: calls.service, event: { ...event, at: new Date() } });
  const newest = publishTraffic(calls.service, { verifications, until: Date.now() });
  return { url, tell, newest, events };
}

/** What axe complains about, by WCAG 2.2 AA. */
async function faultsOf(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .setLegacyMode()
    .analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
}

/** What an operator finds on a bad day. */
function tellTroubles(tell: (event: EventDetails) => void): void {
  const figures = { starts: 44, verified: 1, unsettled: 21, unpaid: 39 };
  tell({ type: 'breaker.tripped', mode: 'enforce', scope: 'prefix', reason: 'unsettled', prefix: PREFIX, country: 'RU', ...figures });
  tell({
    type: 'breaker.tripped',
    mode: 'audit',
    scope: 'country',
    reason: 'unverified',
    country: 'SK',
    starts: 44,
    verified: 1,
    settled: 30,
  });
  tell({
    type: 'callback.unmapped',
    provider: 'mcn',
    shape: 'JSON [{call_ref: text, hangup_code: number, result: text}]; query {key: digits}',
  });
  tell({ type: 'callback.unmatched', provider: 'mcn' });
  tell({ type: 'callback.rejected', provider: 'mcn', reason: 'token' });
  tell({ type: 'store.failed', verb: 'put', reason: 'ECONNREFUSED', advice: 'Start the store, or look at its address.', count: 3 });
}

describeWithBrowser('the console', (browser) => {
  async function openPage(url: string, options: BrowserContextOptions = {}): Promise<{ page: Page; complaints: readonly string[] }> {
    const context = await browser().newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB', ...options });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    await page.goto(url);
    await page.locator('.plot canvas').nth(3).waitFor();
    return { page, complaints };
  }

  const tile = (page: Page, name: string) => page.locator('.tile', { hasText: name }).locator('.value');

  it('shows a day of ten thousand verifications, in light and dark, narrow and wide, and axe finds nothing', async () => {
    const { url, tell } = await openConsole({ verifications: 10_000 });
    tellTroubles(tell);
    const { page, complaints } = await openPage(url);
    await page.getByRole('button', { name: 'Last day' }).click();
    await expect.poll(() => tile(page, 'Verifications begun').textContent()).toBe('10,000');
    // A hundred rows of one kind tell axe no more than ten, and take ten times as long.
    await page.getByLabel('number or txn').fill('txn-00999');
    await expect.poll(() => page.locator('[data-txn]').count()).toBe(10);
    const looks = [
      { colorScheme: 'light', width: 1440, isJudged: true },
      { colorScheme: 'light', width: 320, isJudged: false },
      { colorScheme: 'dark', width: 320, isJudged: true },
      { colorScheme: 'dark', width: 1440, isJudged: false },
    ] as const;
    for (const { colorScheme, width, isJudged } of looks) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0);
      if (isJudged) expect(await faultsOf(page)).toEqual([]);
      // For eyes, which no CI has.
      if (process.env['CI'] === 'true') continue;
      mkdirSync(SCREENSHOTS, { recursive: true });
      await page.screenshot({ path: join(SCREENSHOTS, `${colorScheme}-${width}.png`), fullPage: true });
    }
    expect(complaints).toEqual([]);
  });

  it('narrows its figures, and tells each chart as a table', async () => {
    const { url } = await openConsole({ verifications: 300 });
    const { page } = await openPage(url);
    await page.getByRole('button', { name: 'Last day' }).click();
    await page.locator('#head').getByLabel('provider').selectOption('mobilgroup');
    await page.locator('#head').getByLabel('kind').selectOption('sms');
    await expect
      .poll(() => page.locator('table').first().locator('tbody tr').allTextContents())
      .toSatisfy((rows: string[]) => rows.length > 0 && rows.every((row) => /mobilgroup\s*SMS/.test(row)));
    await page.getByText('As a table: Calls').click();
    const table = page.getByRole('region', { name: 'Calls, as a table' });
    // The rows are drawn once the browser has told of the opening, which is after the click.
    await table.locator('tbody td').first().waitFor();
    expect(await table.locator('thead th').allTextContents()).toEqual(['from', 'placed', 'verified']);
    const placed = (await table.locator('tbody td:nth-of-type(1)').allTextContents()).reduce((sum, text) => sum + Number(text), 0);
    expect(await tile(page, 'Calls placed').textContent()).toBe(String(placed));
    expect(await page.getByRole('img', { name: /^Calls, last day/ }).count()).toBe(1);
  });

  it('opens the story of a verification by keyboard, and gives the focus back', async () => {
    const { url, newest } = await openConsole({ verifications: 150 });
    const { page } = await openPage(url);
    const row = page.locator(`[data-txn="${newest}"]`);
    await row.focus();
    await page.keyboard.press('Enter');
    const story = page.getByRole('dialog');
    await story.waitFor();
    expect(await story.locator('.steps li').first().textContent()).toContain('The verification begins');
    expect(await story.textContent()).toContain(newest);
    await page.keyboard.press('Escape');
    await story.waitFor({ state: 'hidden' });
    expect(await row.evaluate((node) => node === document.activeElement)).toBe(true);

    await page.getByLabel('number or txn').fill('txn-000010-of-the-test');
    await page.keyboard.press('Enter');
    await story.waitFor();
    expect(await story.textContent()).toContain('txn-000010-of-the-test');
    await story.getByRole('button', { name: 'Close' }).click();
    await page.getByLabel('number or txn').fill('+7 915 777 77 42');
    await expect
      .poll(async () => [
        ...new Set(
          await page
            .locator('[data-txn]')
            .evaluateAll((rows) => rows.map((each) => each.firstChild?.parentElement?.textContent?.slice(0, 11))),
        ),
      ])
      .toEqual(['+7********4']);
    await page.getByLabel('number or txn').fill('none begins so');
    await page.getByText('None of those listed fits.').waitFor();
  });

  it('sends nothing of what is typed unless it is a whole txn, also on Enter', async () => {
    const { url } = await openConsole({ verifications: 20 });
    const { page } = await openPage(url);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    const numbers = ['79157771234', '+7 915 777 12 34', '7-915-777-12-34', '8.915.777.12.34', '0079157771234', '7'.repeat(22)];
    for (const typed of [...numbers, 'txn-000010', 'txn-000010-of-the-test-and-more']) {
      await page.getByLabel('number or txn').fill(typed);
      expect([typed, await page.getByRole('button', { name: 'Open txn' }).isDisabled()]).toEqual([typed, true]);
      // A disabled button keeps Enter from sending the form, but no script.
      await page.keyboard.press('Enter');
      await page.locator('form').evaluate((form) => form.dispatchEvent(new SubmitEvent('submit', { cancelable: true })));
    }
    await page.getByRole('button', { name: 'Last day' }).click();
    await page.getByRole('img', { name: /^Verifications, last day/ }).waitFor();
    expect(asked.filter((path) => path !== '/console/snapshot.json')).toEqual([]);
  });

  it('opens a prefix after a second press, and says so', async () => {
    const { url, tell, events } = await openConsole();
    tellTroubles(tell);
    const { page, complaints } = await openPage(url);
    await page.getByRole('button', { name: `Release ${PREFIX}` }).click();
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('#announcer').textContent()).toBe(`${PREFIX} is open.`);
    await expect.poll(() => page.getByText(PREFIX).count()).toBeLessThanOrEqual(2);
    expect(await page.getByRole('button', { name: `Release ${PREFIX}` }).count()).toBe(0);
    expect(events.filter(({ type }) => type === 'operator.acted')).toHaveLength(1);
    expect(complaints).toEqual([]);
  });

  it('shows hostile texts as texts', async () => {
    const { url, tell } = await openConsole();
    tell({ type: 'callback.unmapped', provider: HOSTILE, shape: `JSON {${HOSTILE}: text}` });
    tell({ type: 'account.trouble', provider: 'mcn', reason: HOSTILE });
    const about = { txn: HOSTILE, phone: HOSTILE, country: HOSTILE, purpose: HOSTILE };
    tell({ type: 'verification.started', isTest: false, ...about });
    tell({ type: 'call.refused', ...about, provider: HOSTILE, methodId: HOSTILE, method: 'sms', blame: 'provider', reason: HOSTILE });
    const { page, complaints } = await openPage(url);
    await page.locator('[data-txn]').first().click();
    await page.getByRole('dialog').getByText('refuses').waitFor();
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.title()).toBe('Calls: console');
    expect(await page.locator('.shape').textContent()).toContain(HOSTILE);
    expect(complaints.filter((each) => !each.includes('404'))).toEqual([]);
  });

  it('shows what was chosen last, also if an answer to an earlier choice comes too late', async () => {
    const { url } = await openConsole({ verifications: 20 });
    const { page } = await openPage(url);
    const held: Route[] = [];
    await page.route('**/snapshot.json*', (route) => void held.push(route));
    const span = (name: string) => page.getByRole('button', { name }).click();
    await span('Last day');
    await span('Last hour');
    await expect.poll(() => held.length).toBe(2);
    const first = page.waitForResponse(/span=day/);
    await held[0]?.continue();
    await (await first).finished();
    await page.unroute('**/snapshot.json*');
    await span('Last day');
    await page.getByRole('img', { name: /^Verifications, last day/ }).waitFor({ timeout: 5000 });
  });

  it('opens the story that was asked for last, also if an earlier one takes longer', async () => {
    const { url } = await openConsole({ verifications: 20 });
    const { page } = await openPage(url);
    const [slow, quick] = ['txn-000010-of-the-test', 'txn-000011-of-the-test'];
    let answer = (): void => {};
    await page.route(`**/verifications/${slow}`, (route) => {
      answer = () => void route.continue();
    });
    const asked = page.waitForRequest(/txn-000010/);
    await page.locator(`[data-txn="${slow}"]`).click();
    await asked;
    await page.locator(`[data-txn="${quick}"]`).click();
    const story = page.getByRole('dialog');
    await story.waitFor();
    const late = page.waitForResponse(/txn-000010/);
    answer();
    await (await late).finished();
    // What the page does with it comes after its text has been read.
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
    expect(await story.textContent()).toContain(quick);
    expect(await story.textContent()).not.toContain(slow);
  });

  it('waits for a slow answer instead of asking again and again', async () => {
    const { url } = await openConsole();
    const context = await browser().newContext();
    onTestFinished(() => context.close());
    const page = await context.newPage();
    await page.clock.install();
    let answer = (): void => {};
    const isReleased = new Promise<void>((resolve) => {
      answer = resolve;
    });
    let asked = 0;
    await page.route('**/snapshot.json*', async (route) => {
      asked += 1;
      await isReleased;
      await route.continue();
    });
    await page.goto(url);
    await expect.poll(() => asked).toBe(1);
    await page.clock.runFor(9000);
    await page.evaluate('document.title');
    expect(asked).toBe(1);
    answer();
    await page.getByRole('heading', { name: 'Newest verifications' }).waitFor();
    await page.clock.runFor(6000);
    await expect.poll(() => asked).toBe(2);
  });

  it('says so when the host lets nobody in any more', async () => {
    let isOpen = true;
    const { url } = await openConsole({ authorize: () => isOpen });
    const { page } = await openPage(url);
    isOpen = false;
    await page.getByRole('button', { name: 'Last day' }).click();
    expect(await page.getByRole('alert').textContent()).toContain('not let in any more');
  });

  it('takes a page of the host for no release', async () => {
    let isOpen = true;
    const { url, tell } = await openConsole({ authorize: () => isOpen, others: (_req, res) => void res.send('<p>Sign in</p>') });
    tellTroubles(tell);
    const { page } = await openPage(url);
    isOpen = false;
    await page.getByRole('button', { name: `Release ${PREFIX}` }).click();
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('#announcer').textContent()).toBe(`${PREFIX} could not be opened.`);
    expect(await page.getByRole('alert').textContent()).toContain('could not be opened');
  });

  it('tells an operator whose session is over from an outage, if the host shows its sign-in', async () => {
    let isOpen = true;
    const { url } = await openConsole({ authorize: () => isOpen, others: (_req, res) => void res.send('<p>Sign in</p>') });
    const { page } = await openPage(url);
    isOpen = false;
    await page.getByRole('button', { name: 'Last day' }).click();
    expect(await page.getByRole('alert').textContent()).toContain('not let in any more');
  });
});
