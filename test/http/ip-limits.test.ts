import { createHash } from 'node:crypto';
import type { RequestHandler } from 'express';
import { createMemoryStore } from 'express-call-verification';
import { describe, expect, it } from 'vitest';
import { newNumber, openShop, type ShopOptions } from '../support/shop.js';

const FLASH_CALL: ShopOptions = { methods: ({ mcn }) => [mcn.flashCall()] };
/** At five past. */
const BEGAN = Date.UTC(2026, 2, 1, 10, 5);

describe('the headers of a limit per address', () => {
  it('say what is left until the end of the hour, and which requests count together', async () => {
    const shop = await openShop({ ...FLASH_CALL, calls: { ipLimits: { checksPerHour: 2 } } });
    const partition = createHash('sha256').update('127.0.0.1').digest('base64').slice(0, 16);
    for (const [left, status] of [
      [1, 404],
      [0, 404],
      [0, 429],
    ]) {
      const { headers } = await shop.check('unknown', '1234').expect(Number(status));
      expect(headers['ratelimit']).toBe(`"checks"; r=${left}; t=3300`);
      expect(headers['ratelimit-policy']).toBe(`"checks"; q=2; w=3600; pk=:${partition}:`);
    }
  });

  it('stand beside those of a limiter of the host’s', async () => {
    const limiter: RequestHandler = (_req, res, next) => {
      res.append('RateLimit', '"all"; r=99; t=60');
      next();
    };
    const shop = await openShop({ ...FLASH_CALL, before: [limiter] });
    const { headers } = await shop.start().expect(202);
    expect(headers['ratelimit']).toBe('"all"; r=99; t=60, "starts"; r=29; t=3300');
  });
});

describe('the counters of addresses', () => {
  it('begin anew with each hour, though those of the last may still be there', async () => {
    const store = createMemoryStore({ clock: () => BEGAN });
    const shop = await openShop({ ...FLASH_CALL, calls: { store, ipLimits: { checksPerHour: 1 } } });
    await shop.check('unknown', '1234').expect(404);
    shop.advance(3299);
    await shop.check('unknown', '1234').expect(429);
    shop.advance(1);
    await shop.check('unknown', '1234').expect(404);
  });

  it('hide the addresses in their keys', async () => {
    const keys: string[] = [];
    const memory = createMemoryStore({ clock: () => BEGAN });
    const store: typeof memory = {
      ...memory,
      count(key, amount, options) {
        keys.push(key);
        return memory.count(key, amount, options);
      },
    };
    const shop = await openShop({ ...FLASH_CALL, calls: { store } });
    await shop.start({ phone: newNumber() }).expect(202);
    await shop.check('unknown', '1234').expect(404);
    expect(keys.filter((key) => key.startsWith('r:'))).toEqual([
      expect.stringMatching(/^r:starts:\d+:[\w-]{22}$/),
      expect.stringMatching(/^r:checks:\d+:[\w-]{22}$/),
    ]);
  });
});
