/** The recipes of senders: what a report of the service changes, and whose reports are taken. */
import { createHash, createHmac } from 'node:crypto';
import express from 'express';
import { type CallMethod, type CallVerification, type CallVerificationEvent, createCallVerification } from 'express-call-verification';
import { describe, expect, it, onTestFinished } from 'vitest';
import { companyReports, createCompanySms } from '../../examples/recipes/sms-company.js';
import { createTelegram, telegramReports } from '../../examples/recipes/telegram-gateway.js';
import { createTwilioSms } from '../../examples/recipes/twilio.js';
import { twilioReports } from '../../examples/recipes/twilio-reports.js';
import { createMemoryStore } from '../../src/stores/memory.js';
import { createFlakyStore } from '../support/flaky-store.js';
import { newNumber, newSecret, serve } from '../support/shop.js';
import { openCompany, openTelegram, openTwilio, type Service } from './message-services.js';

interface Reporter {
  readonly service: Service;
  readonly sender: CallMethod;
  /** The route of the reports. */
  mount(app: express.Express, calls: CallVerification): void;
  /** A report as the service sends it. @param forged with another secret than the right one */
  report(url: string, id: string, status: string, forged?: boolean): Promise<Response>;
  /** The code in a message. */
  codeIn(message: Readonly<Record<string, string>>): string;
}

const leading = (text = ''): string => /^\d+/.exec(text)?.[0] ?? '';
const JSON_TYPE = { 'Content-Type': 'application/json' };

async function company(): Promise<Reporter> {
  const [key, secret] = [newSecret('the key of the company'), newSecret('the secret of the path')];
  const service = await openCompany(key);
  return {
    service,
    sender: createCompanySms({ key, from: 'Shop', domain: 'shop.example', reportUrl: 'https://shop.example/x', apiUrl: service.url }),
    mount: (app, calls) => void app.post('/webhooks/company/:secret', express.json(), companyReports(calls, secret)),
    report: (url, id, status, forged) =>
      fetch(`${url}/webhooks/company/${forged ? newSecret('a wrong secret') : secret}`, {
        method: 'POST',
        headers: JSON_TYPE,
        body: JSON.stringify({ id, status }),
      }),
    codeIn: ({ text }) => leading(text),
  };
}

const signTelegram = (token: string, sentAt: string, body: string): string =>
  createHmac('sha256', createHash('sha256').update(token).digest()).update(`${sentAt}\n${body}`).digest('hex');

async function telegram(settings: { readonly sentAt?: number; readonly tamper?: (body: string) => string } = {}): Promise<Reporter> {
  const { sentAt = Math.floor(Date.now() / 1000), tamper = (body) => body } = settings;
  const token = newSecret('the token of Telegram');
  const service = await openTelegram(token);
  return {
    service,
    sender: createTelegram({ token, callbackUrl: 'https://shop.example/x', apiUrl: service.url }),
    mount: (app, calls) => void app.post('/webhooks/telegram', express.raw({ type: () => true }), telegramReports(calls, token)),
    report(url, id, status, forged) {
      // Not as JSON.stringify writes it: the signature is over these bytes.
      const body = `{ "request_id": "${id}", "request_cost": 0.010, "payload": "é", "delivery_status": { "status": "${status}", "updated_at": ${sentAt} } }`;
      const signature = signTelegram(forged ? newSecret('a wrong token') : token, String(sentAt), body);
      const headers = { ...JSON_TYPE, 'X-Request-Timestamp': String(sentAt), 'X-Request-Signature': signature };
      return fetch(`${url}/webhooks/telegram`, { method: 'POST', headers, body: tamper(body) });
    },
    codeIn: ({ code = '' }) => code,
  };
}

async function twilio({ signedUrl = 'https://shop.example/webhooks/twilio?from=twilio' } = {}): Promise<Reporter> {
  const authToken = newSecret('the token of Twilio');
  const options = {
    accountSid: 'AC00000000000000000000000000000000',
    authToken,
    from: '+15005550006',
    domain: 'shop.example',
    callbackUrl: 'https://shop.example/webhooks/twilio?from=twilio',
  };
  const service = await openTwilio(options.accountSid, authToken);
  return {
    service,
    sender: createTwilioSms({ ...options, apiUrl: service.url }),
    mount: (app, calls) => void app.post('/webhooks/twilio', express.urlencoded({ extended: false }), twilioReports(calls, options)),
    report(url, id, status, forged) {
      const fields = {
        SmsSid: id,
        MessageStatus: status,
        MessageSid: id,
        To: newNumber(),
        From: options.from,
        ApiVersion: '2010-04-01',
        ErrorCode: '',
      };
      const signed = Object.entries(fields)
        .toSorted(([one], [other]) => (one < other ? -1 : 1))
        .reduce((text, [name, value]) => `${text}${name}${value}`, signedUrl);
      const signature = createHmac('sha1', forged ? newSecret('a wrong token') : authToken)
        .update(signed)
        .digest('base64');
      return fetch(`${url}/webhooks/twilio`, {
        method: 'POST',
        headers: { 'X-Twilio-Signature': signature },
        body: new URLSearchParams(fields),
      });
    },
    codeIn: ({ Body }) => leading(Body),
  };
}

