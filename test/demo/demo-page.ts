/** The demo as a person in front of a browser has it: the sign-in on one side, the telephone on the other, the switches beside. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import type { Demo } from '../../demo-app/start-demo.js';

/** Git-ignored: for eyes, not for assertions. */
const SCREENSHOTS = join('screenshots', 'demo');

export interface DemoPage {
  readonly page: Page;
  readonly phone: Locator;
  readonly code: Locator;
  readonly callButton: Locator;
  /** What the browser complained about, but for answers that are meant to be refusals. Of a broken content security policy, too. */
  readonly complaints: readonly string[];
  /** Sets a switch. */
  choose(name: 'mood' | 'reports' | 'outage' | 'language', value: string): Promise<void>;
  /** Types the number and asks for a call. */
  askForCall(number: string): Promise<void>;
  /** Asks for another way, once that is possible. */
  askFor(kind: string): Promise<void>;
  /** The answer to the last request for a call is there. */
  settled(): Promise<void>;
  /** A button of the telephone, such as `answer` or `key 9`. */
  key(action: string): Locator;
  /** The marked ending of the number that calls or has called last. */
  ending(): Promise<string>;
  /** The digits of the code that is said in the call. */
  heardCode(): Promise<string>;
  /** The code in the newest message. Its last line may have it once more, for the browser. */
  messagedCode(): Promise<string>;
  /** Rows of the timeline that hold this text. */
  rows(text: string | RegExp): Locator;
  step(): Promise<string>;
  verified(): Promise<void>;
  /** The claims of the token, as the page shows them. */
  claims(): Promise<Readonly<Record<string, string>>>;
  /** How many pixels stick out to the right. */
  overflow(): Promise<number>;
  /** Whether axe finds nothing to complain about, by WCAG 2.2 AA. */
  expectAccessible(): Promise<void>;
  picture(name: string): Promise<void>;
}

export interface DemoPageOptions extends BrowserContextOptions {
  /** With a scenario, if one shall play. @default '/' */
  readonly path?: string;
  /** The test's own, where tests run side by side. */
  readonly onFinished?: (close: () => Promise<void>) => void;
}

/** Opens the demo's page until the test is over. */
export async function openDemoPage(
  browser: Browser,
  demo: Pick<Demo, 'url'>,
  { path = '/', onFinished = onTestFinished, ...options }: DemoPageOptions = {},
): Promise<DemoPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en-GB', ...options });
  onFinished(() => context.close());
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()) && !message.text().startsWith('Failed to load resource'))
      complaints.push(message.text());
  });
  await page.goto(demo.url + path);

  const element = page.locator('call-verification');
  const phone = element.locator('#phone');
  const code = element.locator('#code');
  const callButton = element.locator('form button.primary');
  const textOf = async (locator: Locator): Promise<string> => (await locator.first().textContent()) ?? '';

  return {
    page,
    phone,
    code,
    callButton,
    complaints,
    choose: (name, value) => page.locator(`input[name="${name}"][value="${value}"]`).check({ force: true }),
    async askForCall(number) {
      await phone.fill(number);
      await callButton.click();
    },
    async askFor(kind) {
      await element.locator(`button.way[data-method="${kind}"]:not([aria-disabled])`).click();
    },
    settled: () => element.locator('button.way:not([aria-disabled])').first().waitFor(),
    key: (action) => page.locator(`#device [data-action="${action}"]`),
    ending: () => textOf(page.locator('#device [data-tail]')),
    async heardCode() {
      return (await textOf(page.locator('#device .spoken .words'))).replace(/\D/g, '');
    },
    async messagedCode() {
      return /\d{4,}/.exec(await textOf(page.locator('#device .notices .message .body')))?.[0] ?? '';
    },
    rows: (text) => page.locator('#wire .message', { hasText: text }),
    step: () => element.evaluate((node) => ('step' in node ? String(node.step) : '')),
    verified: () => page.locator('#claims').waitFor(),
    async claims() {
      const rows = await page.locator('#claims > div').all();
      const entries = rows.map(async (row) => [await textOf(row.locator('dt')), await textOf(row.locator('dd'))] as const);
      return Object.fromEntries(await Promise.all(entries));
    },
    overflow: () => page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'),
    async expectAccessible() {
      // What moves has colours of its own for a moment.
      await page.waitForFunction(() => document.getAnimations().every(({ effect }) => effect?.getTiming().iterations === Infinity));
      const { violations } = await new AxeBuilder({ page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'])
        // The page has no frames, so that their results need not be put together in a blank page, which takes longer than the look itself.
        .setLegacyMode()
        .analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`)).toEqual([]);
    },
    async picture(name) {
      // For eyes, which no CI has.
      if (process.env['CI'] === 'true') return;
      mkdirSync(SCREENSHOTS, { recursive: true });
      await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true });
    },
  };
}

/** A code of the same length that is not this one. */
export function otherThan(code: string, offset = 5): string {
  return code.replace(/\d$/, (digit) => String((Number(digit) + offset) % 10));
}
