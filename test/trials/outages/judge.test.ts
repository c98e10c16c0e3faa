/** The judge tells apart what a store has kept, undone and lost. */
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type CallVerificationStore, createCallVerification, createMcn, createMemoryStore } from '../../../src/index.js';
import { createProviderInMemory, phoneOf } from '../../../trials/bench/measuring.js';
import { judge } from '../../../trials/outages/judge.js';
import type { VerifiedCheck } from '../../../trials/outages/load.js';

/** A store whose values can be set back to what they were, as a failover does. */
function createForgetfulStore(): { store: CallVerificationStore; remember(): void; goBack(): void; forgetAll(): void } {
  let values = new Map<string, string>();
  let remembered = new Map<string, string>();
  const counters = createMemoryStore();
  return {
    store: {
      ...counters,
      get: async (key) => values.get(key),
      async put(key, value, { expected }) {
        if (values.get(key) !== value && (values.get(key) ?? null) !== expected) return false;
        values.set(key, value);
        return true;
      },
    },
    remember() {
      remembered = new Map(values);
    },
    goBack() {
      values = new Map(remembered);
    },
    forgetAll: () => values.clear(),
  };
}

async function verifyOnForgetfulStore() {
  const forgetful = createForgetfulStore();
  const provider = createProviderInMemory();
  const calls = createCallVerification({
    secret: randomBytes(32).toString('base64'),
    countries: ['RU'],
    methods: [createMcn({ token: 'a-token', accountId: '1' }).flashCall()],
    store: forgetful.store,
    fetch: provider.fetch,
  });
  const phone = phoneOf(1);
  const started = await calls.start({ phone });
  if (!started.ok) throw new Error(started.code);
  const { code } = provider.take(phone);
  forgetful.remember();
  const { verificationId } = started;
  const verified: VerifiedCheck = { verificationId, code, at: 0 };
  expect(await calls.check({ verificationId, code })).toMatchObject({ ok: true, status: 'verified' });
  return { ...forgetful, calls, verified: [verified] };
}

describe('the judge of an outage', () => {
  it('finds nothing where every token was kept', async () => {
    const { calls, verified } = await verifyOnForgetfulStore();
    expect(await judge(calls, verified)).toEqual({ secondTokens: 0, gone: 0, others: new Map() });
    await calls.close();
  });

  it('counts a token that a store has undone, because its code gets a second one', async () => {
    const { calls, verified, goBack } = await verifyOnForgetfulStore();
    goBack();
    expect(await judge(calls, verified)).toEqual({ secondTokens: 1, gone: 0, others: new Map() });
    await calls.close();
  });

  it('counts a verification that nobody knows any more', async () => {
    const { calls, verified, forgetAll } = await verifyOnForgetfulStore();
    forgetAll();
    expect(await judge(calls, verified)).toEqual({ secondTokens: 0, gone: 1, others: new Map() });
    await calls.close();
  });

  it('tells what else was answered', async () => {
    const { calls, verified, goBack } = await verifyOnForgetfulStore();
    goBack();
    await calls.cancel({ verificationId: verified[0]?.verificationId ?? '' });
    expect(await judge(calls, verified)).toEqual({ secondTokens: 0, gone: 0, others: new Map([['closed: canceled', 1]]) });
    await calls.close();
  });
});
