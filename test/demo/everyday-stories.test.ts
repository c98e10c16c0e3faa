/** Every kind of call with every mood of the telephone and every fault of the network, by pairs; with them languages, widths, themes. */
import { it } from 'vitest';
import { startDemo } from '../../demo-app/start-demo.js';
import { describeWithBrowser } from '../support/browser.js';
import { type DemoPage, openDemoPage } from './demo-page.js';

type Kind = 'flash_call' | 'voice_call' | 'confirmation_call' | 'sms';
type Mood = 'rings' | 'answers' | 'does_not_answer' | 'busy' | 'off' | 'forwarded';
type Fault = 'none' | 'late' | 'twice' | 'never' | 'mobilgroup' | 'sms';
/** `token`: signed in. A row of the timeline else; `silence`: nobody reports, the person has to choose another way. */
type End = 'token' | 'status busy' | 'status no answer' | 'status unavailable' | 'status answered' | '409 call failed' | 'silence';

const STORIES: readonly (readonly [Kind, Mood, Fault, 'en' | 'ru' | 'sk', 320 | 800 | 1440, 'light' | 'dark', End])[] = [
  ['confirmation_call', 'rings', 'none', 'sk', 320, 'dark', 'token'],
  ['confirmation_call', 'rings', 'late', 'ru', 1440, 'dark', 'token'],
  ['voice_call', 'rings', 'twice', 'sk', 320, 'dark', 'token'],
  ['sms', 'rings', 'never', 'sk', 800, 'light', 'token'],
  ['flash_call', 'rings', 'mobilgroup', 'en', 800, 'light', 'token'],
  ['voice_call', 'answers', 'none', 'en', 800, 'light', 'token'],
  ['flash_call', 'answers', 'late', 'en', 320, 'dark', 'token'],
  ['confirmation_call', 'answers', 'twice', 'ru', 320, 'dark', 'token'],
  ['sms', 'answers', 'never', 'sk', 800, 'dark', 'token'],
  ['confirmation_call', 'answers', 'mobilgroup', 'en', 1440, 'dark', 'token'],
  ['sms', 'does_not_answer', 'none', 'ru', 1440, 'dark', 'token'],
  // The call that says the code shows it, too, and a missed call shows its number.
  ['voice_call', 'does_not_answer', 'late', 'en', 320, 'dark', 'token'],
  ['confirmation_call', 'does_not_answer', 'twice', 'ru', 320, 'light', 'status no answer'],
  ['flash_call', 'does_not_answer', 'never', 'ru', 320, 'light', 'token'],
  ['voice_call', 'does_not_answer', 'mobilgroup', 'sk', 800, 'dark', 'token'],
  ['flash_call', 'busy', 'none', 'ru', 800, 'dark', 'token'],
  ['voice_call', 'busy', 'late', 'ru', 1440, 'dark', 'token'],
  ['sms', 'busy', 'late', 'sk', 800, 'light', 'token'],
  ['sms', 'busy', 'twice', 'en', 320, 'dark', 'token'],
  // The shop's own SMS company is down, so that MobilGroup repeats the code of its call.
  ['sms', 'busy', 'sms', 'ru', 320, 'light', 'token'],
  ['confirmation_call', 'busy', 'never', 'ru', 800, 'dark', 'silence'],
  ['confirmation_call', 'busy', 'mobilgroup', 'en', 1440, 'dark', 'status busy'],
  ['flash_call', 'off', 'none', 'ru', 1440, 'dark', 'status unavailable'],
  ['voice_call', 'off', 'late', 'ru', 800, 'dark', 'status unavailable'],
  ['sms', 'off', 'late', 'sk', 1440, 'dark', 'token'],
  ['confirmation_call', 'off', 'twice', 'ru', 800, 'light', 'status unavailable'],
  ['confirmation_call', 'off', 'never', 'en', 1440, 'dark', 'silence'],
  ['confirmation_call', 'off', 'mobilgroup', 'sk', 320, 'light', 'status unavailable'],
  ['sms', 'forwarded', 'none', 'ru', 1440, 'light', 'token'],
  ['flash_call', 'forwarded', 'late', 'ru', 800, 'light', 'status answered'],
  ['flash_call', 'forwarded', 'twice', 'sk', 1440, 'light', 'status answered'],
  ['voice_call', 'forwarded', 'never', 'en', 320, 'light', '409 call failed'],
  ['confirmation_call', 'forwarded', 'mobilgroup', 'ru', 800, 'dark', 'status answered'],
];

