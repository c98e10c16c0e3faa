/** The claims of a token: which this package sets, and which the host may add. */
import type { PhoneTokenClaims, VerifiedFacts } from '../ports/token.js';

/** Set by this package, so the host may not set them. `acr` and `cnf` would change what others take the token for. */
const RESERVED: ReadonlySet<string> = new Set([
  ...['iss', 'aud', 'sub', 'iat', 'nbf', 'exp', 'jti', 'auth_time', 'phone_number', 'phone_number_verified'],
  ...['purpose', 'txn', 'amr', 'acr', 'test', 'cnf', '__proto__'],
]);

/**
 * The host's claims as they will be in the token.
 *
 * @throws {TypeError} naming the claim that the host may not set, or saying that the claims are not a JSON object
 */
export function readHostClaims(given: unknown): Readonly<Record<string, unknown>> {
  const claims = asJson(given);
  if (typeof claims !== 'object' || claims === null || Array.isArray(claims)) throw new TypeError('token.claims must return an object');
  const taken = Object.keys(claims).find((name) => RESERVED.has(name));
  if (taken !== undefined) throw new TypeError(`token.claims must not set "${taken}": it is set by express-call-verification`);
  return claims as Readonly<Record<string, unknown>>;
}

/** A copy that the host cannot change, and that cannot fail, after the code is spent. */
function asJson(given: unknown): unknown {
  try {
    return JSON.parse(JSON.stringify(given) ?? 'null');
  } catch (error) {
    throw new TypeError('token.claims must return what can be written as JSON', { cause: error });
  }
}

/** Clocks of verifiers may be behind. Only what a token is good from is set back: it ends on time. */
const SET_BACK_SECONDS = 60;

/** The claims of one token. Times in seconds (RFC 7519). */
export function claimsOf(
  facts: VerifiedFacts,
  hostClaims: Readonly<Record<string, unknown>>,
  settings: { readonly issuer: string; readonly audience: string; readonly expiresInSeconds: number },
): PhoneTokenClaims {
  const now = Math.floor(facts.verifiedAt / 1000);
  return {
    ...hostClaims,
    iss: settings.issuer,
    aud: settings.audience,
    sub: facts.subject,
    iat: now - SET_BACK_SECONDS,
    nbf: now - SET_BACK_SECONDS,
    exp: now + settings.expiresInSeconds,
    jti: facts.tokenId,
    auth_time: now,
    phone_number: facts.phone,
    phone_number_verified: true,
    purpose: facts.purpose,
    txn: facts.txn,
    amr: facts.amr,
    ...(facts.isTest ? { test: true } : {}),
  };
}
