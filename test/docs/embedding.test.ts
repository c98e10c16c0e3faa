/** The pages of the embedding guide work as they stand there, under the policy that it promises. */
import { readFileSync } from 'node:fs';
import { transform } from 'esbuild';
import express from 'express';
import {
  type CallVerificationOptions,
  callVerificationRouter,
  createCallVerification,
  requireVerifiedPhone,
} from 'express-call-verification';
import type { Page } from 'playwright-core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { describeWithBrowser } from '../support/browser.js';
import { leaveOutHostsBodies } from '../support/described-answers.js';
import { type Accounts, newSecret, openShop, type Shop } from '../support/shop.js';

const text = readFileSync(new URL('../../docs/embedding.md', import.meta.url), 'utf8');

function samples(language: 'html' | 'js' | 'ts'): readonly string[] {
  return [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].filter(([, kind]) => kind === language).map(([, , code]) => code ?? '');
}

/** The one sample that has `word` in it. */
function sample(language: 'html' | 'js' | 'ts', word: string): string {
  const found = samples(language).filter((each) => each.includes(word));
  if (found.length !== 1) throw new Error(`${found.length} samples have ${word}`);
  return found[0] ?? '';
}

/** A shop as the guide sets it up, with `html` and `script` as its page, and what `serve` adds. */
async function openGuide(
  html: string,
  script = '',
  serve: (app: express.Express, mcn: Accounts['mcn'] | undefined) => void = () => undefined,
): Promise<Shop> {
  let account: Accounts['mcn'] | undefined;
  return openShop({
    methods: ({ mcn }) => {
      account = mcn;
      return [mcn.flashCall()];
    },
    before: [
      (_req, res, next) => {
        res.set('Content-Security-Policy', "default-src 'self'");
        next();
      },
    ],
    routes(app, calls) {
      const token = (req: express.Request): string => req.body.phoneToken;
      app.get(
        '/',
        (_req, res) =>
          void res
            .type('html')
            .send(`<!doctype html><html lang="en"><title>Shop</title>${html}<script type="module" src="/page.js"></script>`),
      );
      app.get('/page.js', (_req, res) => void res.type('js').send(script));
      app.post('/sign-up', express.urlencoded({ extended: false }), requireVerifiedPhone(calls, { token }), (req, res) => {
        res.send(`Welcome, ${req.body.name} with ${req.verifiedPhone?.phone_number}`);
      });
      app.use('/auth/call', callVerificationRouter(calls));
      serve(app, account);
    },
  });
}

/** Runs a server's sample with these names around it. */
async function runServer(code: string, names: Readonly<Record<string, unknown>>): Promise<void> {
  const javascript = (await transform(code, { loader: 'ts' })).code;
  new Function(...Object.keys(names), javascript)(...Object.values(names));
}

/** Types the number, and the code of the call. */
async function prove(page: Page, shop: Shop): Promise<void> {
  const field = page.locator('call-verification').getByRole('textbox').first();
  await field.fill(shop.phone);
  await field.press('Enter');
  await expect.poll(() => shop.telephone.calls.length).toBe(1);
  await page.locator('call-verification input[autocomplete="one-time-code"]').fill(shop.code());
}

describe('the scripts of the embedding guide', () => {
  it('can be read', async () => {
    expect(samples('js')).not.toEqual([]);
    for (const code of samples('js')) await expect(transform(code, { loader: 'js' })).resolves.toBeDefined();
  });
});

describeWithBrowser('the pages of the embedding guide', (browser) => {
  it('two lines prove a number, and tell the page', async () => {
    const shop = await openGuide(sample('html', '<call-verification></call-verification>'), sample('js', "'verified'"));
    const page = await browser().newPage();
    const told: string[] = [];
    page.on('console', (message) => told.push(message.text()));
    await page.goto(shop.url);
    await prove(page, shop);
    await expect.poll(() => told.some((line) => line.startsWith(`${shop.phone} is verified`))).toBe(true);
    await page.close();
  });

  it('a form carries the token', async () => {
    const shop = await openGuide(sample('html', '<form'));
    const page = await browser().newPage();
    await page.goto(shop.url);
    await page.getByLabel('Your name').fill('Anna');
    await prove(page, shop);
    await expect.poll(() => page.locator('call-verification').evaluate((element) => 'value' in element && element.value !== '')).toBe(true);
    await page.getByRole('button', { name: 'Sign up' }).click();
    await expect.poll(() => page.textContent('body')).toBe(`Welcome, Anna with ${shop.phone}`);
    await page.close();
  });

  it('a challenge is passed by the page, and judged by the server', async () => {
    leaveOutHostsBodies();
    const code = sample('ts', 'challengePassed');
    const asked: unknown[] = [];
    const solve = "const solve = async ({ type, siteKey }) => type + ' of ' + siteKey;";
    const running: Promise<void>[] = [];
    const shop = await openGuide(
      '<script type="module" src="/auth/call/client.js"></script><call-verification url="/guarded/call"></call-verification>',
      `${solve}\n${sample('js', "'challenge'")}`,
      (app, mcn) => {
        const create = (options: CallVerificationOptions) => {
          const calls = createCallVerification({ ...options, secret: newSecret('the secret of the guide') });
          onTestFinished(() => calls.close());
          return calls;
        };
        const isSolved = async (captcha: unknown): Promise<boolean> => asked.push(captcha) > 0 && captcha === 'captcha of your site key';
        running.push(runServer(code, { app, mcn, express, isSolved, callVerificationRouter, createCallVerification: create }));
      },
    );
    await Promise.all(running);
    const cheat = { phone: shop.phone, captcha: 'guessed' };
    await shop.client
      .post('/guarded/call')
      .send({ ...cheat, challengePassed: true })
      .expect(400);
    await shop.client.post('/guarded/call').send(cheat).expect(403);
    const page = await browser().newPage();
    await page.goto(shop.url);
    await prove(page, shop);
    await expect.poll(() => page.locator('call-verification').evaluate((element) => 'value' in element && element.value !== '')).toBe(true);
    expect(asked).toEqual(['guessed', 'captcha of your site key']);
    await page.close();
  });

  it('words can be changed', async () => {
    const shop = await openGuide(
      '<script type="module" src="/auth/call/client.js"></script><call-verification lang="de"></call-verification>',
      sample('js', 'defineMessages'),
    );
    const page = await browser().newPage();
    await page.goto(shop.url);
    await expect.poll(() => page.getByRole('button', { name: 'Anrufen' }).count()).toBe(1);
    await page.close();
  });
});
