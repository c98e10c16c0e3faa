/** SMS by Twilio Programmable Messaging (https://www.twilio.com/docs/messaging/api/message-resource), without its library. */
import { type CallMethod, createSender, createSmsText, SenderRefused } from 'express-call-verification';

/** What the number or your account is to blame for (https://www.twilio.com/docs/api/errors). All else is Twilio's own trouble. */
const NUMBER: Readonly<Record<number, string>> = { 21211: 'invalid', 21610: 'unsubscribed', 21612: 'unreachable', 21614: 'not_mobile' };
const ACCOUNT: Readonly<Record<number, string>> = { 20003: 'wrong_token', 21408: 'country_off', 21606: 'wrong_from', 21608: 'on_trial' };

export interface TwilioOptions {
  readonly accountSid: string;
  readonly authToken: string;
  readonly from: string;
  readonly domain: string;
  readonly callbackUrl: string;
  readonly apiUrl?: string;
}

export function createTwilioSms(options: TwilioOptions): CallMethod {
  const { accountSid, authToken, from, domain, callbackUrl, apiUrl = 'https://api.twilio.com' } = options;
  const textOf = createSmsText({ domain });
  const url = `${apiUrl}/2010-04-01/Accounts/${accountSid}/Messages.json`;
  const headers = { Authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}` };
  return createSender({
    name: 'twilio',
    kind: 'sms',
    async send({ phone, code, language, signal }) {
      const fields = { To: phone, From: from, Body: textOf({ code, language }), StatusCallback: callbackUrl, ValidityPeriod: '300' };
      const response = await fetch(url, { method: 'POST', headers, body: new URLSearchParams(fields), signal, redirect: 'manual' });
      const { sid, code: error } = await response.json().catch(() => ({}));
      if (response.status >= 500 || response.status === 408 || (response.ok && !sid)) throw new Error('perhaps it was sent');
      const blame = NUMBER[error] ? 'number' : ACCOUNT[error] || [401, 403].includes(response.status) ? 'account' : 'provider';
      if (!response.ok) throw new SenderRefused({ blame, reason: NUMBER[error] ?? ACCOUNT[error] ?? `http_${response.status}` });
      return { id: sid };
    },
  });
}
