/** The demo as a person in front of a browser has it: the shop's form on one side, the telephone on the other. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import type { Demo } from '../../demo-app/start-demo.js';

/** Git-ignored: for eyes, not for assertions. */
const SCREENSHOTS = 'screenshots';

export interface DemoPage {
  readonly page: Page;
  readonly phone: Locator;
  readonly code: Locator;
  /** What the browser complained about, but for answers that are meant to be refusals. */
  readonly complaints: readonly string[];
  button(name: string | RegExp): Locator;
  /** Types the number and asks for a call. */
  askForCall(number: string): Promise<void>;
  /** Resolves when the telephone rings. */
  rings(): Promise<void>;
  /** The marked ending of the number that calls or has called last. */
  ending(): Promise<string>;
  /** The claims of the token, as the page shows them. */
  claims(): Promise<Readonly<Record<string, string>>>;
  /** How many pixels stick out to the right. */
  overflow(): Promise<number>;
  picture(name: string): Promise<void>;
  close(): Promise<void>;
}

export async function openDemoPage(browser: Browser, demo: Demo, options: BrowserContextOptions = {}): Promise<DemoPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()) && !message.text().startsWith('Failed to load resource'))
      complaints.push(message.text());
  });
  await page.goto(demo.url);

  const phone = page.getByLabel('Your telephone number');
  const button = (name: string | RegExp): Locator => page.getByRole('button', { name, exact: typeof name === 'string' });
  await phone.waitFor();

  return {
    page,
    phone,
    code: page.locator('#code'),
    complaints,
    button,
    async askForCall(number) {
      await phone.fill(number);
      await button('Call me').click();
    },
    rings: () => page.getByText('Incoming call', { exact: true }).waitFor(),
    async ending() {
      return (await page.locator('[data-tail]').first().textContent()) ?? '';
    },
    async claims() {
      const rows = await page.locator('#claims > div').all();
      const entries = rows.map(
        async (row) => [(await row.locator('dt').textContent()) ?? '', (await row.locator('dd').textContent()) ?? ''] as const,
      );
      return Object.fromEntries(await Promise.all(entries));
    },
    overflow: () => page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'),
    async picture(name) {
      mkdirSync(SCREENSHOTS, { recursive: true });
      await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true });
    },
    close: () => context.close(),
  };
}

/** A code of the same length that is not this one. */
export function otherThan(code: string): string {
  return code.replace(/\d$/, (digit) => String((Number(digit) + 5) % 10));
}
