/** Codes by Telegram Gateway (https://core.telegram.org/gateway/api), which writes the text itself. Its reports are signed. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';
import { type CallMethod, type CallVerification, createSender, SenderRefused } from 'express-call-verification';

export function createTelegram(options: { token: string; callbackUrl: string; apiUrl?: string }): CallMethod {
  const { token, callbackUrl, apiUrl = 'https://gatewayapi.telegram.org' } = options;
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
  return createSender({
    name: 'telegram',
    kind: 'telegram',
    async send({ phone, code, signal }) {
      const body = JSON.stringify({ phone_number: phone, code, ttl: 300, callback_url: callbackUrl });
      const response = await fetch(`${apiUrl}/sendVerificationMessage`, { method: 'POST', headers, body, signal, redirect: 'manual' });
      const { ok = response.ok, error = `http_${response.status}`, result } = await response.json().catch(() => ({}));
      if (response.status >= 500 || response.status === 408 || (ok && !result?.request_id)) throw new Error('perhaps it was sent');
      const isOfAccount = /^(?:ACCESS_TOKEN|BALANCE|SENDER)_|^http_40[123]$/.test(error);
      const blame = /^PHONE_NUMBER_/.test(error) ? 'number' : isOfAccount ? 'account' : 'provider';
      if (!ok) throw new SenderRefused({ blame, reason: error.toLowerCase() });
      return { id: result.request_id };
    },
  });
}

/** `app.post('/webhooks/telegram', express.raw({ type: () => true }), telegramReports(calls, token))`, before any other body parser. */
export const telegramReports =
  (calls: CallVerification, token: string): RequestHandler =>
  async (req, res) => {
    const sentAt = req.get('X-Request-Timestamp') ?? '';
    const given = Buffer.from(req.get('X-Request-Signature') ?? '', 'hex');
    const signature = createHmac('sha256', createHash('sha256').update(token).digest()).update(`${sentAt}\n${req.body}`).digest();
    const isTheirs = given.length === signature.length && timingSafeEqual(given, signature);
    if (!isTheirs || !(Math.abs(Date.now() / 1000 - Number(sentAt)) < 300)) return void res.sendStatus(403);
    const { request_id: id, delivery_status: delivery } = JSON.parse(`${req.body}`);
    const isRead = ['delivered', 'read'].includes(delivery?.status);
    const outcome = ['expired', 'revoked'].includes(delivery?.status) ? 'undelivered' : isRead ? 'delivered' : undefined;
    const told = outcome && (await calls.reportDelivery({ sender: 'telegram', id, outcome }));
    res.sendStatus(told?.ok === false && told.code === 'temporarily_unavailable' ? 503 : 200);
  };
