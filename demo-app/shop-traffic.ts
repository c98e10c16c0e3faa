/** Tells the timeline what browser and shop say to each other. It looks at the shop from outside: no part of what a shop needs. */
import express, { type RequestHandler, type Response } from 'express';
import type { Visitor, Visitors } from './visitors.js';
import type { WireEntry } from './wire.js';
import { withoutSecrets } from './wire-secrets.js';

export interface ShopTrafficOptions {
  readonly visitors: Visitors;
  /** The visitor asks for a call to this number. Told before the shop hears of it. */
  readonly onNumber: (visitor: Visitor, number: string) => void;
  readonly add: (visitor: Visitor, entry: WireEntry) => void;
}

/** What the sign-in's script and the telephone formats are fetched with. */
const FILES = /\.(?:js|json|map)$/;

const readJson = express.json({ limit: '8kb' });

/** Stands before the shop. */
export function createShopTraffic({ visitors, onNumber, add }: ShopTrafficOptions): RequestHandler {
  return function shopTrafficMiddleware(request, response, next) {
    const visitor = visitors.of(request);
    if (visitor === undefined || FILES.test(request.path)) return next();
    // What this parser cannot read, the shop answers for.
    readJson(request, response, () => {
      const { method, originalUrl, body } = request;
      const number = numberIn(body);
      if (number !== undefined) onNumber(visitor, number);
      const title = `${method} ${originalUrl.replace(/\?.*$/, '')}`;
      add(visitor, {
        at: Date.now(),
        from: 'browser',
        to: 'app',
        title,
        tone: 'plain',
        detail: withoutSecrets({ ...namesIn(request.headers), ...(body === undefined ? {} : { body }) }),
      });
      hear(response, (document, isEvent) => add(visitor, answerEntry(response.statusCode, document, isEvent)));
      next();
    });
  };
}

/** Tells every document that the response carries: its only one, or each event of a stream. */
function hear(response: Response, onDocument: (document: unknown, isEvent: boolean) => void): void {
  const isStream = (): boolean => String(response.getHeader('Content-Type')).startsWith('text/event-stream');
  response.write = new Proxy(response.write, {
    apply(write, self, given: [unknown]) {
      for (const data of String(given[0]).matchAll(/^data: (.*)$/gm)) onDocument(parsed(data[1] ?? ''), true);
      return Reflect.apply(write, self, given);
    },
  });
  response.end = new Proxy(response.end, {
    apply(end, self, given: [unknown]) {
      const [body] = given;
      const isText = typeof body === 'string' || Buffer.isBuffer(body);
      if (!isStream()) onDocument(isText ? parsed(body.toString()) : undefined, false);
      return Reflect.apply(end, self, given);
    },
  });
}

function answerEntry(status: number, document: unknown, isEvent: boolean): WireEntry {
  const at = Date.now();
  const fields = isRecord(document) ? document : {};
  if (isEvent) {
    const word = fields['reason'] ?? callOutcome(fields) ?? fields['status'];
    const isBad = TROUBLE.has(String(word));
    const title = 'status';
    return {
      at,
      from: 'app',
      to: 'browser',
      title,
      outcome: spoken(word),
      tone: isBad ? 'bad' : 'plain',
      detail: withoutSecrets(document),
    };
  }
  const { token } = fields;
  const claims = typeof token === 'string' ? claimsOf(token) : undefined;
  return {
    at,
    from: 'app',
    to: 'browser',
    title: claims === undefined ? String(status) : 'token',
    outcome: spoken(fields['code'] ?? (claims === undefined ? fields['status'] : 'verified')),
    tone: status >= 400 ? 'bad' : claims === undefined ? 'plain' : 'good',
    detail: withoutSecrets(claims === undefined ? (document ?? {}) : { ...fields, claims }),
  };
}

const TROUBLE: ReadonlySet<string> = new Set(['rejected', 'failed', 'redirected', 'expired', 'too_many_checks', 'superseded']);

function callOutcome(fields: Readonly<Record<string, unknown>>): unknown {
  return fields['status'] === 'pending' && isRecord(fields['call']) ? fields['call']['outcome'] : undefined;
}

function spoken(word: unknown): string | undefined {
  return typeof word === 'string' ? word.replaceAll('_', ' ') : undefined;
}

/** Of the headers only those that the shop's endpoints read. */
function namesIn(headers: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const id = headers['verification-id'];
  return {
    ...(id === undefined ? {} : { 'verification-id': id }),
    ...(headers['authorization'] === undefined ? {} : { authorization: 'Bearer …' }),
  };
}

function numberIn(body: unknown): string | undefined {
  const phone = isRecord(body) ? body['phone'] : undefined;
  if (typeof phone !== 'string') return undefined;
  const digits = phone.normalize('NFKC').replace(/\D/g, '').replace(/^00/, '');
  return /^[1-9]\d{7,14}$/.test(digits) ? `+${digits}` : undefined;
}

function claimsOf(token: string): unknown {
  return parsed(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