/** A code that was sent, to a verification that waits for it. */
async function sendBy(opening: Promise<Reporter>, before: readonly express.RequestHandler[] = []) {
  const reporter = await opening;
  const events: CallVerificationEvent[] = [];
  const store = createFlakyStore(createMemoryStore());
  const calls = createCallVerification({
    secret: newSecret('the secret'),
    countries: ['RU'],
    methods: [reporter.sender],
    store,
    onEvent: (event) => events.push(event),
  });
  onTestFinished(() => calls.close());
  const app = express();
  for (const handler of before) app.use(handler);
  reporter.mount(app, calls);
  const url = await serve(app);
  const phone = newNumber();
  const started = await calls.start({ phone });
  const [message] = reporter.service.messages;
  if (!started.ok || message === undefined) throw new Error('nothing was sent');
  const { verificationId } = started;
  const [code, id = ''] = [reporter.codeIn(message), message['id']];
  return {
    store,
    report: async (status: string, forged?: boolean) => (await reporter.report(url, id, status, forged)).status,
    /** Of a message that nobody here has sent. */
    reportOther: async (status: string) => (await reporter.report(url, 'f00d', status)).status,
    outcome: async () => {
      const status = await calls.status({ verificationId });
      return status.ok ? status.call?.outcome : status.code;
    },
    check: () => calls.check({ verificationId, code }),
    /** Everything that an operator sees. */
    told: () => JSON.stringify(events),
    secrets: [code, phone, id],
  };
}

const REPORTERS = { company, telegram, twilio } as const;
const ANSWERED = { company: 204, telegram: 200, twilio: 204 } as const;
const FORGED = { company: 404, telegram: 403, twilio: 403 } as const;
const NAMES = Object.keys(REPORTERS) as (keyof typeof REPORTERS)[];

describe('a report', () => {
  it.each([
    ...(['undelivered', 'expired', 'rejected'] as const).map((status) => ['company', status] as const),
    ...(['expired', 'revoked'] as const).map((status) => ['telegram', status] as const),
    ...(['undelivered', 'failed'] as const).map((status) => ['twilio', status] as const),
  ])('of %s ends the attempt if the message is %s', async (name, status) => {
    const { report, outcome, check, told, secrets } = await sendBy(REPORTERS[name]());
    expect(await report(status)).toBe(ANSWERED[name]);
    expect(await outcome()).toBe('unavailable');
    expect(await check()).toMatchObject({ ok: false, code: 'call_failed' });
    for (const secret of secrets) expect(told()).not.toContain(secret);
  });

  it.each([
    ...(['delivered', 'queued', 'undeliverable'] as const).map((status) => ['company', status] as const),
    ...(['sent', 'delivered', 'read'] as const).map((status) => ['telegram', status] as const),
    ...(['queued', 'sent', 'delivered'] as const).map((status) => ['twilio', status] as const),
  ])('of %s leaves the code alive if the message is %s', async (name, status) => {
    const { report, check } = await sendBy(REPORTERS[name]());
    expect(await report(status)).toBe(ANSWERED[name]);
    expect(await check()).toMatchObject({ ok: true, status: 'verified' });
  });

  it.each(NAMES)('of a message that is not known is answered as any other: %s', async (name) => {
    const { reportOther, check } = await sendBy(REPORTERS[name]());
    expect(await reportOther(name === 'twilio' ? 'failed' : 'expired')).toBe(ANSWERED[name]);
    expect(await check()).toMatchObject({ ok: true });
  });

  it.each(NAMES)('that somebody else has made is refused: %s', async (name) => {
    const { report, check } = await sendBy(REPORTERS[name]());
    expect(await report(name === 'twilio' ? 'failed' : 'expired', true)).toBe(FORGED[name]);
    expect(await check()).toMatchObject({ ok: true });
  });

  it.each(NAMES)('comes again after the store was down: %s', async (name) => {
    const { report, store, check } = await sendBy(REPORTERS[name]());
    const lost = name === 'twilio' ? 'failed' : 'expired';
    store.fail('throws');
    expect(await report(lost)).toBe(503);
    store.heal();
    expect(await report(lost)).toBe(ANSWERED[name]);
    expect(await check()).toMatchObject({ code: 'call_failed' });
  });
});

describe('a signed report', () => {
  const minutesAgo = (minutes: number): number => Math.floor(Date.now() / 1000) - 60 * minutes;

  it.each([6, -6])('of Telegram is refused %d minutes after it was signed', async (minutes) => {
    expect(await (await sendBy(telegram({ sentAt: minutesAgo(minutes) }))).report('expired')).toBe(403);
  });

  it('of Telegram is taken while it is young', async () => {
    expect(await (await sendBy(telegram({ sentAt: minutesAgo(4) }))).report('expired')).toBe(200);
  });

  it('of Telegram is refused if its body is another one, or missing', async () => {
    for (const tamper of [(body: string) => body.replace('0.010', '0.01'), () => '']) {
      expect(await (await sendBy(telegram({ tamper }))).report('expired')).toBe(403);
    }
  });

  it('of Telegram is refused behind a parser, which leaves no bytes to check', async () => {
    expect(await (await sendBy(telegram(), [express.json()])).report('expired')).toBe(403);
  });

  it('of Twilio is refused if it was made for another address', async () => {
    const { report, check } = await sendBy(twilio({ signedUrl: 'https://shop.example/webhooks/twilio' }));
    expect(await report('failed')).toBe(403);
    expect(await check()).toMatchObject({ ok: true });
  });
});
