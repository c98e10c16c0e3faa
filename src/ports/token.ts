/** What the engine asks of the token's maker. */

/** What a verified number's token says, before it is signed. */
export interface VerifiedFacts {
  /** E.164. */
  readonly phone: string;
  /** Pseudonym of the number, the same in all its tokens. */
  readonly subject: string;
  readonly purpose: string;
  /** The same whenever the token of one verification is signed: its `jti`. */
  readonly tokenId: string;
  /** Connects the token with the events of its verification. */
  readonly txn: string;
  /** Authentication method references (RFC 8176) of the method that was used. */
  readonly amr: readonly string[];
  readonly isTest: boolean;
  /** Milliseconds since the epoch. */
  readonly verifiedAt: number;
}

/** The claims of a valid token (RFC 7519; `phone_number` as in OpenID Connect Core 5.1; `amr` as in RFC 8176). */
export interface PhoneTokenClaims {
  /** Issuer: `token.issuer`. */
  readonly iss: string;
  /** Audience: `token.audience`. */
  readonly aud: string;
  /** Pseudonym of the number, the same in all its tokens. */
  readonly sub: string;
  /** Issued at, set back by a minute, because clocks differ: seconds since the epoch, like all times here. */
  readonly iat: number;
  /** Not valid before: the same time as `iat`. */
  readonly nbf: number;
  /** Not valid from then on. */
  readonly exp: number;
  /** The token's own id. */
  readonly jti: string;
  /** When the number was verified, by the clock of the process that did it. */
  readonly auth_time: number;
  /** E.164. */
  readonly phone_number: string;
  /** Always true. */
  readonly phone_number_verified: true;
  /** What the number was verified for. */
  readonly purpose: string;
  /** Connects the token with the events of its verification. */
  readonly txn: string;
  /** `tel` for calls, `sms` for messages. */
  readonly amr: readonly string[];
  /** The number is a configured test number and nothing was dialled. */
  readonly test?: true;
  /** What the host added. */
  readonly [claim: string]: unknown;
}

/**
 * Why a token is not good.
 * - `expired`: it was, until its time was over.
 * - `not_yet_valid`: the clock of the process that signed it is ahead of this one's by more than a minute.
 * - `invalid`: this service has not signed it, or it is not a token of this kind.
 */
export type TokenFault = 'expired' | 'not_yet_valid' | 'invalid';

/** What a text that should be a token turns out to be. */
export type ReadToken = { readonly ok: true; readonly claims: PhoneTokenClaims } | { readonly ok: false; readonly fault: TokenFault };

export interface TokenIssuer {
  readonly expiresInSeconds: number;
  /** @throws {TypeError} before a code is spent, if the host's claims name a reserved one or cannot be written as JSON */
  readHostClaims(given: unknown): Readonly<Record<string, unknown>>;
  /** Signs. Never fails for claims that were read, because the key was tested when it was given. */
  issue(facts: VerifiedFacts, hostClaims: Readonly<Record<string, unknown>>): string;
  /** The claims of a token that this service signed, of the right type and not expired; otherwise what is wrong with it. */
  read(token: string, now: number): ReadToken;
  /** The same, where it does not matter what is wrong. */
  verify(token: string, now: number): PhoneTokenClaims | undefined;
  /** Public keys as a JWK set (RFC 7517); empty for symmetric algorithms. */
  readonly jwks: { readonly keys: readonly Readonly<Record<string, unknown>>[] };
}
