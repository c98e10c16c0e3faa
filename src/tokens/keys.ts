/** Keys that sign and verify. They are read once, checked for strength, and named by their contents. */
import { createHash, createPrivateKey, createPublicKey, createSecretKey, KeyObject } from 'node:crypto';
import { ConfigurationError } from '../options/configuration-error.js';
import { isWeakKey, WEAK_KEY } from '../options/weak-key.js';

/** Algorithms of RFC 7518 that `jsonwebtoken` signs with and that are still advised. */
export type TokenAlgorithm = `${'HS' | 'RS' | 'PS' | 'ES'}${256 | 384 | 512}`;

export const ALGORITHMS = [
  ...(['HS256', 'HS384', 'HS512', 'RS256', 'RS384', 'RS512'] as const),
  ...(['PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512'] as const),
] as const satisfies readonly TokenAlgorithm[];

/** A PEM text (PKCS#8, SPKI, …), the bytes of a secret, or a `KeyObject`. */
export type TokenKey = string | Uint8Array | KeyObject;

const FACTORY = 'createCallVerification';
/** RFC 7518, 3.2 asks for as many bits as the hash has; at least 32 bytes for HS256. */
const SECRET_BYTES: Readonly<Record<string, number>> = { HS256: 32, HS384: 48, HS512: 64 };
/** RFC 7518, 3.3. */
const LEAST_RSA_BITS = 2048;
/** RFC 7518, 3.4. */
const CURVES: Readonly<Record<string, string>> = { ES256: 'prime256v1', ES384: 'secp384r1', ES512: 'secp521r1' };

/** What must be given as `token.key` for an algorithm, and how to make one. */
export function keyWanted(algorithm: TokenAlgorithm): string {
  const least = SECRET_BYTES[algorithm];
  if (least !== undefined) return `a secret of ${least} bytes or more (for example from \`openssl rand -base64 ${least}\`)`;
  const curve = CURVES[algorithm];
  const [what, flags] =
    curve === undefined
      ? [`RSA key of ${LEAST_RSA_BITS} bits or more`, `RSA -pkeyopt rsa_keygen_bits:${LEAST_RSA_BITS}`]
      : [`EC key on the curve ${curve}`, `EC -pkeyopt ec_paramgen_curve:${curve}`];
  return `a private ${what}, as a PEM text or a KeyObject (for example from \`openssl genpkey -algorithm ${flags}\`)`;
}

/** A key that verifies, and signs where it is private or secret. */
export interface LoadedKey {
  readonly keyId: string;
  readonly algorithm: TokenAlgorithm;
  readonly signing: KeyObject | undefined;
  readonly verifying: KeyObject;
  /** The public key as a JWK (RFC 7517), if there is one. */
  readonly jwk: Readonly<Record<string, unknown>> | undefined;
}

/**
 * @param option the option's path, for errors
 * @throws {ConfigurationError} if the key cannot be read, is weak, or does not fit the algorithm
 */
export function loadKey(option: string, key: TokenKey, algorithm: TokenAlgorithm, keyId: string | undefined): LoadedKey {
  return algorithm.startsWith('HS') ? loadSecret(option, key, algorithm, keyId) : loadPair(option, key, algorithm, keyId);
}

function loadSecret(option: string, key: TokenKey, algorithm: TokenAlgorithm, keyId: string | undefined): LoadedKey {
  const secret = key instanceof KeyObject ? key : createSecretKey(typeof key === 'string' ? Buffer.from(key, 'utf8') : key);
  const least = SECRET_BYTES[algorithm] ?? 32;
  if (secret.type !== 'secret' || (secret.symmetricKeySize ?? 0) < least) {
    throw new ConfigurationError(FACTORY, option, `must be a secret of ${least} bytes or more for ${algorithm}.`);
  }
  if (isWeakKey(secret.export())) throw new ConfigurationError(FACTORY, option, `must be a secret ${WEAK_KEY}.`);
  if (secret.export().includes('-----BEGIN')) {
    throw new ConfigurationError(
      FACTORY,
      option,
      `is a PEM text. It must not be a secret for ${algorithm}, because everybody who has the public key would know it. Name the algorithm of the key as "algorithm", such as "ES256" or "RS256".`,
    );
  }
  const fallback = createHash('sha256').update('kid').update(secret.export()).digest('base64url').slice(0, 8);
  return { keyId: keyId ?? fallback, algorithm, signing: secret, verifying: secret, jwk: undefined };
}

