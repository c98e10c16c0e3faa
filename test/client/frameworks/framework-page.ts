/** A shop whose page is written with a framework, and tells it what to render by the object `shown`. */
import type { Browser } from 'playwright-core';
import { type ElementPage, type ElementShop, type ElementShopOptions, openElementPage, openElementShop } from '../element/element-page.js';
import { bundlePage, type Framework } from './fixtures.js';

export interface FrameworkPage extends ElementPage {
  readonly shop: ElementShop;
  /** The CSRF tokens of what came to the router, oldest first. */
  readonly csrfTokens: readonly (string | undefined)[];
  /** Renders the element with these properties, which are JavaScript of the page. */
  show(properties: string): Promise<void>;
  /** What the page wrote into `globalThis.told`. */
  told(): Promise<unknown>;
}

/** Listeners, as JavaScript of the page, that write down what they are told. */
export const writingListeners = (names: readonly string[]): string =>
  names
    .map((name) => `${name}: ({ detail }) => (globalThis.told ??= []).push(['${name}', detail.step ?? detail.code ?? detail.phone])`)
    .join(', ');

export interface FrameworkPageOptions extends ElementShopOptions {
  /** What the server has rendered. */
  readonly html?: string;
}

export async function openFrameworkPage(
  browser: Browser,
  framework: Framework,
  { html = '', ...options }: FrameworkPageOptions = {},
): Promise<FrameworkPage> {
  const csrfTokens: (string | undefined)[] = [];
  const shop = await openElementShop({
    ...options,
    hasScript: false,
    body: `<div id="root">${html}</div>`,
    module: await bundlePage(framework),
    before: [
      (req, _res, next) => {
        if (req.path.startsWith('/auth/call')) csrfTokens.push(req.get('x-csrf-token'));
        next();
      },
    ],
  });
  const shown = await openElementPage(browser, shop);
  return {
    ...shown,
    shop,
    csrfTokens,
    show: (properties) => shown.page.evaluate(`shown.render({ url: '/auth/call', ${properties} })`),
    told: () => shown.page.evaluate('globalThis.told'),
  };
}
