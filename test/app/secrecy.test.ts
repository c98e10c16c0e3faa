import { randomBytes } from 'node:crypto';
import { channel, tracingChannel } from 'node:diagnostics_channel';
import { type CallVerificationStore, createMemoryStore } from 'express-call-verification';
import { describe, expect, it, onTestFinished } from 'vitest';
import { memberOf } from '../support/member-of.js';
import { newSecret, openShop, otherThan, type Shop } from '../support/shop.js';

interface Story {
  readonly shop: Shop;
  readonly verificationId: string;
  readonly token: string;
  readonly codes: readonly string[];
  /** What the channels published, as JSON. */
  readonly published: string;
  /** All values that the store was given. */
  readonly stored: readonly string[];
  readonly secret: string;
}

/** Everything that any channel of the package publishes, until the test is over, as JSON. Errors are looked into, too. */
function subscribeToAll(): () => string {
  const texts: string[] = [];
  const add = (message: unknown): void => {
    texts.push(JSON.stringify(message, (_, value: unknown) => (value instanceof Error ? { ...value, text: String(value) } : value)));
  };
  channel('express-call-verification:event').subscribe(add);
  onTestFinished(() => void channel('express-call-verification:event').unsubscribe(add));
  for (const work of ['start', 'call', 'callback', 'check', 'store']) {
    const tracing = tracingChannel(`express-call-verification:${work}`);
    const subscribers = { start: add, end: add, asyncStart: add, asyncEnd: add, error: add };
    tracing.subscribe(subscribers);
    onTestFinished(() => void tracing.unsubscribe(subscribers));
  }
  return () => texts.join('\n');
}

/** A whole life: refused, placed, reported, guessed at, called again, by SMS, verified, and trouble of every kind beside it. */
async function tellStory(): Promise<Story> {
  const stored: string[] = [];
  const published = subscribeToAll();
  const secret = newSecret('the secret');
  const holder: { store?: CallVerificationStore } = {};
  const recording: CallVerificationStore = {
    get: (key) => storeOf(holder).get(key),
    put(key, value, options) {
      stored.push(key, value);
      return storeOf(holder).put(key, value, options);
    },
    delete: (key) => storeOf(holder).delete(key),
    count(key, amount, options) {
      stored.push(key);
      return storeOf(holder).count(key, amount, options);
    },
  };
  const shop = await openShop({
    methods: ({ mcn, mobilGroup }) => [mcn.passwordCall(), mobilGroup.voiceCall(), mobilGroup.sms(), mcn.flashCall()],
    calls: { secret, store: recording, limits: { callsPerDay: 100 } },
  });
  holder.store = createMemoryStore({ clock: shop.now });
  const codes: string[] = [];
  await shop.start({ phone: 'nobody' });
  shop.simulator.fail('mcn', { errorCode: `no way to call ${shop.phone}` }, { times: 1 });
  const verificationId = await shop.begin();
  codes.push(shop.code());
  await shop.check(verificationId, otherThan(shop.code()));
  await shop.report({ cause: 20 });
  await shop.check(verificationId, shop.code());
  shop.telephone.mood = 'forwarded';
  shop.advance(30);
  await shop.again(verificationId, 'voice_call');
  shop.telephone.mood = 'rings';
  shop.simulator.fail('mcn', 'garbage', { times: 1 });
  shop.advance(45);
  await shop.again(verificationId, 'flash_call');
  codes.push(shop.code());
  await shop.report({ cause: 41 });
  await shop.callback('mcn').send({ verification_call_uuid: '0123456789ab_117793', q931_status: 16 });
  await shop.callback('mcn').send({ text: 'hello' });
  await shop.client.post('/webhooks/calls/mcn/wrong').send({});
  await shop.again(verificationId);
  shop.advance(60);
  await shop.again(verificationId, 'flash_call');
  await shop.status(verificationId);
  const token = memberOf(await shop.check(verificationId, shop.code()), 'token');
  await shop.status(verificationId);
  await shop.cancel(verificationId);
  return { shop, verificationId, token, codes, stored, secret, published: published() };
}

function storeOf({ store }: { store?: CallVerificationStore }): CallVerificationStore {
  if (store === undefined) throw new Error('the store is not there yet');
  return store;
}

