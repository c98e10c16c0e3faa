/** Distinguishes the provider's callbacks from forgeries, by the token in their path and by the owner's header secret and addresses. */
import { createHash, timingSafeEqual } from 'node:crypto';
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

/** The token in the path of a provider's callbacks: the owner's first, or one derived from the secret that the owner began with. */
function callbackToken({ records }: Engine, { guard, name }: Pick<CallProvider, 'guard' | 'name'>): string {
  return guard.tokens?.[0] ?? records.pseudonyms.hash('callback', name);
}

/** The path of a provider's callbacks, below the place where the host mounts them. @throws {RangeError} for a provider without methods here */
export function webhookPath(engine: Engine, name: string): string {
  const provider = engine.providers.get(name);
  if (provider !== undefined) return `/${name}/${callbackToken(engine, provider)}`;
  throw new RangeError(`No method of a provider "${name}" is configured. Known providers are: ${[...engine.providers.keys()].join(', ')}`);
}

/** Whether a callback to `/<provider>/<token>` comes from the provider, as far as that shows without its body. */
export function acceptsCallback(engine: Engine, name: string, { token, headers, address }: CallbackSender): boolean {
  const provider = engine.providers.get(name);
  const guard: CallProvider['guard'] = provider?.guard ?? {};
  // An unknown provider costs the same comparison, and all tokens are compared, even after one fits.
  const tokens = guard.tokens ?? [callbackToken(engine, { guard, name })];
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
