/** The demo's process may end in the middle of a sign-in. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startDemo } from '../../demo-app/start-demo.js';
import { describeWithBrowser } from '../support/browser.js';
import { openDemoPage } from './demo-page.js';

const PHONE = '+79157777777';

describeWithBrowser('a restart of the demo', (browser) => {
  it('does not stop a sign-in: page, telephone and code go on', async () => {
    const dataFolder = mkdtempSync(join(tmpdir(), 'express-call-verification-demo-'));
    onTestFinished(() => rmSync(dataFolder, { recursive: true, force: true }));
    const before = await startDemo({ port: 0, dataFolder });
    const shop = await openDemoPage(browser(), before);
    await shop.askForCall(PHONE);
    await shop.key('decline').click();
    await shop.rows('callback').waitFor();
    const code = await shop.ending();
    await before.close();

    const after = await startDemo({ port: Number(new URL(before.url).port), dataFolder });
    onTestFinished(() => after.close());
    await shop.page.reload();
    await shop.code.waitFor();
    // The network that rang is gone with the process; what the telephone had in its list is not.
    await expect.poll(() => shop.ending()).toBe(code);
    await shop.code.fill(code);
    await shop.verified();
    expect((await shop.claims())['phone_number']).toBe(PHONE);
  });
});
