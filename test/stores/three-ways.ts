/** One verification by a call and two messages of the host's own, over HTTP: what is counted, and what its token says. */
import { type CallVerificationStore, createSender, SenderRefused } from 'express-call-verification';
import { expect, it } from 'vitest';
import { startServer } from '../providers/local-server.js';
import { memberOf } from '../support/member-of.js';
import { expectProblem } from '../support/problem.js';
import { registerSecret } from '../support/secrets.js';
import { openShop, otherThan } from '../support/shop.js';
import { createTestClock, HOUR } from '../support/test-clock.js';

/** A shop whose busy calls are followed by an SMS and by a message of Telegram, both sent by companies of its own over HTTP. */
async function openShopWithThreeWays(store: CallVerificationStore) {
  const company = await startServer({ status: 201, json: { message: 'accepted' } });
  const senderOf = (name: string, kind: string) =>
    createSender({
      ...{ name, kind },
      async send({ phone, code, signal }) {
        const answer = await fetch(`${company.url}/${kind}`, { method: 'POST', body: JSON.stringify({ to: phone, code }), signal });
        if (!answer.ok) throw new SenderRefused({ blame: 'provider', reason: `http_${answer.status}` });
        return { id: `${kind}-${registerSecret(phone.slice(1), 'a phone number')}` };
      },
    });
  const failures: number[] = [];
  const clock = createTestClock();
  const shop = await openShop({
    methods: ({ mcn }) => [mcn.flashCall(), senderOf('acme', 'sms'), senderOf('gateway', 'telegram')],
    calls: {
      ...{ store, clock, maxChecks: 5 },
      policy({ counts }) {
        failures.push(counts.failuresLastDay);
        return 'allow';
      },
    },
  });
  return { shop, clock, company, failures };
}

/** The attempt whose code ends it, what the token then says, and which of the messages are known by then to have never come. */
const ENDS = [
  { by: 'telegram', amr: ['otp'], undelivered: [] },
  { by: 'sms', amr: ['sms', 'otp'], undelivered: ['telegram'] },
  { by: 'flash_call', amr: ['tel'], undelivered: ['telegram', 'sms'] },
] as const;

/** @param ends by which of the three it may be ended; each is a story of its own */
export function itCountsOverThreeWays(openStore: () => CallVerificationStore, ends = ENDS.map(({ by }): string => by)): void {
  it.each(ENDS.filter(({ by }) => ends.includes(by)))(
    'counts failures over a busy call, an SMS and Telegram, and gives one token by $by',
    async ({ by, amr, undelivered }) => {
      const { shop, clock, company, failures } = await openShopWithThreeWays(openStore());
      const started = await shop.start();
      expect(started.body).toMatchObject({ method: 'flash_call', codeLength: 4, nextMethods: ['sms', 'telegram', 'flash_call'] });
      const verificationId = registerSecret(memberOf(started, 'verificationId'), 'a verification id');
      const shown = shop.code();
      await shop.report({ cause: 17, word: 'BUSY' });

      let left = 5;
      const isWrong = async (code: string): Promise<void> => {
        left -= 1;
        expectProblem(await shop.check(verificationId, code), 'code_incorrect', { checksLeft: left });
      };
      await isWrong(otherThan(shown));
      // Nothing of six digits was sent, so this is no guess.
      expectProblem(await shop.check(verificationId, '000000'), 'invalid_request');

      const messages: string[] = [];
      for (const [method, waitMs] of [['sms', 30_000] as const, ['telegram', 45_000] as const]) {
        clock.advance(waitMs);
        const answer = (await shop.again(verificationId)).body;
        expect(answer).toMatchObject({ method, codeLength: 6, checksLeft: left });
        // What was typed of the code before may still be sent.
        expect(answer).not.toHaveProperty('isOtherCode');
        const { path, body } = company.requests.at(-1) ?? { path: 'no request', body: '{}' };
        const { to, code } = JSON.parse(body);
        expect([path, to, code]).toEqual([`/${method}`, shop.phone, expect.stringMatching(/^\d{6}$/)]);
        messages.push(code);
        await isWrong(method === 'sms' ? otherThan(code) : otherThan(shown, 2));
      }
      const [code = '', again] = messages;
      expect(again).toBe(code);
      // The digits of one code tell nothing about the other.
      await isWrong(`00${shown}`);
      expect((await shop.status(verificationId)).body).toMatchObject({ status: 'pending', checksLeft: 1 });

      for (const kind of undelivered) {
        const report = {
          sender: kind === 'sms' ? 'acme' : 'gateway',
          id: `${kind}-${shop.phone.slice(1)}`,
          outcome: 'undelivered',
        } as const;
        expect(await shop.calls.reportDelivery(report)).toEqual({ ok: true });
      }
      const right = by === 'flash_call' ? shown : code;
      const token = memberOf(await shop.check(verificationId, right), 'token');
      expect(shop.calls.verifyToken(registerSecret(token, 'a token'))).toMatchObject({ amr, phone_number: shop.phone });
      for (const each of [shown, code])
        expectProblem(await shop.check(verificationId, each), 'verification_closed', { reason: 'verified' });
      expect(shop.eventsOf('verification.verified')).toMatchObject([{ method: by }]);
      expect(shop.answers.filter((text) => text.includes('"token"'))).toHaveLength(1);
      expect([company.requests.length, shop.requests.length]).toEqual([2, 1]);

      clock.advance(HOUR);
      await shop.begin();
      expect(failures).toEqual([0, 1, 2, 4]);
      expect(shop.eventsOf('code.rejected')).toHaveLength(4);
      expect([...shop.answers, JSON.stringify(shop.events)].filter((text) => text.includes(code))).toEqual([]);
    },
  );
}
