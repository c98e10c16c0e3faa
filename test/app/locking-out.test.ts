/** Whoever wants to lock an owner out fails all the checks that one customer of a provider can, for more than a week. */
import type { Response, Test } from 'supertest';
import { describe, expect, it } from 'vitest';
import { memberOf } from '../support/member-of.js';
import { registerSecret } from '../support/secrets.js';
import { openShop, otherThan } from '../support/shop.js';

const HOUR = 3600;
const HOME = '203.0.113.7';
const NEW = '192.0.2.44';

async function openTargeted() {
  const shop = await openShop({
    methods: ({ mcn }) => [mcn.flashCall()],
    calls: { ipLimits: false, resendDelaysSeconds: [0] },
    routes: (app) => app.set('trust proxy', 1),
  });
  const post = (path: string, ip: string, json: object): Test => shop.client.post(path).set('X-Forwarded-For', ip).send(json);
  const start = (ip: string): Test => post('/auth/call', ip, { phone: shop.phone });
  const check = (ip: string, verificationId: string, code: string): Test => post('/auth/call/check', ip, { verificationId, code });
  const idOf = (answer: Response): string => registerSecret(memberOf(answer, 'verificationId'), 'a verification id');
  const signIn = async (ip: string): Promise<number> => {
    const started = await start(ip);
    return started.status === 202 ? (await check(ip, idOf(started), shop.code())).status : started.status;
  };
  /** Four times a day, from another address each time. @returns how many guesses were evaluated */
  const guessFor = async (days: number, addresses: () => string): Promise<number> => {
    let guesses = 0;
    for (let round = 0; round < 4 * days; round += 1) {
      const begun = await start(addresses());
      for (const step of begun.status === 202 ? [1, 2, 3] : []) {
        const { body } = await check(addresses(), idOf(begun), otherThan(shop.code(), step));
        if (body['code'] === 'code_incorrect') guesses += 1;
      }
      shop.advance(6 * HOUR);
    }
    return guesses;
  };
  return { shop, signIn, guessFor };
}

let fresh = 0;
const next = (): string => {
  fresh += 1;
  return (fresh % 256).toString(16).padStart(2, '0');
};

describe('eight days of wrong codes', () => {
  it.each([
    ['one IPv4 address', 10, () => '198.51.100.9'],
    ['fresh /64s of one /56', 10, () => `2001:db8:7:42${next()}::1`],
    ['fresh /56s of one /48', 15, () => `2001:db8:7:${next()}00::1`],
  ])('from %s spend %i of the number’s thirty, and leave it open to its owner in a new network', async (_, spent, addresses) => {
    const { signIn, guessFor } = await openTargeted();
    expect(await guessFor(8, addresses)).toBe(spent);
    expect(await signIn(NEW)).toBe(200);
  });

  it('from three networks use up what strangers have, and leave an owner that proved the number its share', async () => {
    const { shop, signIn, guessFor } = await openTargeted();
    expect(await signIn(HOME)).toBe(200);
    shop.advance(6 * HOUR);
    let network = 0;
    const guesses = await guessFor(8, () => {
      network += 1;
      return `198.51.100.${network % 3}`;
    });
    expect(guesses).toBe(21);
    expect([await signIn(NEW), await signIn(HOME)]).toEqual([429, 200]);
  });

  it('from three networks close a number that nobody has proven, to all of them and others', async () => {
    const { signIn, guessFor } = await openTargeted();
    let network = 0;
    const guesses = await guessFor(8, () => {
      network += 1;
      return `198.51.100.${network % 3}`;
    });
    expect(guesses).toBe(30);
    expect(await signIn(NEW)).toBe(429);
  });
});
