/** `npm run browsers -- --only webkit`: plays the element's main stories in Firefox and WebKit, and prints how they end. */
import '../../scripts/end-with-reader.mjs';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startDemo } from '../../demo-app/start-demo.js';
import { findBrowsers, type InstalledBrowser } from './browsers.js';
import { openShopPage } from './shop-page.js';
import { STORIES } from './stories.js';
import { until } from './until.js';
import type { WebDriver } from './web-driver.js';

const { values } = parseArgs({
  options: {
    /** A part of one browser's name. */
    only: { type: 'string', default: '' },
    /** Keeps a picture of each story's end in `screenshots/browsers`. */
    pictures: { type: 'boolean', default: false },
  },
});

/** Git-ignored: for eyes. */
const PICTURES = join('screenshots', 'browsers');

/** A demo of its own for each story, so that nothing is left of the one before. */
async function play(driver: WebDriver, name: string, story: string): Promise<string | undefined> {
  const demo = await startDemo({ port: 0, resendDelaysSeconds: [0], times: { reactMs: 30 } });
  try {
    const shop = await openShopPage(driver, demo);
    await STORIES[story]?.(shop);
    await shop.reached('verified');
    await shop.signedIn();
    if (values.pictures) await keepPicture(driver, `${name}, ${story}`);
    const complaints = await shop.complaints();
    return complaints.length === 0 ? undefined : complaints.join('; ');
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await demo.close();
  }
}

async function keepPicture(driver: WebDriver, name: string): Promise<void> {
  // WebKit's pictures may be older than the page.
  await driver.run('requestAnimationFrame(() => requestAnimationFrame(() => (globalThis.isDrawn = true)));');
  await until('the page to be drawn', async () => (await driver.run('return globalThis.isDrawn;')) === true);
  mkdirSync(PICTURES, { recursive: true });
  writeFileSync(join(PICTURES, `${name}.png`), await driver.picture());
}

/** How many stories failed. */
async function playAll({ name, missing, packages, start }: InstalledBrowser): Promise<number> {
  if (missing.length > 0) {
    console.log(`${name}: not installed (no ${missing.join(', ')}). On Debian: apt-get install ${packages}`);
    return Object.keys(STORIES).length;
  }
  const { driver, end } = await start();
  let failed = 0;
  try {
    console.log(`${name}: ${String(await driver.run('return navigator.userAgent;'))}`);
    for (const story of Object.keys(STORIES)) {
      const problem = await play(driver, name, story);
      if (problem !== undefined) failed += 1;
      console.log(`  ${problem === undefined ? 'ok    ' : 'FAILED'} ${story}${problem === undefined ? '' : `: ${problem}`}`);
    }
  } finally {
    await end();
  }
  return failed;
}

const chosen = findBrowsers().filter(({ name }) => name.toLowerCase().includes(values.only.toLowerCase()));
let failed = chosen.length === 0 ? 1 : 0;
for (const browser of chosen) {
  failed += await playAll(browser).catch((error: unknown) => {
    console.log(`${browser.name}: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  });
}
process.exit(failed === 0 ? 0 : 1);
