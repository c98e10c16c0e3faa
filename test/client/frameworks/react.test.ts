/** The component in real pages, with React 18 and 19. */
import { describe, expect, it } from 'vitest';
import { describeWithBrowser } from '../../support/browser.js';
import { renderOnServer } from './fixtures.js';
import { openFrameworkPage, writingListeners } from './framework-page.js';

const LISTENERS = writingListeners(['onVerified', 'onFailed', 'onStateChange']);

describeWithBrowser('the component', (browser) => {
  describe.each(['react18', 'react19'] as const)('of %s', (react) => {
    it('proves a number, and tells each event once, by its own name', async () => {
      const { shop, page, ...shown } = await openFrameworkPage(browser(), react);
      await shown.show(LISTENERS);
      await shown.askForCall();
      await shown.title.waitFor();
      await shown.code.fill(shop.code());
      await expect
        .poll(() => shown.told())
        .toEqual([
          ['onStateChange', 'code'],
          ['onStateChange', 'verified'],
          ['onVerified', shop.phone],
        ]);
      expect(shown.complaints).toEqual([]);
    });

    it('tells the newest listener', async () => {
      const { shop, page, ...shown } = await openFrameworkPage(browser(), react);
      await shown.show("onStateChange: () => { globalThis.told = ['the first'] }");
      await shown.phone.waitFor();
      await shown.show("onStateChange: () => { globalThis.told = ['the second'] }");
      await shown.askForCall();
      await expect.poll(() => shown.told()).toEqual(['the second']);
      expect(shop.telephone.calls).toHaveLength(1);
    });

    it('takes texts, switches, objects and functions, and takes them back', async () => {
      const { page, element, ...shown } = await openFrameworkPage(browser(), react);
      const names = ['name', 'phone', 'country', 'method', 'required', 'disabled', 'readonlyPhone', 'noResume', 'credentials'];
      const read = (): Promise<unknown> =>
        element.evaluate(
          (field, all) => [...all.map((name) => Reflect.get(field, name)), field.className, field.getAttribute('theme')],
          names,
        );
      await shown.show(`name: 'proof', phone: '+421901234567', country: 'SK', method: 'voice_call', required: true, disabled: true,
        readonlyPhone: true, noResume: true, credentials: 'include', className: 'field', theme: 'dark', 'data-test': 'yes',
        messages: { 'phone.submit': 'Call my mobile' }, headers: () => ({ 'X-CSRF-Token': 'of this session' })`);
      await element.getByText('Call my mobile').waitFor();
      await expect.poll(read).toEqual(['proof', '+421901234567', 'SK', 'voice_call', true, true, true, true, 'include', 'field', 'dark']);
      expect(await element.getAttribute('data-test')).toBe('yes');
      expect(new Set(shown.csrfTokens)).toEqual(new Set(['of this session']));
      await shown.show("required: false, disabled: false, readonlyPhone: false, noResume: false, className: 'other', theme: 'light'");
      await expect.poll(read).toEqual(['phoneToken', '', '', '', false, false, false, false, 'same-origin', 'other', 'light']);
      await element.getByText('Call me', { exact: true }).waitFor();
      expect(
        await element.evaluate((field) => field.getAttributeNames().filter((name) => /^(?:required|disabled|readonly|no-)/.test(name))),
      ).toEqual([]);
      expect(shown.complaints).toEqual([]);
    });

    it('gives the element by its ref, while it is in the page', async () => {
      const { shop, page, ...shown } = await openFrameworkPage(browser(), react);
      await shown.show(`phone: '${shop.phone}'`);
      await shown.phone.waitFor();
      await page.evaluate('shown.fieldRef.current.start()');
      await shown.title.getByText('We are calling you').waitFor();
      await page.evaluate('shown.hide()');
      await expect.poll(() => page.evaluate('shown.fieldRef.current')).toBeNull();
      expect(await shown.element.count()).toBe(0);
    });

    it('lets the page pass a challenge', async () => {
      const shown = await openFrameworkPage(browser(), react, {
        calls: { challenge: { type: 'captcha' }, policy: ({ standing }) => (standing === 'stranger' ? 'challenge' : 'allow') },
        router: {
          start: {
            input: ({ body: { captcha, ...body } }) => ({ ...body, challengePassed: captcha === 'solved' }),
          },
        },
      });
      await shown.show(`onChallenge: (event) => {
        event.preventDefault();
        globalThis.told = event.detail.challenge;
        event.detail.respond({ captcha: 'solved' });
      }`);
      await shown.askForCall();
      await shown.title.getByText('We are calling you').waitFor();
      expect(await shown.told()).toEqual({ type: 'captcha' });
    });

    it('is rendered on a server without a window, and taken over in the page with its properties', async () => {
      const { html, warnings } = await renderOnServer(react);
      expect(warnings).toBe('');
      expect(html).toMatch(/^<form><call-verification [^>]*><\/call-verification><\/form>$/);
      for (const text of ['url="/auth/call"', 'class="field"', 'lang="sk"', 'phone="+421901234567"', ' required=', ' readonly-phone='])
        expect(html).toContain(text);
      expect(html).not.toMatch(/object Object|disabled|no-resume|headers|X-CSRF|onVerified/i);
      const { page, element, ...shown } = await openFrameworkPage(browser(), react, { html });
      expect(await element.evaluate((field) => field.shadowRoot)).toBeNull();
      await page.evaluate('shown.hydrate()');
      await element.getByText('Zavolajte na môj mobil').waitFor();
      expect(await element.evaluate((field) => ['required', 'readonlyPhone', 'disabled'].map((name) => Reflect.get(field, name)))).toEqual([
        true,
        true,
        false,
      ]);
      expect(shown.csrfTokens).toEqual(['of this session']);
      expect(shown.complaints).toEqual([]);
    });
  });
});
