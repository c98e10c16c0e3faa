/** The router's script in a page of another origin: it talks to the router that it came from. */
import cors from 'cors';
import express from 'express';
import { callVerificationRouter } from 'express-call-verification';
import type { Browser, Page } from 'playwright-core';
import { expect, it, onTestFinished } from 'vitest';
import { describeWithBrowser } from '../support/browser.js';
import { openShop, type Shop, serve } from '../support/shop.js';

interface Apart {
  /** Serves the API. */
  readonly shop: Shop;
  /** On another port. */
  readonly page: Page;
  /** What came to the API, oldest first, without preflights. */
  readonly requests: readonly { readonly path: string; readonly cookie: string | undefined }[];
  /** What the page could not find on its own origin, or complained about. */
  readonly complaints: readonly string[];
}

/** A page on one port, whose body is what `write` makes of the API's address on another one. */
async function openApart(browser: Browser, write: (api: string) => string): Promise<Apart> {
  let body = '';
  const pageUrl = await serve(
    express().get(
      '/',
      (_req, res) =>
        void res.send(`<!doctype html><html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,"><title>Shop</title>${body}`),
    ),
  );
  const requests: { path: string; cookie: string | undefined }[] = [];
  const allowedHeaders = ['Content-Type', 'Idempotency-Key', 'Verification-Id'];
  const shop = await openShop({
    before: [
      cors({ origin: pageUrl, credentials: true, allowedHeaders, exposedHeaders: ['Retry-After'] }),
      (req, _res, next) => {
        requests.push({ path: req.path, cookie: req.headers.cookie });
        next();
      },
    ],
    calls: { clock: Date.now },
    routes: (app, calls) => app.use('/auth/call', callVerificationRouter(calls)),
  });
  body = write(shop.url);
  const context = await browser.newContext({ locale: 'en-GB' });
  onTestFinished(() => context.close());
  // The cookies of a host are those of all its ports.
  await context.addCookies([{ name: 'session', value: 'of-the-api', url: shop.url }]);
  const page = await context.newPage();
  // So that the API sees every request for its countries.
  const devTools = await context.newCDPSession(page);
  await devTools.send('Network.enable');
  await devTools.send('Network.setCacheDisabled', { cacheDisabled: true });
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(pageUrl);
  return { shop, page, requests, complaints };
}

const scriptOf = (api: string): string => `<script type="module" src="${api}/auth/call/client.js"></script>`;

describeWithBrowser('the script of a router on another origin', (browser) => {
  it('has an element that asks that router, and proves a number', async () => {
    const { shop, page, complaints } = await openApart(
      browser(),
      (api) => `${scriptOf(api)}<call-verification lang="en"></call-verification>`,
    );
    const element = page.locator('call-verification');
    await element.locator('#phone').fill(shop.phone);
    await element.locator('button[type=submit]').click();
    await element.locator('#title').getByText('We are calling you').waitFor();
    await element.locator('#code').fill(shop.code());
    await element.locator('#title').getByText('Your number is confirmed').waitFor();
    const token = await element.evaluate((field) => String(Reflect.get(field, 'value')));
    expect(shop.calls.verifyToken(token)).toMatchObject({ phone_number: shop.phone });
    expect(await element.evaluate((field) => Reflect.get(field, 'url'))).toBe(`${shop.url}/auth/call/`);
    expect(complaints).toEqual([]);
  });

  it('has a client that asks that router, unless it is told another address', async () => {
    const { shop, page } = await openApart(browser(), scriptOf);
    const ask = (options = ''): Promise<unknown> =>
      page.evaluate(`import('${shop.url}/auth/call/client.js')
        .then(({ createCallVerificationClient }) => createCallVerificationClient(${options}).countries())
        .then((known) => known.ok || known.code)`);
    expect(await ask()).toBe(true);
    expect(await ask("{ credentials: 'include', url: undefined }")).toBe(true);
    expect(await ask("{ url: '/auth/call' }")).toBe('unexpected_answer');
  });

  it('asks that router from a frame without an address', async () => {
    const { shop, page, requests } = await openApart(browser(), () => '');
    await page.evaluate(
      (html) => {
        const frame = document.createElement('iframe');
        frame.srcdoc = html;
        document.body.append(frame);
      },
      `${scriptOf(shop.url)}<call-verification></call-verification>`,
    );
    await page.frameLocator('iframe').locator('call-verification .chosen').waitFor();
    expect(requests.map(({ path }) => path)).toContain('/auth/call/countries.json');
  });

  it('sends cookies where the attribute or the option wants them, and only there', async () => {
    const { shop, page, requests } = await openApart(
      browser(),
      (api) => `${scriptOf(api)}<call-verification></call-verification><call-verification credentials="include"></call-verification>`,
    );
    const cookiesOf = (path: string): readonly unknown[] => requests.filter((each) => each.path === path).map(({ cookie }) => cookie);
    await expect.poll(() => cookiesOf('/auth/call/countries.json').toSorted()).toEqual(['session=of-the-api', undefined]);
    await page
      .locator('call-verification')
      .first()
      .evaluate((element) => element.setAttribute('credentials', 'include'));
    await expect
      .poll(() => cookiesOf('/auth/call/countries.json').toSorted())
      .toEqual(['session=of-the-api', 'session=of-the-api', undefined]);
    await page.evaluate(`import('${shop.url}/auth/call/client.js').then(async ({ createCallVerificationClient }) => {
      await createCallVerificationClient().status({ verificationId: 'x' });
      await createCallVerificationClient({ credentials: 'include' }).status({ verificationId: 'x' });
    })`);
    expect(cookiesOf('/auth/call/status')).toEqual([undefined, 'session=of-the-api']);
  });

  it('says what is wrong with an attribute that no request can have', async () => {
    const { shop, page, complaints } = await openApart(
      browser(),
      (api) => `${scriptOf(api)}<call-verification credentials="always"></call-verification>`,
    );
    await page.locator('call-verification #phone').fill(shop.phone);
    await page.locator('call-verification button[type=submit]').click();
    await expect.poll(() => complaints.filter((text) => text.includes("'always'"))).toHaveLength(1);
  });
});
