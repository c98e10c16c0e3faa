/** What became of Twilio's messages, as it tells the `callbackUrl` of each. Twilio signs its callbacks with your auth token. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { CallVerification } from 'express-call-verification';
import type { TwilioOptions } from './twilio.js';

/** https://www.twilio.com/docs/usage/security: over the whole URL, and all names and values, sorted by name. */
function sign(url: string, fields: Readonly<Record<string, string>>, authToken: string): Buffer {
  const text = Object.keys(fields)
    .sort()
    .reduce((signed, name) => signed + name + fields[name], url);
  return createHmac('sha1', authToken).update(text).digest();
}

/** `app.post('/webhooks/twilio', express.urlencoded(), twilioReports(calls, options))`, where `callbackUrl` leads. */
export function twilioReports(calls: CallVerification, { authToken, callbackUrl }: TwilioOptions): RequestHandler {
  return async (req, res) => {
    const signature = sign(callbackUrl, req.body ?? {}, authToken);
    const given = Buffer.from(req.get('X-Twilio-Signature') ?? '', 'base64');
    if (given.length !== signature.length || !timingSafeEqual(given, signature)) return void res.sendStatus(403);
    const { MessageSid: id, MessageStatus: status } = req.body;
    const outcome = ['undelivered', 'failed'].includes(status) ? 'undelivered' : status === 'delivered' ? status : undefined;
    const told = outcome && (await calls.reportDelivery({ sender: 'twilio', id, outcome }));
    res.sendStatus(told?.ok === false && told.code === 'temporarily_unavailable' ? 503 : 204);
  };
}