function loadPair(option: string, key: TokenKey, algorithm: TokenAlgorithm, keyId: string | undefined): LoadedKey {
  const { signing, verifying } = readPair(option, key);
  const details = verifying.asymmetricKeyDetails;
  const isRsa = algorithm.startsWith('RS') || algorithm.startsWith('PS');
  if (verifying.asymmetricKeyType !== (isRsa ? 'rsa' : 'ec')) {
    throw new ConfigurationError(
      FACTORY,
      option,
      `must be ${isRsa ? 'an RSA' : 'an EC'} key for ${algorithm}, but is ${verifying.asymmetricKeyType ?? 'a secret'}.`,
    );
  }
  if (isRsa && (details?.modulusLength ?? 0) < LEAST_RSA_BITS) {
    throw new ConfigurationError(FACTORY, option, `must have ${LEAST_RSA_BITS} bits or more, but has ${details?.modulusLength ?? 0}.`);
  }
  if (!isRsa && details?.namedCurve !== CURVES[algorithm]) {
    throw new ConfigurationError(
      FACTORY,
      option,
      `must be on the curve ${CURVES[algorithm] ?? ''} for ${algorithm}, but is on ${details?.namedCurve ?? 'another'}.`,
    );
  }
  const jwk = verifying.export({ format: 'jwk' });
  const id = keyId ?? thumbprint(jwk);
  return { keyId: id, algorithm, signing, verifying, jwk: { ...jwk, kid: id, alg: algorithm, use: 'sig' } };
}

function readPair(option: string, key: TokenKey): { signing: KeyObject | undefined; verifying: KeyObject } {
  try {
    if (key instanceof KeyObject) {
      return key.type === 'private' ? { signing: key, verifying: createPublicKey(key) } : { signing: undefined, verifying: key };
    }
    const pem = readPem(key);
    if (pem.includes('PRIVATE KEY')) {
      const signing = createPrivateKey(pem);
      return { signing, verifying: createPublicKey(signing) };
    }
    return { signing: undefined, verifying: createPublicKey(pem) };
  } catch {
    // The cause might quote the key.
    throw new ConfigurationError(FACTORY, option, `cannot be read: give a PEM text or a KeyObject.${whyUnreadable(key)}`);
  }
}

/**
 * A PEM text as files have it. In the environment it often has `\n` written out, or one line with spaces, and quotes around it; in YAML its
 * lines are indented.
 */
function readPem(key: string | Uint8Array): string {
  const text = typeof key === 'string' ? key : Buffer.from(key).toString('utf8');
  return text
    .replaceAll(/(?:\\r)?\\n/g, '\n')
    .replaceAll(
      /(-----BEGIN [A-Z0-9 ]+-----)([A-Za-z0-9+/=\s]+)(-----END [A-Z0-9 ]+-----)/g,
      (_, begin: string, body: string, end: string) => `\n${begin}\n${body.trim().replaceAll(/\s+/g, '\n')}\n${end}\n`,
    );
}

/** What can be told of it without quoting it. */
function whyUnreadable(key: TokenKey): string {
  if (key instanceof KeyObject) return '';
  const pem = readPem(key);
  if (pem === '') return ' It is empty: is the environment variable set?';
  if (!pem.includes('-----BEGIN')) return ' It has no "-----BEGIN": give the text itself, not the path of its file, and not in base64.';
  if (pem.includes('ENCRYPTED')) return ' It has a passphrase: give createPrivateKey({ key, passphrase }) of node:crypto.';
  return ' It begins like a PEM text, but it is not whole, or damaged.';
}

/** RFC 7638: the same key has the same name everywhere. */
function thumbprint(jwk: Readonly<Record<string, unknown>>): string {
  const names = jwk['kty'] === 'RSA' ? ['e', 'kty', 'n'] : ['crv', 'kty', 'x', 'y'];
  return createHash('sha256')
    .update(JSON.stringify(Object.fromEntries(names.map((name) => [name, jwk[name]]))))
    .digest('base64url');
}
