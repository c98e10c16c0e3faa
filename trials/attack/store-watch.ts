/** Watches what the requests of some addresses leave in the store of the shop. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Request, RequestHandler } from 'express';
import type { CallVerificationStore } from '../../src/index.js';

/** A record that was not there before. */
export interface LeftRecord {
  readonly at: number;
  readonly address: string;
  /** A counter only grows; a value holds what somebody sent, or what came of it. */
  readonly kind: 'value' | 'counter';
}

export interface StoreWatch {
  readonly store: CallVerificationStore;
  /** Stands in front of all other handlers of the shop. */
  readonly middleware: RequestHandler;
  /** From now on; before, nothing is written down, as it costs time. */
  begin(isWatched: (address: string) => boolean): readonly LeftRecord[];
}

/** @param addressOf what names the client of a request */
export function watchStore(store: CallVerificationStore, now: () => number, addressOf: (req: Request) => string): StoreWatch {
  const writers = new AsyncLocalStorage<string>();
  const seen = new Set<string>();
  const left: LeftRecord[] = [];
  let isWatched: ((address: string) => boolean) | undefined;
  const note = (key: string, kind: LeftRecord['kind']): void => {
    const address = writers.getStore();
    if (address === undefined || seen.has(key)) return;
    seen.add(key);
    left.push({ at: now(), address, kind });
  };
  return {
    store: {
      ...store,
      async put(key, value, options) {
        const isThere = await store.put(key, value, options);
        if (isThere) note(key, 'value');
        return isThere;
      },
      async count(key, amount, options) {
        const total = await store.count(key, amount, options);
        // Statistics of all requests are sent once a second, by whichever request comes then.
        if (amount > 0 && !key.startsWith('s:')) note(key, 'counter');
        return total;
      },
    },
    middleware(req, _res, next) {
      if (isWatched === undefined) return next();
      const address = addressOf(req);
      if (isWatched(address)) writers.run(address, next);
      else next();
    },
    begin(watched) {
      isWatched = watched;
      return left;
    },
  };
}
