/** Opens a number whose failures or dials have closed it. */
import { type NumberEntry, prune } from '../entry/number-entry.js';
import type { Decision } from './decision.js';

export function decideUnlock(before: NumberEntry, { now }: { readonly now: number }): Decision<{ readonly ok: true }> {
  return { result: { ok: true }, entry: { ...prune(before, now), dials: [], failures: [] } };
}
