/** Headless Chromium for the tests that look at pages. */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, it } from 'vitest';

const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';

/** A new browser; whoever asks for it closes it. @public */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
}

/**
 * A `describe` whose tests share one browser. Without Chromium they are skipped, which the report shows; under `CI=true` that is a failure.
 *
 * @param tests gets the browser as a function, since it is there only while tests run
 */
export function describeWithBrowser(name: string, tests: (browser: () => Browser) => void): void {
  if (!existsSync(executablePath)) {
    const failWithoutBrowser = (): never => {
      throw new Error(`no Chromium at ${executablePath}: install it or set CHROMIUM_PATH`);
    };
    if (process.env['CI'] === 'true') it(`${name}: has a browser`, failWithoutBrowser);
    else describe.skip(`${name} (no Chromium at ${executablePath})`, () => tests(failWithoutBrowser));
    return;
  }
  describe(name, { timeout: 60_000 }, () => {
    let shared: Browser | undefined;
    beforeAll(async () => {
      shared = await launchBrowser();
    }, 60_000);
    afterAll(() => shared?.close());
    tests(() => {
      if (shared === undefined) throw new Error('the browser is there only while tests run');
      return shared;
    });
  });
}
