/** The page on other origins works as it stands there: an API on one port, a page on another one. */
import { readFileSync } from 'node:fs';
import cors from 'cors';
import { transform } from 'esbuild';
import express from 'express';
import * as api from 'express-call-verification';
import type { Browser, Page } from 'playwright-core';
import { expect, it, onTestFinished } from 'vitest';
import { describeWithBrowser } from '../support/browser.js';
import { type Accounts, newSecret, openShop, type Shop, serve } from '../support/shop.js';

const text = readFileSync(new URL('../../docs/other-origins.md', import.meta.url), 'utf8');

function samples(language: string): readonly string[] {
  return [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].filter(([, kind]) => kind === language).map(([, , code]) => code ?? '');
}

/** The one sample that has `word` in it. */
function sample(language: 'html' | 'js', word: string): string {
  const found = samples(language).filter((each) => each.includes(word));
  if (found.length !== 1) throw new Error(`${found.length} samples have ${word}`);
  return found[0] ?? '';
}

interface Apart {
  readonly shop: Shop;
  readonly page: Page;
  /** Opens a page of an origin that the recipe does not name. */
  openStranger(): Promise<Page>;
}

/** Runs the recipe on one port, and opens a page with `body` and `script` on another, under the policy that the text asks for. */
async function openApart(browser: Browser, body: string, script = ''): Promise<Apart> {
  const addresses = { api: '', page: '' };
  const here = (code: string): string =>
    code.replaceAll('https://api.example', addresses.api).replaceAll('https://shop.example', addresses.page);
  const pages = express();
  pages.get('/', (_req, res) => {
    res.set('Content-Security-Policy', here("default-src 'self'; script-src 'self' https://api.example; connect-src https://api.example"));
    res.send(
      `<!doctype html><html lang="en"><meta charset="utf-8"><title>Shop</title>${here(body)}<script type="module" src="/page.js"></script>`,
    );
  });
  pages.get('/page.js', (_req, res) => void res.type('js').send(here(script)));
  addresses.page = await serve(pages);

  const recipe = (await transform(here(samples('ts').join('\n')), { loader: 'ts', format: 'cjs' })).code;
  let account: Accounts['mcn'] | undefined;
  const shop = await openShop({
    methods: ({ mcn }) => {
      account = mcn;
      return [mcn.flashCall()];
    },
    routes: (app) => runRecipe(recipe, app, account),
  });
  addresses.api = shop.url;

  const open = async (address: string): Promise<Page> => {
    const context = await browser.newContext({ locale: 'en-GB' });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    await page.goto(address);
    return page;
  };
  const openStranger = async (): Promise<Page> => open(await serve(express().get('/', (_req, res) => void res.send('<!doctype html>'))));
  return { shop, page: await open(addresses.page), openStranger };
}

/** Runs all the server's samples as one module, with `app` as its app, and the simulated provider as its own. */
function runRecipe(code: string, app: express.Express, mcn: Accounts['mcn'] | undefined): void {
  const createCallVerification = (options: api.CallVerificationOptions): api.CallVerification => {
    const calls = api.createCallVerification({ ...options, secret: newSecret('the secret of the recipe') });
    onTestFinished(() => calls.close());
    return calls;
  };
  const modules: Readonly<Record<string, object>> = {
    cors: { __esModule: true, default: cors },
    express: { __esModule: true, default: () => app },
    'express-call-verification': { ...api, createCallVerification, createMcn: () => mcn },
  };
  const isTokenOf = (_req: unknown, token: string | undefined): boolean => token === 'of this session';
  new Function('require', 'module', 'isTokenOf', code)((name: string) => modules[name], { exports: {} }, isTokenOf);
}

/** Types the number, and the code of the call. */
async function prove(page: Page, shop: Shop): Promise<void> {
  const element = page.locator('call-verification');
  await element.locator('#phone').fill(shop.phone);
  await element.locator('button[type=submit]').click();
  await expect.poll(() => shop.telephone.calls.length).toBe(1);
  await element.locator('#code').fill(shop.code());
  await element.locator('#title').getByText('Your number is confirmed').waitFor();
}

/** What a page's script sees of an answer. */
const seenBy = (
  page: Page,
  url: string,
  body: object,
): Promise<{ status: number; retryAfter: string | null; date: string | null } | string> =>
  page.evaluate(
    async ([address, json]) => {
      try {
        const response = await fetch(address, { method: 'POST', body: json, headers: { 'Content-Type': 'application/json' } });
        return { status: response.status, retryAfter: response.headers.get('retry-after'), date: response.headers.get('date') };
      } catch (error) {
        return String(error);
      }
    },
    [url, JSON.stringify(body)] as const,
  );

describeWithBrowser('the recipe for pages of another origin', (browser) => {
  it('proves a number, and the token opens a route of the API', async () => {
    const { shop, page } = await openApart(browser(), sample('html', '<script'));
    await prove(page, shop);
    const account = await page.evaluate(async (url) => {
      const token = Reflect.get(document.querySelector('call-verification') ?? {}, 'value');
      return (await fetch(`${url}/account`, { headers: { Authorization: `Bearer ${token}` } })).json();
    }, shop.url);
    expect(account).toEqual({ phone: shop.phone });
  });

  it('gives the page a client of that API', async () => {
    const script = `${sample('js', 'createCallVerificationClient()')}document.title = (await client.countries()).ok ? 'known' : 'unknown';`;
    const { page } = await openApart(browser(), '', script);
    await expect.poll(() => page.title()).toBe('known');
  });

  it('shows the headers that a client reads', async () => {
    const { shop, page } = await openApart(browser(), '');
    const start = (): ReturnType<typeof seenBy> => seenBy(page, `${shop.url}/auth/call`, { phone: shop.phone });
    expect(await start()).toEqual({ status: 202, retryAfter: null, date: expect.any(String) });
    expect(await start()).toEqual({ status: 429, retryAfter: expect.stringMatching(/^\d+$/), date: expect.any(String) });
  });

  it('has nothing called for a page of an origin that it does not name', async () => {
    const { shop, openStranger } = await openApart(browser(), '');
    expect(await seenBy(await openStranger(), `${shop.url}/auth/call`, { phone: shop.phone })).toMatch(/Failed to fetch/);
    expect(shop.telephone.calls).toEqual([]);
  });

  it.each([
    ['carries the token against forged requests', sample('js', 'X-CSRF-Token'), true],
    ['is refused without it', '', false],
  ])('%s', async (_, script, isCalled) => {
    const head =
      '<meta name="csrf-token" content="of this session"><script type="module" src="https://api.example/auth/call/client.js"></script>';
    const { shop, page } = await openApart(
      browser(),
      `${head}<call-verification url="https://api.example/members/call"></call-verification>`,
      script,
    );
    if (isCalled) return prove(page, shop);
    await page.locator('call-verification #phone').fill(shop.phone);
    await page.locator('call-verification button[type=submit]').click();
    await page.locator('call-verification').getByText('Something went wrong on our side.').waitFor();
    expect(shop.telephone.calls).toEqual([]);
  });
});
