/** `simulator.connect`: the providers' reports go to one's own app, and the terminal shows what the telephones show. */
import type { ProviderSimulator } from 'express-call-verification/simulator';
import { describe, expect, it, vi } from 'vitest';
import { newSecret, openShop, type Shop, type ShopOptions } from '../support/shop.js';

const PHONE = '+79157777777';
const SPACED = '+7 915 777-77-77';

type Printed = Awaited<ReturnType<typeof openConnected>>;

/** A shop that is connected, and what was printed since then. */
async function openConnected(options?: ShopOptions) {
  const shop = await openShop(options);
  const lines: string[] = [];
  const stop = shop.simulator.connect(shop.calls, `${shop.url}/webhooks/calls`, { print: (line) => lines.push(line) });
  lines.splice(0);
  return { shop, lines, stop, telephone: shop.simulator.telephone(PHONE) };
}

/** Begins for the number of these tests, and gives the line of its ring. */
async function ringOf({ shop, lines }: Printed, body: Readonly<Record<string, unknown>> = {}): Promise<string | undefined> {
  lines.splice(0);
  await shop.begin({ phone: PHONE, ...body });
  return lines.find((line) => line.startsWith('RING'));
}

/** What is printed up to the report of a call, once `act` has ended it. */
async function afterReport({ shop, lines }: Printed, act: () => void): Promise<readonly string[]> {
  lines.splice(0);
  const reported = shop.simulator.next('callback');
  act();
  await reported;
  return [...lines];
}

/** Where each provider reports now. */
const urlsOf = ({ callbacks }: ProviderSimulator) => [callbacks.mcn.url, callbacks.mobilgroup.url];

describe("a connection wires the providers' reports to the app", () => {
  for (const method of ['flash_call', 'voice_call']) {
    it(`those of a ${method}`, async () => {
      const { shop } = await openConnected();
      const verificationId = await shop.begin({ method });
      const reported = shop.simulator.next('callback');
      shop.telephone.decline();
      expect((await reported).status).toBe(204);
      expect((await shop.status(verificationId)).body['call']).toEqual({ outcome: 'unavailable' });
    });
  }

  it('if the URL ends in a slash', async () => {
    const shop = await openShop();
    shop.simulator.connect(shop.calls, `${shop.url}/webhooks/calls/`, { print: false });
    expect(urlsOf(shop.simulator)).toEqual(
      ['mcn', 'mobilgroup'].map((name) => `${shop.url}/webhooks/calls${shop.calls.webhookPath(name)}`),
    );
  });

  it('of the providers that the app has methods of, and says which one it has not', async () => {
    const shop = await openShop({ methods: ({ mcn }) => [mcn.flashCall()] });
    const lines: string[] = [];
    shop.simulator.connect(shop.calls, `${shop.url}/webhooks/calls`, { print: (line) => lines.push(line) });
    expect(lines).toEqual([`WEBHOOKS: mcn reports to ${shop.url}/webhooks/calls/mcn/***; no method of mobilgroup is configured`]);
    expect(shop.simulator.callbacks.mobilgroup.url).toBeUndefined();
  });

  it('of accounts with names of their own', async () => {
    const shop = await openShop({ mcn: { name: 'mcn-sk' }, methods: ({ mcn }) => [mcn.flashCall()] });
    shop.simulator.connect(shop.calls, `${shop.url}/webhooks/calls`, { print: false, names: { mcn: 'mcn-sk' } });
    const reported = shop.simulator.next('callback');
    await shop.begin();
    shop.telephone.decline();
    expect((await reported).status).toBe(204);
  });

  it('until it is ended; then what was set by hand is there again', async () => {
    const shop = await openShop({ simulator: { callbacks: { mcn: { url: 'http://127.0.0.1:1/mine' } } } });
    const stop = shop.simulator.connect(shop.calls, `${shop.url}/webhooks/calls`, { print: false });
    stop();
    expect(urlsOf(shop.simulator)).toEqual(['http://127.0.0.1:1/mine', undefined]);
  });

  it('unless the URL was changed by hand since then', async () => {
    const { shop, stop } = await openConnected();
    shop.simulator.callbacks.setUrl('mcn', 'http://127.0.0.1:1/mine');
    stop();
    expect(urlsOf(shop.simulator)).toEqual(['http://127.0.0.1:1/mine', undefined]);
  });

  it('and takes the place of an earlier one, whose end does nothing then', async () => {
    const first = await openConnected();
    const lines: string[] = [];
    first.shop.simulator.connect(first.shop.calls, `${first.shop.url}/webhooks/calls`, { print: (line) => lines.push(line) });
    first.stop();
    await ringOf(first);
    expect(first.lines).toEqual([]);
    expect(lines.filter((line) => line.startsWith('RING'))).toHaveLength(1);
    expect(first.shop.simulator.callbacks.mcn.url).toBeDefined();
  });
});

