/** The guard of the host's own routes: it asks for a valid token of a verified number. */
import type { Request, RequestHandler } from 'express';
import { z } from 'zod';
import { DEFAULT_PURPOSE } from '../contract/inputs.js';
import { parsePhone } from '../core/phone/phone.js';
import type { CallVerification } from '../engine/service.js';
import { option, parseOptions, type ShapeOf } from '../options/parse-options.js';
import type { TokenRefusal } from '../ports/events.js';
import type { PhoneTokenClaims } from '../ports/token.js';
import './express-request.js';
import { internalsOf } from './internals.js';
import { sendProblem } from './problem-response.js';

/** Options of `requireVerifiedPhone`. */
export interface RequireVerifiedPhoneOptions {
  /** What the number must have been verified for. @default 'sign-in' */
  readonly purpose?: string | undefined;
  /** The number that must be the verified one, for example this user's. @default any */
  readonly phone?: ((req: Request) => string | undefined) | undefined;
  /** Where the token is. @default the bearer token (RFC 6750) */
  readonly token?: ((req: Request) => string | undefined) | undefined;
  /** Whether a token of a test number is accepted. @default false */
  readonly allowTest?: boolean | undefined;
}

const schema = z.strictObject({
  purpose: option.text().default(DEFAULT_PURPOSE),
  phone: option.callback<(req: Request) => string | undefined>().optional(),
  token: option.callback<(req: Request) => string | undefined>().default(() => bearerToken),
  allowTest: option.flag().default(false),
} satisfies ShapeOf<RequireVerifiedPhoneOptions>);

type Judged =
  | { readonly ok: true; readonly claims: PhoneTokenClaims }
  | { readonly ok: false; readonly reason: TokenRefusal; readonly tokenPurpose?: string };

function bearerToken(req: Request): string | undefined {
  return /^Bearer +([A-Za-z0-9._~+/-]+=*) *$/i.exec(req.headers.authorization ?? '')?.[1];
}

/**
 * Calls `next()` with `req.verifiedPhone` set to the token's claims; else 401, which is the same whatever is wrong. Why it is refused says
 * the event `access.refused`.
 *
 * @throws {ConfigurationError} when an option is wrong
 */
export function requireVerifiedPhone(calls: CallVerification, options: RequireVerifiedPhoneOptions = {}): RequestHandler {
  const { defaultCountry, readToken, emit } = internalsOf('requireVerifiedPhone', calls);
  const { purpose, phone, token: tokenOf, allowTest } = parseOptions('requireVerifiedPhone', schema, options);
  const judge = (req: Request): Judged => {
    const token = tokenOf(req);
    if (token === undefined) return { ok: false, reason: 'missing' };
    const read = readToken(token);
    if (!read.ok) return { ok: false, reason: read.fault };
    const { claims } = read;
    if (claims.purpose !== purpose) return { ok: false, reason: 'purpose', tokenPurpose: claims.purpose };
    if (!allowTest && claims.test === true) return { ok: false, reason: 'test_number' };
    const isRightNumber = phone === undefined || isSameNumber(phone(req), claims.phone_number, defaultCountry);
    return isRightNumber ? { ok: true, claims } : { ok: false, reason: 'phone' };
  };
  return function requireVerifiedPhoneMiddleware(req, res, next) {
    const judged = judge(req);
    if (judged.ok) {
      req.verifiedPhone = judged.claims;
      next();
      return;
    }
    const { reason, tokenPurpose } = judged;
    emit({ type: 'access.refused', reason, purpose, ...(tokenPurpose === undefined ? {} : { tokenPurpose }) });
    // RFC 6750, 3.1: no error code if there was no token. `insufficient_scope` is for 403, and would say that the token is good elsewhere.
    res.setHeader('WWW-Authenticate', reason === 'missing' ? 'Bearer' : 'Bearer error="invalid_token"');
    sendProblem(res, { ok: false, code: 'token_invalid' });
  };
}

function isSameNumber(expected: string | undefined, verified: string, defaultCountry: string | undefined): boolean {
  return expected !== undefined && (expected === verified || parsePhone(expected, defaultCountry)?.e164 === verified);
}
