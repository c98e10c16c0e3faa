/** The stories that the page plays by itself, each to its end. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Demo, startDemo } from '../../demo-app/start-demo.js';
import { describeWithBrowser } from '../support/browser.js';
import { openDemoPage } from './demo-page.js';

/** How each ends: `verified` with a token, `ended` and `number` without. */
const ENDS = {
  'flash-call': 'verified',
  'voice-call': 'verified',
  'press-9': 'verified',
  'own-sms': 'verified',
  sms: 'verified',
  'wrong-codes': 'ended',
  busy: 'verified',
  off: 'verified',
  forwarded: 'verified',
  'callback-late': 'verified',
  'callback-twice': 'verified',
  'callback-never': 'verified',
  'provider-down': 'verified',
  expiry: 'number',
};

describeWithBrowser('a scenario', (browser) => {
  let demo: Demo;
  beforeAll(async () => {
    demo = await startDemo({ port: 0, resendDelaysSeconds: [0], times: { reactMs: 30, lateMs: 300 } });
  });
  afterAll(() => demo?.close());

  it.each(Object.entries(ENDS))('%s plays to its end: %s', async (id, end) => {
    const shop = await openDemoPage(browser(), demo, { path: `/?scenario=${id}&pace=0`, viewport: { width: 1440, height: 900 } });
    const story = shop.page.locator(':root[data-story="ended"], :root[data-story="failed"]');
    await story.waitFor({ timeout: 45_000 });
    expect(await story.getAttribute('data-story')).toBe('ended');
    expect(await shop.step()).toBe(end);
    await shop.picture(`scenario-${id}`);
    // The switches are as they were, and the next story is at hand.
    for (const [name, value] of [
      ['mood', 'rings'],
      ['reports', 'once'],
      ['outage', 'none'],
    ] as const)
      await shop.page.locator(`input[name="${name}"][value="${value}"]:checked`).waitFor({ state: 'attached' });
    await shop.page.getByRole('link', { name: 'Again', exact: true }).waitFor();
    expect(shop.complaints).toEqual([]);
  });

  it('stands in the list of the page, every one of them', async () => {
    const shop = await openDemoPage(browser(), demo);
    const links = shop.page.locator('#stories a');
    await links.first().waitFor();
    const addresses = await links.evaluateAll((all) => all.map((link) => link.getAttribute('href')));
    expect(addresses).toEqual(Object.keys(ENDS).map((id) => `/?scenario=${id}`));
  });

  it('moves nothing smoothly for who wants no motion, and can be used by keyboard while it plays', async () => {
    const shop = await openDemoPage(browser(), demo, { path: '/?scenario=flash-call', reducedMotion: 'reduce' });
    await shop.page.locator(':root[data-story="playing"]').waitFor();
    const animations = await shop.page.evaluate(() => document.getAnimations().filter(({ playState }) => playState === 'running').length);
    expect(animations).toBe(0);
    await shop.expectAccessible();
    await shop.page.getByRole('link', { name: 'Stop' }).press('Enter');
    await shop.page.locator(':root:not([data-story])').waitFor();
    await shop.phone.waitFor();
  });
});