const PROOFS: Readonly<Record<Kind, string>> = { flash_call: 'tel', voice_call: 'otp', confirmation_call: 'tel', sms: 'sms' };
const NUMBER = '+79157770101';

/** What the person does to come by the token. */
async function signIn(shop: DemoPage, kind: Kind, mood: Mood): Promise<void> {
  if (kind === 'confirmation_call') {
    if (mood === 'rings') await shop.key('answer').click();
    return shop.key('key 9').click();
  }
  if (kind === 'voice_call' && mood === 'rings') await shop.key('answer').click();
  // What was sent while it was off comes when it is on again.
  if (mood === 'off') await shop.choose('mood', 'rings');
  const isHeard = kind === 'voice_call' && (mood === 'rings' || mood === 'answers');
  const code = await (kind === 'sms' ? shop.messagedCode() : isHeard ? shop.heardCode() : shop.ending());
  await shop.settled();
  await shop.code.fill(code);
}

describeWithBrowser('the stories of every day', (browser) => {
  // Side by side, each with a demo of its own: most of a story's time is waiting.
  it.concurrent.for(STORIES)('%s, telephone: %s, network: %s (%s, %i px, %s) ends with %s', async (story, { onTestFinished, expect }) => {
    const [kind, mood, fault, lang, width, colorScheme, end] = story;
    const demo = await startDemo({ port: 0, resendDelaysSeconds: [0], times: { reactMs: 30, lateMs: 300 } });
    onTestFinished(() => demo.close());
    const viewport = { width, height: 900 };
    // Without a graphics card a processor draws every frame of what moves. Other tests look at pages that move.
    const calm = { reducedMotion: 'reduce' } as const;
    const shop = await openDemoPage(browser(), demo, { ...calm, locale: lang, viewport, colorScheme, onFinished: onTestFinished });
    await shop.choose('mood', mood);
    if (fault !== 'none') await shop.choose(fault === 'mobilgroup' || fault === 'sms' ? 'outage' : 'reports', fault);
    await shop.askForCall(NUMBER);
    if (kind !== 'flash_call') {
      await shop.rows('202').first().waitFor();
      await shop.askFor(kind);
      // Until then the telephone shows the call before, whose code may be another one.
      if (end === 'token') await shop.rows('202').nth(1).waitFor();
    }
    if (end === 'token') {
      await signIn(shop, kind, mood);
      await shop.verified();
      expect((await shop.claims())['phone_number']).toBe(NUMBER);
      expect((await shop.claims())['amr']).toContain(PROOFS[kind]);
    } else {
      if (end === 'silence') await shop.rows('202').nth(1).waitFor();
      else await shop.rows(end).first().waitFor();
      await shop.settled();
      expect(await shop.step()).toBe('code');
    }
    // The fault was really there.
    if (fault === 'twice') await shop.rows('callback').nth(1).waitFor();
    if (fault === 'never') expect(await shop.rows('callback').count()).toBe(0);
    if (fault === 'mobilgroup') expect(await shop.rows('MobilGroup: ').count()).toBe(0);
    if (kind === 'sms') {
      expect((await shop.rows('SMS company: ').count()) > 0).toBe(fault !== 'sms');
      // The shop's own message is in the language of the browser.
      const words = { en: 'is your code for', ru: 'Никому не сообщайте', sk: 'Nikomu ho nehovorte' }[lang];
      expect(await shop.rows(words).count()).toBe(fault === 'sms' ? 0 : 1);
    }
    expect(await shop.overflow()).toBe(0);
    expect(shop.complaints).toEqual([]);
  });
});
