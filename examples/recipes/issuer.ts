/** Signs tokens that other services can check: with a private key, whose public half is served as a JWK set. */
import express, { type Express } from 'express';
import {
  type CallVerification,
  type CallVerificationOptions,
  callVerificationRouter,
  callWebhooks,
  createCallVerification,
  type PreviousTokenKey,
} from 'express-call-verification';

export interface IssuerOptions extends CallVerificationOptions {
  /** PEM, from your secret manager: `openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256`. */
  readonly tokenKey: string;
  /** The keys before it, until their last token has expired; and the next one, before it signs: the set holds them all. */
  readonly previousKeys?: readonly PreviousTokenKey[];
  readonly issuer: string;
  readonly audience: string;
}

export function createIssuer({ tokenKey, previousKeys = [], issuer, audience, ...options }: IssuerOptions): {
  readonly app: Express;
  readonly calls: CallVerification;
} {
  const calls = createCallVerification({
    ...options,
    // With HS256, the default, whoever could check a token could also make one, and the JWK set is empty.
    token: { algorithm: 'ES256', key: tokenKey, previousKeys, issuer, audience },
  });
  const app = express();
  app.use('/webhooks/calls', callWebhooks(calls));
  app.use('/auth/call', callVerificationRouter(calls)); // the JWK set is at /auth/call/jwks.json
  return { app, calls };
}
