/** What the router serves to everybody alike: the ready-made script, which numbers may be verified, and its own description. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { callVerificationRouter } from 'express-call-verification';
import type { Response } from 'supertest';
import { describe, expect, it } from 'vitest';
import { describeWithBrowser } from '../support/browser.js';
import { openShop, type Shop, type ShopOptions } from '../support/shop.js';

function routed(options: ShopOptions = {}): Promise<Shop> {
  return openShop({
    methods: ({ mcn }) => [mcn.flashCall()],
    ...options,
    routes(app, calls) {
      app.use('/phone', callVerificationRouter(calls));
      options.routes?.(app, calls);
    },
  });
}

const PATHS = ['/phone/client.js', '/phone/countries.json', '/phone/openapi.json'] as const;
const PLAIN = { 'accept-encoding': 'identity' };

/** As a browser asks whether what it has is the newest. */
const having = (etag: string) => ({ 'if-none-match': etag, 'cache-control': 'max-age=0' });

function etagOf(answer: Response): string {
  return answer.get('etag') ?? '';
}

describe.each(PATHS)('%s', (path) => {
  it('may be kept, has a strong tag, and is what its type says', async () => {
    const answer = await (await routed()).client.get(path);
    expect(answer.status).toBe(200);
    expect(answer.get('cache-control')).toMatch(/^public, max-age=\d+, stale-while-revalidate=\d+$/);
    expect(etagOf(answer)).toMatch(/^"[\w-]{22,}"$/);
    expect(answer.get('x-content-type-options')).toBe('nosniff');
    expect(answer.get('content-type')).toBe(path.endsWith('.js') ? 'text/javascript; charset=utf-8' : 'application/json; charset=utf-8');
    expect(answer.text).not.toBe('');
  });

  it('costs a 304 without a body for who has it, and is sent to who has another', async () => {
    const shop = await routed();
    const etag = etagOf(await shop.client.get(path));
    const again = await shop.client.get(path).set(having(`"another", ${etag}`));
    expect([again.status, again.text, etagOf(again)]).toEqual([304, '', etag]);
    expect(again.get('cache-control')).toMatch(/^public/);
    await shop.client.get(path).set(having('"another"')).expect(200);
  });

  it('answers HEAD with the same headers and nothing else', async () => {
    const shop = await routed();
    const [get, head] = [await shop.client.get(path).set(PLAIN), await shop.client.head(path).set(PLAIN)];
    expect([head.status, head.text]).toEqual([200, undefined]);
    for (const name of ['etag', 'content-type', 'content-length', 'cache-control', 'vary']) {
      expect(head.get(name), name).toBe(get.get(name));
    }
  });

  it('leaves other methods to the host', async () => {
    await (await routed()).client.post(path).send({}).expect(404);
  });
});

describe.each([PATHS[0], PATHS[2]])('the text of %s', (path) => {
  it('is smaller where the browser can unzip it, under a tag of its own', async () => {
    const shop = await routed();
    const [whole, zipped] = [await shop.client.get(path).set(PLAIN), await shop.client.get(path).set('accept-encoding', 'gzip')];
    expect([whole, zipped].map((answer) => answer.get('content-encoding'))).toEqual([undefined, 'gzip']);
    expect(zipped.text).toBe(whole.text);
    expect(Number(zipped.get('content-length'))).toBeLessThan(whole.text.length / 2);
    expect(etagOf(zipped)).not.toBe(etagOf(whole));
    for (const answer of [whole, zipped]) expect(answer.get('vary')).toBe('Accept-Encoding');
    await shop.client
      .get(path)
      .set(having(etagOf(zipped)))
      .expect(304);
    await shop.client
      .get(path)
      .set(having(etagOf(whole)))
      .expect(200);
  });
});

