/** What a host without `onEvent` reads on its terminal when something needs somebody, and what it does not. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createMcn } from 'express-call-verification';
import { describe, expect, it } from 'vitest';
import { collectWarnings } from '../support/collect-warnings.js';
import { registerSecret } from '../support/secrets.js';
import { newNumber, newSecret, openShop, type Shop, type ShopOptions, storeThatIsDown } from '../support/shop.js';

const UNHEARD = { onEvent: undefined, ipLimits: false } as const;
const FLASH_CALL: ShopOptions['methods'] = ({ mcn }) => [mcn.flashCall()];
const ONCE = 'This is printed once; "onEvent" gets every such event.';

async function startMany(shop: Shop, count: number, secondsBetween = 0): Promise<void> {
  for (let start = 0; start < count; start += 1) {
    shop.advance(secondsBetween);
    await shop.start({ phone: newNumber() });
  }
}

interface Trouble {
  readonly options: ShopOptions;
  readonly cause: (shop: Shop) => Promise<unknown>;
  readonly texts: readonly RegExp[];
}

const TROUBLES: Readonly<Record<string, Trouble>> = {
  'a wrong token of a provider': {
    options: { methods: FLASH_CALL, mcn: { token: newSecret('a wrong token') } },
    cause: (shop) => startMany(shop, 3),
    texts: [/^mcn does not work for your account \(http_40[13]\), so nobody is called through it\. The provider refuses your key: compare/],
  },
  'an account without money': {
    options: { methods: ({ mobilGroup }) => [mobilGroup.voiceCall()] },
    async cause(shop) {
      shop.simulator.fail('mobilgroup', 'no_money');
      await startMany(shop, 2);
    },
    texts: [/^mobilgroup does not work for your account \(not_enough_money\).* Look at the balance/],
  },
  'a dead store': {
    options: { methods: FLASH_CALL, calls: { store: storeThatIsDown } },
    cause: (shop) => startMany(shop, 3),
    texts: [/^The store failed \(\w+: [\w ]+\), so requests are answered with 503, and nobody is called\. \w/],
  },
  'a spent budget': {
    options: { methods: FLASH_CALL, calls: { limits: { callsPerDay: 5 } } },
    cause: (shop) => startMany(shop, 8),
    texts: [/^80 % of the budget "callsPerDay" is spent\. If/, /^The budget "callsPerDay" is spent, so further calls are refused/],
  },
  'a prefix that its breaker closes': {
    options: { methods: FLASH_CALL },
    async cause(shop) {
      const prefix = newNumber().slice(0, -4);
      for (let start = 0; start < 25; start += 1) {
        await shop.start({ phone: registerSecret(`${prefix}${1000 + start}`, 'a phone number') });
      }
    },
    texts: [
      /^Too few calls to \+7915\d{3}\*{4} are verified, .* a breaker has closed it\. If the traffic is honest, open it by calls\.release/,
    ],
  },
  'a provider that is away': {
    options: { methods: FLASH_CALL },
    async cause(shop) {
      shop.simulator.fail('mcn', 503);
      await startMany(shop, 7);
    },
    texts: [/^mcn\.flashCall has failed five times in a row, so it is not used for 30 seconds at a time\. Look whether mcn works/],
  },
  'twenty calls without a report': {
    options: { methods: FLASH_CALL },
    async cause(shop) {
      await startMany(shop, 20, 10);
      shop.advance(60);
      await startMany(shop, 1);
    },
    texts: [/^20 calls of mcn were placed, and not one of them was reported\. Mount callWebhooks\(calls\), .* calls\.webhookPath\("mcn"\)/],
  },
  'a callback with a wrong path, and one of a provider that is not there': {
    options: { methods: FLASH_CALL },
    async cause(shop) {
      for (const path of ['mcn/guessed', 'mcn/guessed', 'mobilgroup/guessed', 'somebody/guessed']) {
        await shop.client.post(`/webhooks/calls/${path}`).send({}).expect(404);
      }
    },
    texts: [/^A callback got 404, because its path does not end with what calls\.webhookPath returns/],
  },
  'callbacks that cannot be understood': {
    options: { methods: FLASH_CALL },
    async cause(shop) {
      for (const text of ['hello', 'again']) await shop.callback('mcn').send({ text });
    },
    texts: [/^A callback of mcn could not be understood: JSON \{text: text\}\. Correct the webhook's template/],
  },
};

describe.each(Object.entries(TROUBLES))('%s', (_, { options, cause, texts }) => {
  it('is printed once, with what to do, if nobody listens', async () => {
    const warnings = collectWarnings();
    const shop = await openShop({ ...options, calls: { ...options.calls, ...UNHEARD } });
    await cause(shop);
    await expect.poll(() => warnings.texts).toHaveLength(texts.length);
    await warnings.settled();
    expect(warnings.texts).toEqual(texts.map((text) => expect.stringMatching(text)));
    for (const text of warnings.texts) expect(text.endsWith(ONCE)).toBe(true);
    expect(shop.events).toEqual([]);
  });

  it('is not printed where `onEvent` hears of it', async () => {
    const warnings = collectWarnings();
    const shop = await openShop({ ...options, calls: { ...options.calls, ipLimits: false } });
    await cause(shop);
    await expect.poll(() => shop.events.length).toBeGreaterThan(0);
    expect(await warnings.settled()).toEqual([]);
  });
});

describe('what is printed', () => {
  it('is nothing while all is well', async () => {
    const warnings = collectWarnings();
    const shop = await openShop({ calls: UNHEARD });
    const id = await shop.begin();
    await shop.check(id, '0000');
    await shop.report({ cause: 16, word: 'ANSWER' });
    await shop.check(id, shop.code()).expect(200);
    await shop.calls.close();
    expect(await warnings.settled()).toEqual([]);
  });

  it('is printed again for another service', async () => {
    const warnings = collectWarnings();
    for (let service = 0; service < 2; service += 1) {
      const shop = await openShop({ methods: FLASH_CALL, calls: { ...UNHEARD, store: storeThatIsDown } });
      await startMany(shop, 2);
    }
    expect(await warnings.settled()).toHaveLength(2);
  });

  it("never has the text that a method of the host's own gives as its reason", async () => {
    const warnings = collectWarnings();
    const phone = newNumber();
    const account = createMcn({ token: newSecret('the MCN token'), accountId: '117793' });
    const reasons = [`no money for ${phone}`, `${phone.slice(1)}`, 'no money'];
    const place = async () => ({ status: 'refused', blame: 'account', reason: reasons.pop() ?? '' }) as const;
    const shop = await openShop({ methods: () => [{ ...account.flashCall(), place }], calls: UNHEARD });
    await startMany(shop, 3);
    expect(await warnings.settled()).toEqual([expect.stringMatching(/^mcn does not work for your account \(unknown_reason\)/)]);
  });

  it('comes on the standard error of a real process, one line for a wrong token however many people ask', async () => {
    const program = fileURLToPath(new URL('wrong-token.fixture.ts', import.meta.url));
    const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--import', 'tsx', program]);
    expect(JSON.parse(stdout)).toEqual([503, 503, 503]);
    const lines = stderr.split('\n').filter((line) => line.includes('CallVerificationWarning'));
    expect(lines).toEqual([expect.stringMatching(/^\(node:\d+\) CallVerificationWarning: mcn does not work for your account/)]);
  });
});