/** What nobody but its owner may see, under a name for the failure. */
function secretsOf({ shop, codes, secret, token, verificationId }: Story): Readonly<Record<string, readonly string[]>> {
  return {
    number: [shop.phone, shop.phone.slice(1), shop.phone.slice(2)],
    code: codes.map((code) => `"${code}"`),
    'calling number': shop.telephone.calls.map(({ caller }) => caller.slice(1)),
    'call id': shop.telephone.calls.filter(({ id }) => id.length > 6).map(({ id }) => id),
    'provider key': [shop.simulator.mcn.token, shop.simulator.mobilgroup.apiKey],
    secret: [secret],
    'callback token': [shop.calls.webhookPath('mcn').split('/')[2] ?? ''],
    token: [token, token.split('.')[2] ?? ''],
    'verification id': [verificationId],
    address: ['127.0.0.1'],
    'account number': ['117793'],
  };
}

function expectNone(text: string, story: Story, ...except: readonly string[]): void {
  for (const [what, values] of Object.entries(secretsOf(story))) {
    if (except.includes(what)) continue;
    for (const value of values) {
      expect(value, what).not.toBe('');
      expect(text.includes(value), `${what} (${value.length} characters)`).toBe(false);
    }
  }
}

describe('a whole verification, with everything that can go wrong', () => {
  it('tells of every step in its events, and nothing secret', async () => {
    const story = await tellStory();
    const types = new Set(story.shop.events.map(({ type }) => type));
    for (const type of [
      ...['verification.started', 'verification.verified', 'call.placed', 'call.refused', 'call.uncertain', 'call.reported'],
      ...['code.rejected', 'limit.reached', 'callback.rejected', 'callback.unmatched', 'callback.unmapped', 'account.trouble'],
    ]) {
      expect([...types]).toContain(type);
    }
    const text = JSON.stringify(story.shop.events);
    expect(text).toMatch(/"phone":"\+7\*{8}\d\d"/);
    expectNone(text, story);
  });

  it('tells those who trace its work nothing secret', async () => {
    const story = await tellStory();
    for (const part of ['"isFurther"', '"methodId"', '"txns"', '"code_incorrect"', '"verb"', '"call.reported"']) {
      expect(story.published).toContain(part);
    }
    expectNone(story.published, story);
  });

  it('answers clients with nothing secret but what is theirs', async () => {
    const story = await tellStory();
    const answers = story.shop.answers.join('\n');
    expectNone(answers, story, 'number', 'token', 'verification id');
    // The full number stands in the answer that brings the token, and nowhere else.
    const others = story.shop.answers.filter((answer) => !answer.includes('"token"')).join('\n');
    expectNone(others, story, 'verification id');
  });

  it('leaves nothing secret in the store', async () => {
    const story = await tellStory();
    expect(story.stored.length).toBeGreaterThan(20);
    const text = story.stored.join('\n');
    expectNone(text, story);
    for (const key of story.stored.filter((each) => each.length <= 200)) expect(key).toMatch(/^[\x21-\x7e]+$/);
  });

  it('seals the same entry differently each time, and for each number', async () => {
    const { stored } = await tellStory();
    const values = stored.filter((each) => each.startsWith('2.'));
    expect(values.length).toBeGreaterThan(5);
    expect(new Set(values).size).toBe(values.length);
  });
});

describe('what a listener does', () => {
  it('stops nothing when it throws or rejects', async () => {
    for (const onEvent of [
      () => {
        throw new Error('the log is full');
      },
      () => Promise.reject(new Error('the log is full')),
    ]) {
      const shop = await openShop({ calls: { onEvent } });
      const verificationId = await shop.begin();
      expect((await shop.check(verificationId, shop.code())).status).toBe(200);
    }
  });
});

describe('claims of the host', () => {
  it('that cannot be made cost no code', async () => {
    const trouble = new Error(randomBytes(8).toString('hex'));
    let isTroubled = true;
    const claims = () => {
      if (isTroubled) throw trouble;
      return { plan: 'gold' };
    };
    const shop = await openShop({ calls: { token: { claims } } });
    const verificationId = await shop.begin();
    expect((await shop.check(verificationId, shop.code())).status).toBe(500);
    expect(shop.errors).toEqual([trouble]);
    isTroubled = false;
    const { token } = (await shop.check(verificationId, shop.code())).body;
    expect(shop.calls.verifyToken(String(token))).toMatchObject({ plan: 'gold' });
  });
});
