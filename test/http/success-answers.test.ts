import type { Response } from 'supertest';
import { describe, expect, it } from 'vitest';
import { openShop, type Shop, type ShopOptions } from '../support/shop.js';

const FLASH_CALL = {
  status: 'pending',
  method: 'flash_call',
  codeLength: 4,
  checksLeft: 3,
  expiresAt: '2026-03-01T10:10:00.000Z',
  retryAt: '2026-03-01T10:05:30.000Z',
  nextMethods: ['voice_call', 'flash_call'],
};

/** An open verification by flash call. */
async function begun(options?: ShopOptions): Promise<{ shop: Shop; verificationId: string }> {
  const shop = await openShop(options);
  return { shop, verificationId: await shop.begin() };
}

interface Row {
  readonly name: string;
  readonly provoke: () => Promise<{ shop: Shop; answer: Response }>;
  readonly status: number;
  /** The whole document, where `expect.anything()` and the like stand for what differs. */
  readonly document?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

const MASKED = expect.stringMatching(/^\+7\*{8}\d\d$/);
const ID = expect.stringMatching(/^[\w-]{40,}$/);

const ROWS: readonly Row[] = [
  {
    name: 'a start',
    async provoke() {
      const shop = await openShop();
      return { shop, answer: await shop.start() };
    },
    status: 202,
    document: { verificationId: ID, phone: MASKED, ...FLASH_CALL, nextMethods: ['voice_call', 'flash_call'] },
  },
  {
    name: 'a start by the kind that the client names',
    async provoke() {
      const shop = await openShop();
      return { shop, answer: await shop.start({ method: 'voice_call' }) };
    },
    status: 202,
    document: { verificationId: ID, phone: MASKED, ...FLASH_CALL, method: 'voice_call', nextMethods: ['flash_call', 'sms', 'voice_call'] },
  },
  {
    name: 'a start by a confirmation call',
    async provoke() {
      const shop = await openShop({ methods: ({ mcn }) => [mcn.confirmationCall({ confirmedBy: { field: 'dtmf', value: '9' } })] });
      return { shop, answer: await shop.start() };
    },
    status: 202,
    document: {
      verificationId: ID,
      phone: MASKED,
      ...FLASH_CALL,
      method: 'confirmation_call',
      codeLength: 0,
      nextMethods: ['confirmation_call'],
    },
  },
  {
    name: 'another call',
    async provoke() {
      const { shop, verificationId } = await begun();
      shop.advance(30);
      return { shop, answer: await shop.again(verificationId) };
    },
    status: 202,
    document: {
      verificationId: ID,
      phone: MASKED,
      ...FLASH_CALL,
      method: 'voice_call',
      expiresAt: '2026-03-01T10:10:30.000Z',
      retryAt: '2026-03-01T10:06:15.000Z',
      nextMethods: ['sms', 'flash_call', 'voice_call'],
    },
  },
  {
    name: 'a right code',
    async provoke() {
      const { shop, verificationId } = await begun();
      return { shop, answer: await shop.check(verificationId, shop.code()) };
    },
    status: 200,
    document: {
      status: 'verified',
      token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      tokenType: 'Bearer',
      expiresIn: 300,
      phone: expect.stringMatching(/^\+7915\d{7}$/),
    },
  },
  {
    name: 'a right code while a needed report is out',
    async provoke() {
      const { shop, verificationId } = await begun({ methods: ({ mcn }) => [mcn.flashCall()], calls: { requireCallReport: true } });
      return { shop, answer: await shop.check(verificationId, shop.code()) };
    },
    status: 202,
    document: { status: 'awaiting_call', retryAfterSeconds: 2 },
    headers: { 'retry-after': '2' },
  },
  {
    name: 'a check without a code after a right one, once the report has come',
    async provoke() {
      const { shop, verificationId } = await begun({ methods: ({ mcn }) => [mcn.flashCall()], calls: { requireCallReport: true } });
      await shop.check(verificationId, shop.code());
      await shop.report({ cause: 16, word: 'CANCEL' });
      return { shop, answer: await shop.check(verificationId) };
    },
    status: 200,
    document: { status: 'verified', token: expect.any(String), tokenType: 'Bearer', expiresIn: 300, phone: expect.any(String) },
  },
  {
    name: 'a check of a confirmation call that nobody has confirmed yet',
    async provoke() {
      const { shop, verificationId } = await begun({
        methods: ({ mcn }) => [mcn.confirmationCall({ confirmedBy: { field: 'dtmf', value: '9' } })],
      });
      return { shop, answer: await shop.check(verificationId) };
    },
    status: 202,
    document: { status: 'awaiting_call', retryAfterSeconds: 2 },
    headers: { 'retry-after': '2' },
  },
  {
    name: 'the status of an open verification',
    async provoke() {
      const { shop, verificationId } = await begun();
      return { shop, answer: await shop.status(verificationId) };
    },
    status: 200,
    document: { ...FLASH_CALL, call: { outcome: 'pending' } },
  },
  {
    name: 'the status after a report',
    async provoke() {
      const { shop, verificationId } = await begun();
      await shop.report({ cause: 17, word: 'CANCEL' });
      return { shop, answer: await shop.status(verificationId) };
    },
    status: 200,
    document: { ...FLASH_CALL, call: { outcome: 'busy' } },
  },
  {
    name: 'the status while a report is awaited',
    async provoke() {
      const { shop, verificationId } = await begun({ methods: ({ mcn }) => [mcn.flashCall()], calls: { requireCallReport: true } });
      await shop.check(verificationId, shop.code());
      return { shop, answer: await shop.status(verificationId) };
    },
    status: 200,
    document: { ...FLASH_CALL, status: 'awaiting_call', call: { outcome: 'pending' }, nextMethods: ['flash_call'] },
  },
  {
    name: 'the status of a verified verification',
    async provoke() {
      const { shop, verificationId } = await begun();
      await shop.check(verificationId, shop.code());
      return { shop, answer: await shop.status(verificationId) };
    },
    status: 200,
    document: {
      ...FLASH_CALL,
      status: 'verified',
      reason: 'verified',
      call: { outcome: 'pending' },
      checksLeft: 0,
      retryAt: null,
      nextMethods: [],
    },
  },
  {
    name: 'the status of a canceled verification',
    async provoke() {
      const { shop, verificationId } = await begun();
      await shop.cancel(verificationId);
      return { shop, answer: await shop.status(verificationId) };
    },
    status: 200,
    document: {
      ...FLASH_CALL,
      status: 'closed',
      reason: 'canceled',
      call: { outcome: 'pending' },
      checksLeft: 0,
      retryAt: null,
      nextMethods: [],
    },
  },
  {
    name: 'a cancel',
    async provoke() {
      const { shop, verificationId } = await begun();
      return { shop, answer: await shop.cancel(verificationId) };
    },
    status: 204,
  },
  {
    name: 'a callback',
    async provoke() {
      const { shop } = await begun();
      return { shop, answer: await shop.report({ cause: 16, word: 'ANSWER' }) };
    },
    status: 204,
  },
];

describe('what is answered when all is well', () => {
  for (const { name, provoke, status, document, headers = {} } of ROWS) {
    it(`${name}: ${status}`, async () => {
      const { shop, answer } = await provoke();
      expect(answer.status).toBe(status);
      expect(answer.get('cache-control')).toBe('no-store');
      expect(answer.get('retry-after')).toBe(headers['retry-after']);
      if (document === undefined) {
        expect(answer.text).toBe('');
      } else {
        expect(answer.get('content-type')).toMatch(/^application\/json\b/);
        expect(answer.body).toEqual(document);
      }
      expect(shop.errors).toEqual([]);
    });
  }
});
