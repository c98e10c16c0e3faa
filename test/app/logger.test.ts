import { Writable } from 'node:stream';
import type { CallVerificationLogger } from 'express-call-verification';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { collectWarnings } from '../support/collect-warnings.js';
import { newSecret, openShop, otherThan } from '../support/shop.js';

interface Line {
  readonly level: number;
  readonly msg: string;
  readonly [member: string]: unknown;
}

/** Pino as a host has it, and what it wrote. */
function openPino(): { readonly logger: CallVerificationLogger; readonly lines: readonly Line[]; text(): string } {
  const written: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      written.push(String(chunk));
      done();
    },
  });
  const logger = pino({ base: null }, stream);
  return {
    logger,
    get lines() {
      return written.map((line) => JSON.parse(line) as Line);
    },
    text: () => written.join(''),
  };
}

const INFO = 30;
const WARN = 40;
const ERROR = 50;

describe('a logger', () => {
  it('gets each event under its type, with its members and nothing else', async () => {
    const log = openPino();
    const shop = await openShop({ calls: { logger: log.logger } });
    const verificationId = await shop.begin();
    await shop.report({ cause: 17 });
    await shop.check(verificationId, otherThan(shop.code()));
    await shop.check(verificationId, shop.code());
    const members = log.lines.map(({ level: _, time: __, msg: ___, ...event }) => event);
    expect(members).toEqual(JSON.parse(JSON.stringify(shop.events)));
    expect(log.lines.map(({ msg }) => msg)).toEqual(shop.events.map(({ type }) => type));
    expect(log.lines.map(({ msg }) => msg)).toContain('verification.verified');
  });

  it('gets what is everyday as info, what is to be looked at as warn, and what is to be mended as error', async () => {
    const log = openPino();
    const shop = await openShop({ calls: { logger: log.logger } });
    shop.simulator.fail('mcn', 403, { times: 1 });
    await shop.begin();
    await shop.client.post('/webhooks/calls/mcn/wrong').send({});
    const levels = Object.fromEntries(log.lines.map(({ msg, level }) => [msg, level]));
    expect(levels).toEqual({
      ...{ 'verification.started': INFO, 'call.refused': INFO, 'call.placed': INFO },
      ...{ 'callback.rejected': WARN, 'account.trouble': ERROR },
    });
  });

  it('gets no number, code, token, key or id', async () => {
    const log = openPino();
    const secret = newSecret('the secret');
    const shop = await openShop({ calls: { logger: log.logger, secret } });
    const verificationId = await shop.begin();
    await shop.report({ cause: 16 });
    const { token } = (await shop.check(verificationId, shop.code())).body;
    const { phone, simulator, telephone } = shop;
    const ids = [...telephone.calls.map(({ id }) => id), verificationId, String(token), shop.calls.webhookPath('mcn')];
    for (const each of [phone, phone.slice(1), `"${shop.code()}"`, secret, simulator.mcn.token, ...ids]) {
      expect(each.length).toBeGreaterThan(5);
      expect(log.text().includes(each)).toBe(false);
    }
  });

  it('takes the place of the warnings of the process', async () => {
    const warnings = collectWarnings();
    const log = openPino();
    const shop = await openShop({ calls: { logger: log.logger, onEvent: undefined } });
    shop.simulator.fail('mcn', 403, { times: 1 });
    await shop.begin();
    expect(log.lines.map(({ msg }) => msg)).toContain('account.trouble');
    expect(await warnings.settled()).toEqual([]);
  });

  it('stops nothing when it throws or rejects, and says so once', async () => {
    for (const fail of [
      () => {
        throw new TypeError('the disk is full');
      },
      () => Promise.reject(new TypeError('the disk is full')),
      // A promise of another library.
      () => Object.fromEntries([['then', (_: unknown, reject: (error: Error) => void) => reject(new TypeError('the disk is full'))]]),
    ]) {
      const warnings = collectWarnings();
      const shop = await openShop({ calls: { logger: { info: fail, warn: fail, error: fail } } });
      const verificationId = await shop.begin();
      expect((await shop.check(verificationId, shop.code())).status).toBe(200);
      expect(await warnings.settled()).toEqual(['logger failed: TypeError. This is printed once.']);
    }
  });

  it('may be the console', async () => {
    const info = vi.spyOn(console, 'info').mockImplementation(() => undefined);
    onTestFinished(() => info.mockRestore());
    const shop = await openShop({ calls: { logger: console satisfies CallVerificationLogger } });
    await shop.begin();
    expect(info.mock.calls).toEqual(shop.events.map((event) => [event, event.type]));
  });

  it('must have info, warn and error', async () => {
    const logger = { info: () => undefined, warn: () => undefined } as unknown as CallVerificationLogger;
    await expect(openShop({ calls: { logger } })).rejects.toThrow(/"logger".*info, warn and error/);
  });
});
