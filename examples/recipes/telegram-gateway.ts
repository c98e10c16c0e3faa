/** Codes by Telegram Gateway (https://core.telegram.org/gateway/api), which writes the text itself. */
import { type CallMethod, createSender, SenderRefused } from 'express-call-verification';

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
