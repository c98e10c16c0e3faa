/** The element as a person has it: in a page of a shop whose security policy allows no inline code, with a telephone beside it. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import express from 'express';
import { callVerificationRouter } from 'express-call-verification';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import { leaveOutHostsBodies } from '../../support/described-answers.js';
import { openShop, type Shop, type ShopOptions } from '../../support/shop.js';

/** Git-ignored: for eyes, not for assertions. */
const SCREENSHOTS = join('screenshots', 'element');
const POLICY = "default-src 'self'";

let script: Promise<string> | undefined;

/** The script that pages are served, made anew: one bundle per test file. */
async function bundleElement(): Promise<string> {
  const { bundle }: { bundle(entry: string): Promise<string> } = await import(pathToFileURL('scripts/build-client.mjs').href);
  return bundle('src/client/browser-script.ts');
}

export interface ElementShop extends Shop {
  /** Sets the server's clock forward, beside the real one. */
  wait(seconds: number): void;
  /** Submitted forms, oldest first. */
  readonly forms: readonly Readonly<Record<string, unknown>>[];
}

export interface ElementShopOptions extends ShopOptions {
  /** Of `callVerificationRouter`. */
  readonly router?: Parameters<typeof callVerificationRouter>[1];
  /** What stands in the page's body. @default the element alone */
  readonly body?: string;
  /** Whether the page loads the router's script. @default true */
  readonly hasScript?: boolean;
  /** A module of the page, after the element's. */
  readonly module?: string;
  /** Attributes of `<html>`. @default lang="en" */
  readonly root?: string;
}

/** A shop with a page `/`, on a clock that runs. */
export async function openElementShop(options: ElementShopOptions = {}): Promise<ElementShop> {
  if (options.router?.start?.input !== undefined) leaveOutHostsBodies();
  const { body = '<call-verification></call-verification>', module = '', root = 'lang="en"', hasScript = true } = options;
  script ??= bundleElement();
  const text = await script;
  let offsetMs = 0;
  const forms: Record<string, unknown>[] = [];
  const shop = await openShop({
    ...options,
    calls: { clock: () => Date.now() + offsetMs, resendDelaysSeconds: [1, 1, 1, 1], ipLimits: false, ...options.calls },
    routes(app, calls) {
      options.routes?.(app, calls);
      app.get('/auth/call/element.js', (_req, res) => void res.type('text/javascript').send(text));
      app.use('/auth/call', callVerificationRouter(calls, options.router));
      app.get('/page.js', (_req, res) => void res.type('text/javascript').send(module));
      app.get('/page.css', (_req, res) => void res.type('text/css').send(PAGE_STYLE));
      app.post('/form', express.urlencoded({ extended: false }), (req, res) => {
        forms.push(req.body);
        res.send('<!doctype html><html lang="en"><title>Thanks</title><p>Thanks</p></html>');
      });
      app.get('/', (_req, res) => {
        res.set('Content-Security-Policy', POLICY).send(`<!doctype html><html ${root}><head><meta charset="utf-8"><title>Shop</title>
          <meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="/page.css">
          ${hasScript ? '<script type="module" src="/auth/call/element.js"></script>' : ''}<script type="module" src="/page.js"></script></head>
          <body><main><h1>Shop</h1>${body}</main></body></html>`);
      });
    },
  });
  return {
    ...shop,
    forms,
    wait: (seconds) => {
      offsetMs += seconds * 1000;
    },
  };
}

const PAGE_STYLE = `:root { color-scheme: light dark; } body { margin: 0; font: 16px/1.5 system-ui, sans-serif; background: Canvas; }
  main { padding: 1.5rem; } @media (max-width: 24rem) { main { padding: 1rem; } } h1 { font-size: 1.25rem; margin: 0 0 1rem; }`;

export interface ElementPage {
  readonly page: Page;
  readonly element: Locator;
  readonly phone: Locator;
  readonly code: Locator;
  /** What is told first. */
  readonly title: Locator;
  /** What a screen reader is told when something changes. */
  readonly announcement: Locator;
  /** What the browser complained about, but for answers that are meant to be refusals. */
  readonly complaints: readonly string[];
  button(name: string | RegExp): Locator;
  /** Types the shop's number and asks for a call. */
  askForCall(): Promise<void>;
  /** The events of the element so far. */
  events(): Promise<readonly { type: string; detail: Record<string, unknown> }[]>;
  /** Whether axe finds nothing to complain about, by WCAG 2.2 AA. */
  expectAccessible(): Promise<void>;
  picture(name: string): Promise<void>;
}

export interface ElementPageOptions extends BrowserContextOptions {
  /** A script that runs before those of the page. */
  readonly beforeLoad?: string;
}

/** Opens the shop's page until the test is over. */
export async function openElementPage(
  browser: Browser,
  shop: ElementShop,
  { beforeLoad = '', ...options }: ElementPageOptions = {},
): Promise<ElementPage> {
  const context = await browser.newContext({ viewport: { width: 480, height: 760 }, locale: 'en-GB', ...options });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  await page.addInitScript(beforeLoad);
  return visit(page, shop);
}

export async function visit(page: Page, shop: ElementShop): Promise<ElementPage> {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()) && !message.text().startsWith('Failed to load resource'))
      complaints.push(message.text());
  });
  await page.addInitScript(`globalThis.seen = [];
    for (const type of ['verified', 'failed', 'challenge', 'statechange'])
      document.addEventListener(type, (event) => globalThis.seen.push({ type, detail: JSON.parse(JSON.stringify(event.detail)) }));`);
  await page.goto(`${shop.url}/`);
  const element = page.locator('call-verification');
  const button = (name: string | RegExp): Locator => page.getByRole('button', { name, exact: typeof name === 'string' });
  const phone = element.locator('#phone');
  return {
    page,
    element,
    phone,
    code: element.locator('#code'),
    title: element.locator('#title'),
    announcement: element.locator('p.hidden[role=status]'),
    complaints,
    button,
    async askForCall() {
      await phone.fill(shop.phone);
      await element.locator('button[type=submit]').click();
    },
    events: () => page.evaluate('globalThis.seen'),
    async expectAccessible() {
      const { violations } = await new AxeBuilder({ page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'])
        // The page has no frames, so that their results need not be put together in a blank page, which takes longer than the look itself.
        .setLegacyMode()
        .analyze();
      expect(violations.map(({ id, nodes }) => ({ id, at: nodes.map((node) => node.target) }))).toEqual([]);
    },
    async picture(name) {
      // For eyes, which no CI has.
      if (process.env['CI'] === 'true') return;
      mkdirSync(SCREENSHOTS, { recursive: true });
      await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true });
    },
  };
}
