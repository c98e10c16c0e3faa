/** Time and network are looked up when they are needed, so that a test can replace them after a service was made. */
import { createCallVerification, createMcn, createMemoryStore } from 'express-call-verification';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { newNumber, newSecret } from '../support/shop.js';

function openCalls(testNumber?: string) {
  const calls = createCallVerification({
    secret: newSecret('a secret'),
    countries: ['RU'],
    methods: [createMcn({ token: newSecret('a token'), accountId: '1' }).flashCall()],
    testNumbers: testNumber === undefined ? {} : { [testNumber]: '1234' },
  });
  onTestFinished(() => calls.close());
  return calls;
}

function fakeTime(): void {
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
}

describe('a clock that is faked later', () => {
  it('is the clock of the service', async () => {
    const phone = newNumber();
    const calls = openCalls(phone);
    fakeTime();
    const started = await calls.start({ phone });
    if (!started.ok) throw new Error(started.code);
    vi.setSystemTime(Date.now() + 301_000);
    expect(await calls.status({ verificationId: started.verificationId })).toMatchObject({ status: 'closed', reason: 'expired' });
  });

  it('is the clock of a store', async () => {
    const store = createMemoryStore();
    fakeTime();
    await store.put('key', 'value', { expected: null, expiresAt: Date.now() + 1000 });
    expect(await store.get('key')).toBe('value');
    vi.setSystemTime(Date.now() + 1001);
    expect(await store.get('key')).toBeUndefined();
  });
});

describe('a fetch that is replaced later', () => {
  it('sends the requests to providers', async () => {
    const calls = openCalls();
    const hosts: string[] = [];
    vi.stubGlobal('fetch', async (input: string | URL | Request) => {
      hosts.push(new URL(input instanceof Request ? input.url : input).host);
      return new Response('no', { status: 404 });
    });
    onTestFinished(() => void vi.unstubAllGlobals());
    expect(await calls.start({ phone: newNumber() })).toMatchObject({ ok: false, code: 'temporarily_unavailable' });
    expect(hosts).toEqual([expect.stringMatching(/mcn\.ru$/)]);
  });
});