describe('the script', () => {
  it('is no larger than promised, and names the licence of what is inside', async () => {
    const answer = await (await routed()).client.get(PATHS[0]).set('accept-encoding', 'gzip');
    expect(Number(answer.get('content-length'))).toBeLessThanOrEqual(26_460);
    expect(answer.text).toMatch(/^\/\*!.*lit-html.*Google LLC.*BSD-3-Clause \*\/\n/);
  });

  it('has no way around a content security policy', async () => {
    const { text } = await (await routed()).client.get(PATHS[0]);
    for (const unsafe of [/\beval\(/, /\bnew Function\b/, /\bimport\(/, /document\.write/, /https?:\/\/(?!www\.w3\.org\/)/]) {
      expect(text).not.toMatch(unsafe);
    }
  });
});

describe('the description', () => {
  it('is docs/openapi.json', async () => {
    const { body } = await (await routed()).client.get(PATHS[2]);
    expect(body).toEqual(JSON.parse(readFileSync(fileURLToPath(new URL('../../docs/openapi.json', import.meta.url)), 'utf8')));
  });
});

describe('the countries', () => {
  it('are those that a method can call, as their numbers are written', async () => {
    const shop = await routed({ methods: ({ mcn }) => [mcn.flashCall({ countries: ['SK'] })], calls: { defaultCountry: 'SK' } });
    expect((await shop.client.get(PATHS[1])).body).toEqual({
      countries: [{ country: 'SK', callingCode: '421', mask: '### ### ###', lengths: [6, 7, 9], nationalPrefix: '0' }],
      defaultCountry: 'SK',
    });
  });

  it('keep their order, and have a mask for every kind of country', async () => {
    const shop = await routed({ calls: { countries: ['US', 'RU', 'BY', 'IT', 'AR'] } });
    const { countries } = (await shop.client.get(PATHS[1])).body;
    expect(countries).toMatchObject([
      { country: 'US', callingCode: '1', mask: '### ###-####', lengths: [10] },
      { country: 'RU', callingCode: '7', mask: '### ###-##-##', lengths: [10], nationalPrefix: '8' },
      { country: 'BY', callingCode: '375', mask: '## ###-##-##', lengths: [9], nationalPrefix: '80' },
      { country: 'IT', callingCode: '39', mask: '### ### ####' },
      { country: 'AR', callingCode: '54', mask: '# ## #### ####' },
    ]);
  });

  it('may be any', async () => {
    const shop = await routed({ calls: { countries: 'any' } });
    expect((await shop.client.get(PATHS[1])).body).toEqual({ countries: 'any' });
  });
});

describeWithBrowser('a page of two lines', (browser) => {
  it("has a working element under a policy of `default-src 'self'`, wherever the router stands", async () => {
    const asked: string[] = [];
    const shop = await routed({
      before: [
        (req, _res, next) => {
          asked.push(`${req.method} ${req.path}`);
          next();
        },
      ],
      routes: (app) =>
        void app.get('/', (_req, res) => {
          res.set('Content-Security-Policy', "default-src 'self'").type('html');
          res.send(
            '<!doctype html><html lang="en"><title>Shop</title><script type="module" src="/phone/client.js"></script><call-verification></call-verification>',
          );
        }),
    });
    const page = await browser().newPage();
    const troubles: string[] = [];
    page.on('console', (message) => message.type() === 'error' && troubles.push(message.text()));
    page.on('pageerror', (error) => troubles.push(error.message));
    await page.goto(`${shop.url}/`);
    await page.getByRole('textbox').first().fill(shop.phone);
    await page.getByRole('textbox').first().press('Enter');
    await expect.poll(() => shop.telephone.calls.length).toBe(1);
    expect(asked).toEqual(expect.arrayContaining(['GET /phone/countries.json', 'POST /phone']));
    const isStyled = page.locator('call-verification').evaluate(({ shadowRoot }) => (shadowRoot?.adoptedStyleSheets.length ?? 0) > 0);
    expect(await isStyled).toBe(true);
    // A browser asks for an icon by itself.
    expect(troubles.filter((text) => !/404/.test(text))).toEqual([]);
    await page.close();
  });
});