describe('a ring is printed', () => {
  it('with the code at the end of the calling number', async () => {
    const printed = await openConnected();
    expect(await ringOf(printed)).toBe(`RING ${SPACED} from +7 495 555 **${printed.shop.code()}**`);
  });

  it("with as many digits as the provider's code has", async () => {
    const printed = await openConnected({ methods: ({ mobilGroup }) => [mobilGroup.flashCall({ digits: 6 })] });
    expect(await ringOf(printed)).toBe(`RING ${SPACED} from +7 495 5 **${printed.shop.code()}**`);
  });

  it('with the code of a password call, which a voice says as well', async () => {
    const printed = await openConnected({ methods: ({ mcn }) => [mcn.passwordCall()] });
    const code = () => printed.shop.code();
    expect(await ringOf(printed)).toBe(`RING ${SPACED} from +7 495 555 **${code()}**`);
    expect(await afterReport(printed, () => printed.telephone.answer())).toContain(
      `VOICE on ${SPACED}: Your code is **${[...code()].join(' ')}**.`,
    );
  });

  it("with the ending of one's own number", async () => {
    const printed = await openConnected({
      methods: ({ mcn }) => [mcn.ownNumberCall({ callerNumbers: Array.from({ length: 1000 }, (_, index) => `7495123${1000 + index}`) })],
    });
    expect(await ringOf(printed)).toBe(`RING ${SPACED} from +7 495 123 **${printed.shop.code()}**`);
  });

  it('in another country', async () => {
    const printed = await openConnected();
    expect(await ringOf(printed, { phone: '+421901234567' })).toBe(`RING +421 901 234 567 from +421 2 222 0 **${printed.shop.code()}**`);
  });

  it('without a mark if the code is only spoken, and with how to answer', async () => {
    const printed = await openConnected();
    const ring = await ringOf(printed, { method: 'voice_call' });
    expect(ring).toMatch(
      /^RING \+7 915 777-77-77 from \+7 495 555-\d\d-\d\d, answer to hear the code: simulator\.telephone\('\+79157777777'\)\.answer\(\)$/,
    );
    const spoken = [...printed.shop.code()].join(' ');
    expect(await afterReport(printed, () => printed.telephone.answer())).toEqual([
      `VOICE on ${SPACED}: Your code is **${spoken}**.`,
      `OVER ${SPACED}: answered (16)`,
      'CALLBACK from mobilgroup: 204',
    ]);
  });

  it('with how to answer only if nobody answers by itself', async () => {
    const printed = await openConnected({ simulator: { mood: 'answers' } });
    expect(await ringOf(printed, { method: 'voice_call' })).toMatch(/, answer to hear the code$/);
  });

  it('with the key to press', async () => {
    const printed = await openConnected({ methods: ({ mcn }) => [mcn.confirmationCall({ confirmedBy: { field: 'dtmf', value: '9' } })] });
    expect(await ringOf(printed)).toMatch(/^RING \+7 915 777-77-77 from \+7 495 555-\d\d-\d\d, answer and press \*\*9\*\*: simulator\./);
    const confirm = (): void => {
      printed.telephone.answer();
      printed.telephone.press('9');
    };
    expect(await afterReport(printed, confirm)).toEqual([
      `VOICE on ${SPACED}: To confirm, press **9**.`,
      `KEY 9 on ${SPACED}`,
      `OVER ${SPACED}: answered (16)`,
      'CALLBACK from mcn: 204',
    ]);
  });
});

