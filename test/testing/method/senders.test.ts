/** A sender keeps the contract of a method if its `send` is careful, and the contract says where it is not. */
import { createSender, SenderRefused } from 'express-call-verification';
import { methodContract, type ProviderStandIn } from 'express-call-verification/testing';
import { describe, expect, it } from 'vitest';
import { brokenSentences, testsOf } from './contract-tests.js';
import { refusal, SOUND, success } from './sound-method.js';

const KEY = 'key-of-a-text-service';
const NO: readonly number[] = [500, 501, 503];

const createCareful = ({ baseUrl, timeoutMs }: ProviderStandIn) =>
  createSender({
    name: 'acme',
    kind: 'sms',
    timeoutMs,
    async send({ phone, code, language, signal }) {
      const response = await fetch(`${baseUrl}/messages`, {
        method: 'POST',
        headers: { Authorization: KEY },
        body: JSON.stringify({ to: phone, text: `${code} is your code`, language }),
        redirect: 'manual',
        signal,
      });
      const { status } = response;
      if (NO.includes(status) || (status >= 300 && status < 500 && status !== 408)) {
        throw new SenderRefused({ blame: status === 401 ? 'account' : 'provider', reason: `http_${status}` });
      }
      if (!response.ok) throw new Error('Nobody knows');
      const { accepted, id } = JSON.parse(await SOUND.read(response)) as { accepted?: unknown; id?: string };
      if (accepted === false) throw new SenderRefused({ blame: 'number', reason: 'not_accepted' });
      if (accepted !== true) throw new Error('Neither yes nor no');
      return { id };
    },
  });

methodContract('a careful sender', createCareful, { describe: describe.concurrent, it, success, refusal, secrets: [KEY] });

describe('a hasty sender', () => {
  const createHasty = ({ baseUrl, timeoutMs }: ProviderStandIn) =>
    createSender({
      name: 'acme',
      kind: 'sms',
      timeoutMs,
      async send({ phone, code }) {
        const response = await fetch(`${baseUrl}/messages?to=${phone.slice(1)}`, { method: 'POST', body: code });
        if (!response.ok) throw new Error('Not sent');
        const { id } = (await response.json()) as { id?: string };
        return { id };
      },
    });

  it('breaks the contract where it follows, reads and believes too much, and goes on after its time', async () => {
    const broken = await brokenSentences(testsOf(createHasty));
    const sentences = [/hasSecretUrls/, /in time .* closed/, /says no is refused/, /redirect/, /other form/i, /not read for ever/];
    for (const sentence of [...sentences, /own way to refuse/]) expect(broken).toContainEqual(expect.stringMatching(sentence));
    // What `createSender` does for every `send`.
    for (const sentence of [/connection that is refused/, /read, and then not answered/, /becomes no reason/, /frozen/, /kept apart/]) {
      expect(broken).not.toContainEqual(expect.stringMatching(sentence));
    }
  });
});
