/** Tells the provider's callbacks from forgeries: the token in their path, and the owner's header secret and addresses. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { CallbackRequest, CallProvider } from '../../ports/method.js';
import type { Keyring } from '../records/keyring.js';

export type CallbackFault = 'token' | 'header' | 'address';

/** The token in the path of a provider's callbacks: the owner's first, or one derived from the secret one began with. */
export function callbackToken(keyring: Keyring, provider: CallProvider): string {
  return provider.guard.tokens?.[0] ?? keyring.pseudonyms.hash('callback', provider.name);
}

/** Digests are compared, so neither content nor length shows in the time it takes. */
function isSameSecret(given: string, secret: string): boolean {
  const digest = (text: string): Uint8Array => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(secret));
}

/** Whether the token is one of the provider's. All are compared, whichever fits. */
export function isCallbackToken(keyring: Keyring, provider: CallProvider, token: string): boolean {
  const tokens = provider.guard.tokens ?? [callbackToken(keyring, provider)];
  return tokens.map((each) => isSameSecret(token, each)).includes(true);
}

/** What is wrong with the sender, beside the path. */
export function faultOfSender(
  provider: CallProvider,
  headers: CallbackRequest['headers'],
  address: string | undefined,
): CallbackFault | undefined {
  const { header, allowsAddress } = provider.guard;
  if (header !== undefined) {
    const given = headers[header.name.toLowerCase()];
    if (typeof given !== 'string' || !isSameSecret(given, header.value)) return 'header';
  }
  if (allowsAddress !== undefined && (address === undefined || !allowsAddress(address))) return 'address';
  return undefined;
}
