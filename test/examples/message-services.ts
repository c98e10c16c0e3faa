/** Message services on this machine that behave as their documents say: an SMS company, Telegram Gateway and Twilio. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import express, { type Express, type Request, type RequestHandler, type Response } from 'express';
import { registerSecret } from '../support/secrets.js';
import { serve } from '../support/shop.js';

/** What goes wrong, if anything does. A service has errors of its own beside these. */
export type Trouble =
  | 'breaks'
  | 'breaks_as_html'
  | 'hangs'
  | 'resets'
  | 'redirects'
  | 'answers_html'
  | 'answers_without_id'
  | 'is_forbidden_as_html'
  | 'times_out';

export interface Service {
  readonly url: string;
  /** What it has taken, oldest first. */
  readonly messages: readonly Readonly<Record<string, string>>[];
  /** The paths of all requests, answered or not. */
  readonly requests: readonly string[];
  /** Once the next request is there, and once it has been given up. */
  asked(): Promise<{ readonly givenUp: Promise<unknown> }>;
  /** From now on: one of the troubles of all, or an error of its own. */
  meet(trouble: Trouble | string): void;
}

const TROUBLES: Readonly<Record<Trouble, (req: Request, res: Response) => void>> = {
  breaks: (_, res) => void res.status(500).json({ error: 'internal' }),
  breaks_as_html: (_, res) => void res.status(502).send('<h1>Bad gateway</h1>'),
  hangs: () => undefined,
  resets: (req) => void req.socket.destroy(),
  redirects: (_, res) => res.redirect(307, '/elsewhere'),
  answers_html: (_, res) => void res.send('<h1>Welcome</h1>'),
  answers_without_id: (_, res) => void res.json({ ok: true, result: {} }),
  is_forbidden_as_html: (_, res) => void res.status(403).send('<h1>Forbidden</h1>'),
  times_out: (_, res) => void res.status(408).json({}),
};

const isTrouble = (text: string): text is Trouble => Object.hasOwn(TROUBLES, text);

/** @param take answers a request; `error` is the trouble that the test has set, if it is one of the service's own */
async function open(
  take: (req: Request, res: Response, parts: { error: string | undefined; accept(message: Record<string, string>): string }) => void,
  parser: RequestHandler,
): Promise<Service> {
  const messages: Record<string, string>[] = [];
  const requests: string[] = [];
  let trouble: string | undefined;
  let tell = (_: { readonly givenUp: Promise<unknown> }): void => undefined;
  const app: Express = express().use(parser, (req, res) => {
    requests.push(`${req.method} ${req.path}`);
    tell({ givenUp: once(res, 'close') });
    if (trouble !== undefined && isTrouble(trouble)) return TROUBLES[trouble](req, res);
    const accept = (message: Record<string, string>): string => {
      const id = registerSecret(randomBytes(8).toString('hex'), 'the id of a message');
      messages.push({ ...message, id });
      return id;
    };
    return take(req, res, { error: trouble, accept });
  });
  return {
    url: await serve(app),
    messages,
    requests,
    asked: () =>
      new Promise((resolve) => {
        tell = resolve;
      }),
    meet(next) {
      trouble = next;
    },
  };
}

/** As companies in Russia and Slovakia do it: JSON, a key as a bearer token, and errors by name, some with the status 200. */
export const openCompany = (key: string, { errorStatus = 400 } = {}): Promise<Service> =>
  open((req, res, { error, accept }) => {
    if (req.get('Authorization') !== `Bearer ${key}`) return void res.status(401).json({ error: 'wrong_key' });
    if (req.path !== '/messages') return void res.status(404).json({});
    if (error !== undefined) return void res.status(errorStatus).json({ error });
    return void res.status(202).json({ id: accept(req.body), error: undefined });
  }, express.json());

/** https://core.telegram.org/gateway/api: `{ ok: true, result: RequestStatus }`, or `{ ok: false, error }`. */
export const openTelegram = (token: string): Promise<Service> =>
  open((req, res, { error, accept }) => {
    const { phone_number, code, ttl } = req.body;
    const fail = (name: string): void => void res.json({ ok: false, error: name });
    if (req.path.toLowerCase() !== '/sendverificationmessage') return fail('UNKNOWN_METHOD');
    if (req.get('Authorization') !== `Bearer ${token}`) return fail('ACCESS_TOKEN_INVALID');
    if (!/^\+\d{7,15}$/.test(phone_number)) return fail('PHONE_NUMBER_INVALID');
    if (!/^\d{4,8}$/.test(code)) return fail('CODE_INVALID');
    if (!Number.isInteger(ttl) || ttl < 30 || ttl > 3600) return fail('TTL_INVALID');
    if (error !== undefined) return fail(error);
    const request_id = accept(req.body);
    return void res.json({ ok: true, result: { request_id, phone_number, request_cost: 0.01, remaining_balance: 9.99 } });
  }, express.json());

/** https://www.twilio.com/docs/messaging/api/message-resource: a form with Basic authentication, 201, or `{ code, message, more_info, status }`. */
export const openTwilio = (accountSid: string, authToken: string): Promise<Service> =>
  open(
    (req, res, { error, accept }) => {
      const fail = (status: number, code: number): void =>
        void res
          .status(status)
          .json({ code, message: `About ${req.body['To']}`, more_info: `https://www.twilio.com/docs/errors/${code}`, status });
      const credentials = Buffer.from(`${accountSid}:${authToken}`).toString('base64');
      if (req.get('Authorization') !== `Basic ${credentials}`) return fail(401, 20003);
      if (`${req.method} ${req.path}` !== `POST /2010-04-01/Accounts/${accountSid}/Messages.json`) return fail(404, 20404);
      const { To, From, Body } = req.body;
      if (!/^\+\d{7,15}$/.test(To)) return fail(400, 21211);
      if (!From || !Body) return fail(400, From ? 21602 : 21603);
      if (error !== undefined) return fail(error === '20429' ? 429 : 400, Number(error));
      const sid = accept(req.body);
      return void res
        .status(201)
        .json({ sid, status: 'queued', to: To, from: From, body: Body, error_code: null, error_message: null, price: null });
    },
    express.urlencoded({ extended: false }),
  );
