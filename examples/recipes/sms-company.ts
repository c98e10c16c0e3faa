/** An SMS company with an HTTP API of the usual form: put the names of your company's document in place of these. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';
import { type CallMethod, type CallVerification, createSender, createSmsText, SenderRefused } from 'express-call-verification';

/** What the number or your account is to blame for. All else is the company's own trouble. */
const NUMBER = ['invalid_number', 'number_blocked'];
const ACCOUNT = ['wrong_key', 'no_money', 'sender_not_allowed', 'http_401', 'http_402', 'http_403'];

export function createCompanySms(options: Record<'key' | 'from' | 'domain' | 'reportUrl' | 'apiUrl', string>): CallMethod {
  const { key, from, domain, reportUrl, apiUrl } = options;
  const textOf = createSmsText({ domain });
  const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' };
  return createSender({
    name: 'company',
    kind: 'sms',
    async send({ phone, code, language, signal }) {
      const body = JSON.stringify({ to: phone, from, text: textOf({ code, language }), reportUrl });
      const response = await fetch(`${apiUrl}/messages`, { method: 'POST', headers, body, signal, redirect: 'manual' });
      const { id, error = response.ok ? '' : `http_${response.status}` } = await response.json().catch(() => ({}));
      if (response.ok && id !== undefined) return { id };
      if (response.ok ? !error : response.status >= 500 || response.status === 408) throw new Error('perhaps it was sent');
      const blame = NUMBER.includes(error) ? 'number' : ACCOUNT.includes(error) ? 'account' : 'provider';
      throw new SenderRefused({ blame, reason: error });
    },
  });
}

const digest = (text: unknown): Buffer => createHash('sha256').update(String(text)).digest();
/** `app.post('/webhooks/company/:secret', express.json(), companyReports(calls, secret))`: `reportUrl` leads there, with the secret. */
export const companyReports =
  (calls: CallVerification, secret: string): RequestHandler =>
  async (req, res) => {
    if (!timingSafeEqual(digest(req.params['secret']), digest(secret))) return void res.sendStatus(404);
    const { id, status } = req.body ?? {};
    const outcome = ['undelivered', 'expired', 'rejected'].includes(status) ? 'undelivered' : status === 'delivered' ? status : undefined;
    const told = outcome && (await calls.reportDelivery({ sender: 'company', id, outcome }));
    res.sendStatus(told?.ok === false && told.code === 'temporarily_unavailable' ? 503 : 204);
  };
