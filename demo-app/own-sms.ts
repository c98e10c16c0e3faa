/** The shop's own SMS: a sender for the company that it has a contract with, written as a user of the package writes one. */
import { type CallMethod, createSender, createSmsText, SenderRefused } from 'express-call-verification';

/** Where the company is, and the key of the shop's account. */
export interface SmsAccount {
  readonly apiUrl: string;
  readonly apiKey: string;
}

/** The last line binds the code to the shop's page: browsers fill it in there, and nowhere else. */
const textOf = createSmsText({ brand: 'Fern & Kettle', domain: 'fern.example' });

/** The words of the company for a number that is to blame. All others are about the account. */
const BLAME_NUMBER: ReadonlySet<string> = new Set(['invalid_number', 'number_not_permitted']);

export function ownSms({ apiUrl, apiKey }: SmsAccount): CallMethod {
  return createSender({
    name: 'sms-company',
    kind: 'sms',
    async send({ phone, code, language, signal }) {
      const response = await fetch(`${apiUrl}/sms/messages`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${apiKey}` },
        body: JSON.stringify({ to: phone, text: textOf({ code, language }) }),
        signal,
        redirect: 'manual',
      });
      if (response.status === 503) throw new SenderRefused({ blame: 'provider', reason: 'http_503' });
      if (response.status === 408 || response.status >= 500) throw new Error('perhaps it was sent');
      const { id, error } = await response.json();
      if (error !== undefined) throw new SenderRefused({ blame: BLAME_NUMBER.has(error.code) ? 'number' : 'account', reason: error.code });
      return { id };
    },
  });
}
