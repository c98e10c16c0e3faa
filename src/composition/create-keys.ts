/** Keys and tokens, from the host's secrets and token options. */

import { createKeyring, type Keyring, type Secret } from '../engine/records/keyring.js';
import { ConfigurationError } from '../options/configuration-error.js';
import type { TokenIssuer } from '../ports/token.js';
import { createTokenIssuer } from '../tokens/jwt.js';
import { keyWanted, loadKey } from '../tokens/keys.js';
import type { ResolvedOptions } from './call-verification-options.js';

const FACTORY = 'createCallVerification';

/** @throws {ConfigurationError} for secrets that would not survive a rotation */
export function createKeyringOf({ secret, pseudonymKey }: ResolvedOptions): Keyring {
  const secrets: readonly Secret[] = Array.isArray(secret) ? secret : [secret];
  const [first, ...rest] = secrets;
  if (first === undefined) throw new ConfigurationError(FACTORY, 'secret', 'must be at least one secret.');
  if (Array.isArray(secret) && pseudonymKey === undefined) {
    throw new ConfigurationError(
      FACTORY,
      'pseudonymKey',
      'must be given while "secret" is an array. Give the secret that you began with; limits, subjects and callback URLs then stay the same.',
    );
  }
  const keyring = createKeyring([first, ...rest], pseudonymKey ?? first);
  if (new Set(keyring.all.map((keys) => keys.id)).size !== secrets.length) {
    throw new ConfigurationError(FACTORY, 'secret', 'has the same secret twice.');
  }
  return keyring;
}

/** Tokens are signed by the host's key, or by a key derived from the secret, which rotates with it. */
export function createTokensOf({ token }: ResolvedOptions, keyring: Keyring): TokenIssuer {
  const tokens = createIssuer(token, keyring);
  assertFixedClaims(token, tokens);
  return tokens;
}

function createIssuer(token: ResolvedOptions['token'], keyring: Keyring): TokenIssuer {
  const { issuer, audience, expiresInSeconds } = token;
  const settings = { issuer, audience, expiresInSeconds };
  const previous = token.previousKeys.map((each, index) =>
    loadKey(`token.previousKeys.${index}.key`, each.key, each.algorithm, each.keyId),
  );
  if (token.key !== undefined) {
    return createTokenIssuer({ ...settings, current: loadKey('token.key', token.key, token.algorithm, token.keyId), others: previous });
  }
  if (token.algorithm !== 'HS256') {
    throw new ConfigurationError(FACTORY, 'token.key', `must be given for ${token.algorithm}: ${keyWanted(token.algorithm)}.`);
  }
  const derived = keyring.all.map((keys) => loadKey('token.key', keys.token, 'HS256', keys.id));
  const [current, ...older] = derived;
  if (current === undefined) throw new ConfigurationError(FACTORY, 'secret', 'must be at least one secret.');
  return createTokenIssuer({ ...settings, current, others: [...older, ...previous] });
}

/** Fixed claims are checked now; those of a function are checked before each code is spent. */
function assertFixedClaims({ claims }: ResolvedOptions['token'], tokens: TokenIssuer): void {
  if (typeof claims === 'function') return;
  try {
    tokens.readHostClaims(claims);
  } catch (error) {
    const explanation = error instanceof Error ? error.message.replace(/^token\.claims /, '') : 'cannot be used';
    throw new ConfigurationError(FACTORY, 'token.claims', `${explanation}.`);
  }
}
