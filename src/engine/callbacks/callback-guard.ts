/** Distinguishes the provider's callbacks from forgeries, by the token in their path and by the owner's header secret and addresses. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { hintAtName } from '../../contract/nearest-name.js';
import type { CallbackRequest, CallProvider } from '../../ports/method.js';
import type { Engine } from '../engine.js';

export type CallbackFault = 'token' | 'header' | 'address';

/** Where a callback comes from. */
export interface CallbackSender {
  /** From the path. */
  readonly token: string;
  /** Of the request, their names in lower case. */
  readonly headers: CallbackRequest['headers'];
  /** The sender's address, needed only if the owner named address ranges. @default unknown */
  readonly address?: string | undefined;
}

/** By provider: the owner's tokens, or one derived from the secret that the owner began with. Once, because each callback needs it. */
export function callbackTokensOf(
  providers: Engine['providers'],
  derive: (label: 'callback', name: string) => string,
): Engine['callbackTokens'] {
  return new Map(
    [...providers].map(([name, { guard }]) => {
      const [first, ...others] = guard.tokens ?? [];
      return [name, first === undefined ? [derive('callback', name)] : [first, ...others]];
    }),
  );
}

/**
 * The path of a provider's callbacks, below the place where the host mounts them.
 *
 * @throws {RangeError} for a sender, and for a provider without methods here, with the nearest name that has some
 */
export function webhookPath({ callbackTokens, methods }: Engine, name: string): string {
  const tokens = callbackTokens.get(name);
  if (tokens !== undefined) return `/${name}/${tokens[0]}`;
  if (methods.some(({ provider }) => provider.name === name))
    throw new RangeError(`"${name}" has no callbacks here. Take them in a route of your own, and tell calls.reportDelivery what they say.`);
  const hint =
    callbackTokens.size === 0 ? '"methods" has only senders, which have no callbacks here.' : hintAtName(name, [...callbackTokens.keys()]);
  throw new RangeError(`No method of a provider "${name}" is configured. ${hint}`);
}

/** For an unknown provider, so that it costs the same comparison. */
const NO_TOKENS = [''];

/** Whether a callback to `/<provider>/<token>` comes from the provider, as far as that shows without its body. */
export function acceptsCallback(engine: Engine, name: string, { token, headers, address }: CallbackSender): boolean {
  const provider = engine.providers.get(name);
  // All tokens are compared, even after one fits.
  const tokens = engine.callbackTokens.get(name) ?? NO_TOKENS;
  const isKnownToken = tokens.map((each) => isSameSecret(token, each)).includes(true);
  const fault = provider === undefined || !isKnownToken ? 'token' : faultOfSender(provider, headers, address);
  if (fault !== undefined) engine.emit({ type: 'callback.rejected', provider: provider?.name ?? 'unknown', reason: fault });
  return fault === undefined;
}

/** Digests are compared, so the time shows neither content nor length. */
function isSameSecret(given: string, secret: string): boolean {
  const digest = (text: string): Uint8Array => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(secret));
}

/** What is wrong with the sender, apart from the path. */
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
