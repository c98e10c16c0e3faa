/** The element in real pages of Vue. */
import { expect, it } from 'vitest';
import { describeWithBrowser } from '../../support/browser.js';
import { renderOnServer } from './fixtures.js';
import { openFrameworkPage, writingListeners } from './framework-page.js';

/** As `@verified`, `@failed` and `@statechange` are compiled. */
const LISTENERS = writingListeners(['onVerified', 'onFailed', 'onStatechange']);

describeWithBrowser('the element in a template of Vue', (browser) => {
  it('proves a number, and tells each event once', async () => {
    const { shop, ...shown } = await openFrameworkPage(browser(), 'vue');
    await shown.show(LISTENERS);
    await shown.askForCall();
    await shown.title.waitFor();
    await shown.code.fill(shop.code());
    await expect
      .poll(() => shown.told())
      .toEqual([
        ['onStatechange', 'code'],
        ['onStatechange', 'verified'],
        ['onVerified', shop.phone],
      ]);
    expect(shown.complaints).toEqual([]);
  });

  it('takes texts, switches and functions, and takes them back', async () => {
    const { element, ...shown } = await openFrameworkPage(browser(), 'vue');
    const names = ['name', 'required', 'disabled', 'readonlyPhone', 'noResume', 'credentials', 'className'];
    const read = (): Promise<unknown> => element.evaluate((field, all) => all.map((name) => Reflect.get(field, name)), names);
    await shown.show(`name: 'proof', required: true, disabled: true, 'readonly-phone': '', noResume: true, credentials: 'include',
      class: 'field', headers: () => ({ 'X-CSRF-Token': 'of this session' }), messages: { 'phone.submit': 'Call my mobile' }`);
    await expect.poll(read).toEqual(['proof', true, true, true, true, 'include', 'field']);
    await element.getByText('Call my mobile').waitFor();
    await expect.poll(() => shown.csrfTokens).toContain('of this session');
    await shown.show("required: false, disabled: false, readonlyPhone: false, noResume: false, class: 'other'");
    await expect.poll(read).toEqual(['phoneToken', false, false, false, false, 'same-origin', 'other']);
    expect(shown.complaints).toEqual([]);
  });

  it('is rendered on a server, and taken over in the page', async () => {
    const { html, warnings } = await renderOnServer('vue');
    expect(warnings).toBe('');
    for (const text of ['url="/auth/call"', 'class="field"', 'lang="sk"', ' required', ' readonly-phone']) expect(html).toContain(text);
    expect(html).not.toMatch(/object Object|disabled|X-CSRF|onVerified/i);
    const { page, element, ...shown } = await openFrameworkPage(browser(), 'vue', { html });
    await page.evaluate('shown.hydrate()');
    await element.getByText('Zavolajte mi', { exact: true }).waitFor();
    expect(await element.evaluate((field) => ['required', 'readonlyPhone', 'disabled'].map((name) => Reflect.get(field, name)))).toEqual([
      true,
      true,
      false,
    ]);
    expect(shown.complaints).toEqual([]);
  });
});
