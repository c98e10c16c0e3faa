/** What an operator can do with a number or a prefix: forget it, or open it again. */
import type { Problem } from '../../contract/problems.js';
import { decideForget, type Forgotten } from '../../core/decisions/decide-forget.js';
import { decideUnlock } from '../../core/decisions/decide-unlock.js';
import { providerOf } from '../../core/entry/attempt.js';
import { parsePhone } from '../../core/phone/phone.js';
import type { Engine } from '../engine.js';

const NO_NUMBER: Problem = { ok: false, code: 'phone_not_supported' };

function entryKeyOf({ records, defaultCountry }: Engine, phone: string): string | undefined {
  const parsed = parsePhone(phone, defaultCountry);
  return parsed === undefined ? undefined : records.entryKeyOf(parsed.e164);
}

/** Removes everything that links to the number, the links from its open calls included, and whatever is there that cannot be opened. */
export async function forget(engine: Engine, phone: string): Promise<Forgotten | Problem> {
  const entryKey = entryKeyOf(engine, phone);
  if (entryKey === undefined) return NO_NUMBER;
  const { entries, links } = engine.records;
  const { result } = await entries.commitOver(entryKey, (entry) => decideForget(entry, { now: engine.clock() }));
  await Promise.all(result.calls.map((attempt) => links.remove(providerOf(attempt), attempt.callId ?? '')));
  return result.forgotten;
}

/** Opens a number that is closed by its failures or dials. */
export async function unlock(engine: Engine, phone: string): Promise<{ readonly ok: true } | Problem> {
  const entryKey = entryKeyOf(engine, phone);
  if (entryKey === undefined) return NO_NUMBER;
  const { result } = await engine.records.entries.commit(entryKey, (entry) => decideUnlock(entry, { now: engine.clock() }));
  return result;
}

/** Opens a prefix that is closed by its breaker. */
export async function release({ defences }: Engine, prefix: string): Promise<{ readonly ok: true } | Problem> {
  return defences.release(prefix);
}
