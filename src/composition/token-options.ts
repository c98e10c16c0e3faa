/** The options of tokens: how they are signed and what they say. */
import { KeyObject } from 'node:crypto';
import { z } from 'zod';
import { option, type ShapeOf } from '../options/parse-options.js';
import { ALGORITHMS, type TokenAlgorithm, type TokenKey } from '../tokens/keys.js';

/** A verified number, as the function `token.claims` gets it. */
export interface VerifiedNumber {
  /** E.164. */
  readonly phone: string;
  /** What it was verified for. */
  readonly purpose: string;
  /** Whether it is one of `testNumbers`. */
  readonly test: boolean;
}

/** Claims that a host adds to tokens. */
export type HostClaims = Readonly<Record<string, unknown>>;

/** A key that signed tokens earlier. */
export interface PreviousTokenKey {
  /** A secret for HS…, a public or private key for the others. */
  readonly key: TokenKey;
  /** The algorithm it signed with. @default 'HS256' */
  readonly algorithm?: TokenAlgorithm | undefined;
  /** Its `kid`. @default derived from the key, as for `token.key` */
  readonly keyId?: string | undefined;
}

/** How tokens are signed and what they say. */
export interface TokenOptions {
  /** Signs the token: a secret for HS…, a private key (PEM or `KeyObject`) for the others. @default derived from `secret` */
  readonly key?: TokenKey | undefined;
  /** The algorithm; any but HS256 needs `key`. @default 'HS256' */
  readonly algorithm?: TokenAlgorithm | undefined;
  /** The header's `kid`. @default derived from the key (RFC 7638 for key pairs) */
  readonly keyId?: string | undefined;
  /** The claim `iss`. @default 'express-call-verification' */
  readonly issuer?: string | undefined;
  /** The claim `aud`. @default 'express-call-verification' */
  readonly audience?: string | undefined;
  /** How long a token is valid: 1 to 86 400 seconds. @default 300 */
  readonly expiresInSeconds?: number | undefined;
  /**
   * Claims to add, or a function that returns them. It is called before the code is spent, so an error costs the person nothing. They
   * must not name the claims that this package sets. @default {}
   */
  readonly claims?: HostClaims | ((verified: VerifiedNumber) => HostClaims | Promise<HostClaims>) | undefined;
  /**
   * Earlier keys, until the last token that they signed has expired; and the next key, before it signs. They verify tokens, and stand in the
   * JWK set. @default []
   */
  readonly previousKeys?: readonly PreviousTokenKey[] | undefined;
}

const key = z.custom<TokenKey>((value) => typeof value === 'string' || value instanceof Uint8Array || value instanceof KeyObject, {
  error: 'a secret, a PEM text or a KeyObject',
});
const algorithm = option.oneOf(ALGORITHMS);
const PREVIOUS_KEYS = 'a list of keys such as [{ key, algorithm, keyId }]';

export const tokenOption = z
  .strictObject(
    {
      key: key.optional(),
      algorithm: algorithm.default('HS256'),
      keyId: option.text().optional(),
      issuer: option.text().default('express-call-verification'),
      audience: option.text().default('express-call-verification'),
      expiresInSeconds: option.integer(1, 86_400).default(300),
      claims: z
        .custom<NonNullable<TokenOptions['claims']>>(
          (value) => typeof value === 'function' || (typeof value === 'object' && value !== null),
          { error: 'an object or a function' },
        )
        .default({}),
      previousKeys: z
        .array(
          z.strictObject(
            { key, algorithm: algorithm.default('HS256'), keyId: option.text().optional() } satisfies ShapeOf<PreviousTokenKey>,
            { error: PREVIOUS_KEYS },
          ),
          { error: PREVIOUS_KEYS },
        )
        .default([]),
    } satisfies ShapeOf<TokenOptions>,
    { error: 'an object of token options' },
  )
  .prefault({});
