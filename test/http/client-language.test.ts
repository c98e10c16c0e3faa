/** The language of a message: what the client says, else what its browser prefers. */
import { describe, expect, it } from 'vitest';
import { openSender } from '../support/own-sender.js';
import { expectProblem } from '../support/problem.js';
import { newNumber, openShop } from '../support/shop.js';

async function openShopWithMessages() {
  const sender = openSender();
  const shop = await openShop({
    methods: () => [sender.method],
    calls: { limits: { networkStartsPerHour: false, networkStartsPerDay: false }, ipLimits: false, resendDelaysSeconds: [0] },
  });
  /** The language that a message has, after a start with this header and these members. */
  const languageAfter = async (header: string | undefined, body: object = {}): Promise<string | undefined> => {
    const start = shop.start({ phone: newNumber(), ...body });
    const answer = await (header === undefined ? start : start.set('Accept-Language', header));
    expect([header, answer.status]).toEqual([header, 202]);
    return sender.messages.at(-1)?.language;
  };
  return { sender, shop, languageAfter };
}

describe('the language of a message', () => {
  it('is the one that the browser likes best', async () => {
    const { languageAfter } = await openShopWithMessages();
    for (const [header, language] of [
      ['sk', 'sk'],
      ['sk-SK,sk;q=0.9,en;q=0.8', 'sk-SK'],
      ['en;q=0.5, ru;q=0.9, sk;q=0.7', 'ru'],
      ['en;q=0, sk;q=0.1', 'sk'],
      ['zh-Hant-TW', 'zh-Hant-TW'],
      ['en , sk', 'en'],
    ] as const)
      expect(await languageAfter(header)).toBe(language);
  });

  it('is not known if the browser names none', async () => {
    const { languageAfter } = await openShopWithMessages();
    for (const header of [
      undefined,
      '',
      '*',
      '*, sk;q=0.5',
      ';;;',
      'q=1',
      '<script>',
      'a',
      'en_US',
      `en-${'x'.repeat(40)}`,
      `x${'-a'.repeat(20)}`,
    ])
      expect([header, await languageAfter(header)]).toEqual([header, undefined]);
  });

  it('is the one that the client names, whatever the browser likes', async () => {
    const { languageAfter, shop } = await openShopWithMessages();
    expect(await languageAfter('sk', { language: 'pt-BR' })).toBe('pt-BR');
    for (const language of ['', 'e', 'en_US', `en-${'x'.repeat(40)}`, 'en; sk', 7, null]) {
      expectProblem(await shop.start({ language }).set('Accept-Language', 'sk'), 'invalid_request');
    }
  });

  it('is that of each start, also of a further one', async () => {
    const { sender, shop } = await openShopWithMessages();
    const id = await shop.begin({ language: 'ru' });
    shop.advance(1);
    await shop.again(id).set('Accept-Language', 'sk').expect(202);
    shop.advance(1);
    await shop.again(id).expect(202);
    expect(sender.messages.map(({ language }) => language)).toEqual(['ru', 'sk', undefined]);
    expect(new Set(sender.messages.map(({ code }) => code)).size).toBe(1);
  });
});

it('a host whose own input names no language leaves that of the browser', async () => {
  const sender = openSender();
  const phone = newNumber();
  const shop = await openShop({ methods: () => [sender.method], start: { input: () => ({ phone, language: undefined }) } });
  expect((await shop.start().set('Accept-Language', 'sk')).status).toBe(202);
  expect(sender.messages.at(-1)?.language).toBe('sk');
});
