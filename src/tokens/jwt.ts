/** Signs and verifies the token, a JWT that says only what was proven. */
import jwt from 'jsonwebtoken';
import { ConfigurationError } from '../options/configuration-error.js';
import type { PhoneTokenClaims, ReadToken, TokenIssuer } from '../ports/token.js';
import { claimsOf, readHostClaims } from './claims.js';
import type { LoadedKey } from './keys.js';

/** Explicit typing (RFC 8725, 3.11), so that no other token of the host is taken for one of these. */
const TOKEN_TYPE = 'phone-verification+jwt';

const INVALID: ReadToken = Object.freeze({ ok: false, fault: 'invalid' });

export interface TokenSettings {
  /** Signs; must have a private or secret part. */
  readonly current: LoadedKey;
  /** They only verify: earlier keys, or keys of processes that rotated first. */
  readonly others: readonly LoadedKey[];
  readonly issuer: string;
  readonly audience: string;
  readonly expiresInSeconds: number;
}

/** @throws {ConfigurationError} if the key cannot verify what it signs: nothing may fail once a code is spent */
export function createTokenIssuer(settings: TokenSettings): TokenIssuer {
  const { current, others, issuer, audience, expiresInSeconds } = settings;
  const keys = new Map([current, ...others].map((key) => [key.keyId, key]));
  if (keys.size !== others.length + 1)
    throw new ConfigurationError('createCallVerification', 'token.keyId', 'must be different for each key.');
  const sign = (claims: object): string => {
    if (current.signing === undefined) throw new Error('The key has no private part');
    const header = { alg: current.algorithm, typ: TOKEN_TYPE, kid: current.keyId };
    return jwt.sign(claims, current.signing, { algorithm: current.algorithm, header });
  };
  const read = (token: string, now: number): ReadToken => {
    try {
      // Throws for some texts that are not tokens.
      const header = jwt.decode(token, { complete: true })?.header;
      const key = keys.get(header?.kid ?? '');
      if (key === undefined || header?.typ !== TOKEN_TYPE) return INVALID;
      const clockTimestamp = Math.floor(now / 1000);
      const claims = jwt.verify(token, key.verifying, { algorithms: [key.algorithm], issuer, audience, clockTimestamp });
      return typeof claims === 'object' ? { ok: true, claims: claims as PhoneTokenClaims } : INVALID;
    } catch (error) {
      // Both are found only after the signature was found right.
      if (error instanceof jwt.TokenExpiredError) return { ok: false, fault: 'expired' };
      return error instanceof jwt.NotBeforeError ? { ok: false, fault: 'not_yet_valid' } : INVALID;
    }
  };
  const verify = (token: string, now: number): PhoneTokenClaims | undefined => {
    const found = read(token, now);
    return found.ok ? found.claims : undefined;
  };
  prove(sign, verify, settings);
  return {
    expiresInSeconds,
    readHostClaims,
    issue: (facts, hostClaims) => sign(claimsOf(facts, hostClaims, settings)),
    read,
    verify,
    jwks: { keys: [current, ...others].flatMap((key) => (key.jwk === undefined ? [] : [key.jwk])) },
  };
}

/** Signs once and verifies it, at construction. */
function prove(sign: (claims: object) => string, verify: TokenIssuer['verify'], { issuer, audience }: TokenSettings): void {
  const option = 'token.key';
  try {
    const now = Math.floor(Date.now() / 1000);
    if (verify(sign({ iss: issuer, aud: audience, iat: now, exp: now + 60 }), now * 1000) !== undefined) return;
  } catch {
    // Reported below, because the cause might quote the key.
  }
  throw new ConfigurationError(
    'createCallVerification',
    option,
    'cannot sign: give a private key (or a secret, for HS256) that fits the algorithm.',
  );
}