describe('what else is printed', () => {
  it('a message', async () => {
    const printed = await openConnected({ methods: ({ mobilGroup }) => [mobilGroup.voiceCall(), mobilGroup.sms()] });
    const verificationId = await printed.shop.begin({ phone: PHONE });
    printed.shop.advance(60);
    await printed.shop.again(verificationId, 'sms').expect(202);
    expect(printed.lines).toContain(`SMS to ${SPACED}: Your code is **${codeOfMessage(printed)}**.`);
  });

  for (const [mood, line] of [
    ['busy', 'busy (17)'],
    ['off', 'unavailable (20)'],
    ['does_not_answer', 'no answer (16)'],
    ['declines', 'declined (21)'],
    ['forwarded', 'answered (16)'],
  ] as const) {
    it(`how a call ends: ${mood}`, async () => {
      const printed = await openConnected();
      printed.telephone.mood = mood;
      const reported = printed.shop.simulator.next('callback');
      await printed.shop.begin({ phone: PHONE });
      await reported;
      expect(printed.lines).toContain(`OVER ${SPACED}: ${line}`);
    });
  }

  it('a report that the app did not take, with its address and without its token', async () => {
    const shop = await openShop({ simulator: { callbacks: { mcn: { retries: 1, backoffMs: 1 } } } });
    const lines: string[] = [];
    shop.simulator.connect(shop.calls, `${shop.url}/webhooks`, { print: (line) => lines.push(line) });
    const repeated = shop.simulator.next('callback', ({ attempt }) => attempt === 2);
    await shop.begin();
    shop.telephone.decline();
    await repeated;
    expect(lines.filter((line) => line.startsWith('CALLBACK'))).toEqual([
      `CALLBACK from mcn: 404, at ${shop.url}/webhooks/mcn/*** (is your webhook there?)`,
      `CALLBACK from mcn: 404, at ${shop.url}/webhooks/mcn/*** (is your webhook there?), attempt 2`,
    ]);
    for (const name of ['mcn', 'mobilgroup']) expect(lines.join()).not.toContain(shop.calls.webhookPath(name).split('/')[2]);
  });

  it('a report for which nobody was there', async () => {
    const shop = await openShop({ simulator: { callbacks: { mcn: { retries: 0 } } } });
    const lines: string[] = [];
    shop.simulator.connect(shop.calls, 'http://127.0.0.1:1/webhooks', { print: (line) => lines.push(line) });
    const failed = shop.simulator.next('callback');
    await shop.begin();
    shop.telephone.decline();
    await failed;
    expect(lines.at(-1)).toMatch(/^CALLBACK from mcn: no answer, .+, at http:\/\/127\.0\.0\.1:1\/webhooks\/mcn\/\*\*\*$/);
  });

  it('a request that a provider refused', async () => {
    const printed = await openConnected({ mcn: { token: newSecret('a wrong token') } });
    await printed.shop.begin({ phone: PHONE });
    expect(printed.lines.find((line) => line.startsWith('REFUSED'))).toMatch(/^REFUSED by mcn: 401 \{.*"Unauthorized".*\}$/);
  });

  it('a refusal with a status of success', async () => {
    const printed = await openConnected();
    printed.shop.simulator.fail('mobilgroup', 'no_money');
    await printed.shop.start({ phone: PHONE, method: 'voice_call' });
    expect(printed.lines).toEqual(['REFUSED by mobilgroup: 200 {"result":"error","error_code":"not_enough_money"}']);
  });

  it('a request that got no answer', async () => {
    const printed = await openConnected();
    printed.shop.simulator.fail('mobilgroup', 'cuts_connection');
    await printed.shop.start({ phone: PHONE, method: 'voice_call' });
    expect(printed.lines).toContain('NO ANSWER by mobilgroup: the connection is cut');
  });
});

describe('where it is printed', () => {
  it('by default to the terminal', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    try {
      const shop = await openShop();
      const stop = shop.simulator.connect(shop.calls, `${shop.url}/webhooks/calls`);
      await shop.begin({ phone: PHONE });
      stop();
      expect(log.mock.calls.map(([line]) => String(line).split(' ', 1)[0])).toEqual(['WEBHOOKS:', 'RING']);
    } finally {
      log.mockRestore();
    }
  });

  it('nowhere if it is switched off', async () => {
    const log = vi.spyOn(console, 'log');
    try {
      const shop = await openShop();
      shop.simulator.connect(shop.calls, `${shop.url}/webhooks/calls`, { print: false });
      await shop.begin({ phone: PHONE });
      expect(log).not.toHaveBeenCalled();
    } finally {
      log.mockRestore();
    }
  });

  it('nowhere once the connection is ended', async () => {
    const printed = await openConnected();
    printed.stop();
    expect(await ringOf(printed)).toBeUndefined();
  });
});

describe('a connection that cannot be made throws', () => {
  const connect = ({ simulator, calls }: Shop, url: string, options = {}) => simulator.connect(calls, url, { print: false, ...options });

  for (const url of ['127.0.0.1:3000/webhooks', 'localhost:3000/webhooks', '/webhooks', 'ftp://127.0.0.1/', 'http://127.0.0.1/?a=b', '']) {
    it(`for the URL ${JSON.stringify(url)}`, async () => {
      const shop = await openShop();
      expect(() => connect(shop, url)).toThrow(/where callWebhooks is mounted, such as "http:\/\/127\.0\.0\.1:3000\/webhooks\/calls"/);
      expect(urlsOf(shop.simulator)).toEqual([undefined, undefined]);
    });
  }

  it('if the app has methods of neither provider under its name', async () => {
    const shop = await openShop({ mcn: { name: 'mcn2' }, methods: ({ mcn }) => [mcn.flashCall()] });
    expect(() => connect(shop, shop.url)).toThrow('No method of a provider "mobilgroup" is configured. Known names are: mcn2.');
    expect(() => connect(shop, shop.url, { names: { mcn: 'mcn3' } })).toThrow('Did you mean "mcn2"?');
  });

  it('for a wrong option', async () => {
    const shop = await openShop();
    expect(() => connect(shop, shop.url, { prnt: false })).toThrow('connect has no member "prnt". Did you mean "print"?');
    expect(() => connect(shop, shop.url, { names: { mobilGroup: 'x' } })).toThrow('Did you mean "mobilgroup"?');
  });
});

/** The digits of the newest message. */
function codeOfMessage({ telephone }: Printed): string {
  return /\d+/.exec(telephone.messages.at(-1) ?? '')?.[0] ?? '';
}
