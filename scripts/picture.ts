/** Takes the README's picture of the demo: plays a scenario in Chromium, and saves what is seen while the telephone rings. Usage: picture.ts [file] */
import './end-with-reader.mjs';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { startDemo } from '../demo-app/start-demo.js';

const file = process.argv[2] ?? join(fileURLToPath(new URL('..', import.meta.url)), 'docs', 'images', 'demo.webp');
const MOST_BYTES = 250_000;

const demo = await startDemo({ port: 0 });
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
let picture: Buffer;
try {
  const page = await browser.newPage({
    viewport: { width: 1280, height: 1480 },
    locale: 'en-GB',
    colorScheme: 'light',
    reducedMotion: 'reduce',
  });
  await page.goto(`${demo.url}/?scenario=flash-call`);
  await page.locator('#device [data-action="answer"]').waitFor();
  await page.locator('#wire .message', { hasText: 'status pending' }).waitFor();
  // The hand has left the button, and new rows have lost their colour.
  await page.waitForTimeout(1500);
  // A PNG would be four times as large: the glass has fine gradients.
  const devtools = await page.context().newCDPSession(page);
  const { data } = await devtools.send('Page.captureScreenshot', { format: 'webp', quality: 92 });
  picture = Buffer.from(data, 'base64');
} finally {
  await browser.close();
  await demo.close();
}
if (picture.length > MOST_BYTES) throw new Error(`The picture has ${picture.length} bytes: a page should load faster than that.`);
mkdirSync(dirname(file), { recursive: true });
writeFileSync(file, picture);
process.stdout.write(`${file}: ${Math.round(picture.length / 1000)} kB\n`);
