/** A service of its own, which knows nothing of calls: it takes the issuer's tokens, and checks them by the JWK set with `jose`. */
import express, { type Express, type RequestHandler } from 'express';
import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose';

export interface ServiceOptions {
  /** Such as `https://accounts.example/auth/call/jwks.json`. Over HTTPS: whoever can change this answer can make tokens. */
  readonly jwksUrl: string;
  /** As the issuer's `token.issuer` and `token.audience` say. */
  readonly issuer: string;
  readonly audience: string;
}

export interface PhoneClaims extends JWTPayload {
  readonly phone_number: string;
  readonly purpose: string;
  /** The same for all tokens of one verification: to act once on each, keep it. */
  readonly txn: string;
}

/** What says nothing about the token: the issuer cannot be asked. */
const isAway = (error: unknown): boolean =>
  !(error instanceof errors.JOSEError) || error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid || isPlain(error);
/** The answer of the issuer was not 200, or not JSON. */
const isPlain = ({ code }: errors.JOSEError): boolean => code === 'ERR_JOSE_GENERIC';

function isPhoneClaims(claims: JWTPayload): claims is PhoneClaims {
  const { phone_number, phone_number_verified, purpose, txn } = claims;
  return typeof phone_number === 'string' && phone_number_verified === true && typeof purpose === 'string' && typeof txn === 'string';
}

export function createService({ jwksUrl, issuer, audience }: ServiceOptions): Express {
  // Asked once in ten minutes, and for a key that is not known yet, but never twice within 30 seconds. So the issuer must have a new key
  // in its set before it signs with it.
  const keys = createRemoteJWKSet(new URL(jwksUrl));

  /** Sets `res.locals.phone`; 401 for every token that is not good for this purpose. */
  const requirePhone =
    (wanted: string): RequestHandler =>
    async (req, res, next) => {
      const [, token = ''] = /^Bearer +(\S+) *$/i.exec(req.headers.authorization ?? '') ?? [];
      try {
        const { payload } = await jwtVerify(token, keys, {
          algorithms: ['ES256'], // never the one that the token names
          typ: 'phone-verification+jwt', // the issuer may sign other tokens with this key
          issuer,
          audience,
          requiredClaims: ['exp'],
        });
        if (!isPhoneClaims(payload) || payload.purpose !== wanted || payload['test'] === true) throw new errors.JWTInvalid();
        res.locals['phone'] = payload;
      } catch (error) {
        if (isAway(error)) return void res.set('Retry-After', '30').sendStatus(503);
        return void res.set('WWW-Authenticate', 'Bearer error="invalid_token"').sendStatus(401);
      }
      next();
    };

  const app = express();
  app.get('/orders', requirePhone('sign-in'), (_req, res) => {
    const { phone_number: phone }: PhoneClaims = res.locals['phone'];
    res.json({ phone, orders: [] });
  });
  return app;
}
