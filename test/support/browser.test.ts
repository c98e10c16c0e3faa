import { expect, it } from 'vitest';
import { describeWithBrowser } from './browser.js';

describeWithBrowser('the browser', (browser) => {
  it('renders a page', async () => {
    const page = await browser().newPage();
    await page.setContent('<h1>Hello</h1>');
    expect(await page.locator('h1').textContent()).toBe('Hello');
    await page.close();
  });
});
