/** express-rate-limit's store over `count`: one operation for each request, shared by all processes of the store. */
import type { ClientRateLimitInfo, Options, Store } from 'express-rate-limit';
import type { CallVerificationStore } from '../ports/store.js';

/** @param hash hides addresses in the store's keys */
export function createRateLimitStore(
  store: Pick<CallVerificationStore, 'count' | 'delete'>,
  { name, hash, clock }: { readonly name: string; readonly hash: (key: string) => string; readonly clock: () => number },
): Store {
  let windowMs = 60_000;
  // The window is part of the key, so the store's expiry only cleans up.
  const windowOf = (key: string): { storeKey: string; end: number } => {
    const index = Math.floor(clock() / windowMs);
    return { storeKey: `r:${name}:${index}:${hash(key)}`, end: (index + 1) * windowMs };
  };
  const add = async (key: string, amount: number): Promise<ClientRateLimitInfo> => {
    const { storeKey, end } = windowOf(key);
    return { totalHits: await store.count(storeKey, amount, { expiresAt: end + windowMs }), resetTime: new Date(end) };
  };
  return {
    localKeys: false,
    // Separates two limiters of one request.
    prefix: name,
    init(options: Options) {
      windowMs = options.windowMs;
    },
    increment: (key) => add(key, 1),
    get: (key) => add(key, 0),
    async decrement(key) {
      await add(key, -1);
    },
    resetKey: (key) => store.delete(windowOf(key).storeKey),
  };
}
