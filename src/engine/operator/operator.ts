/** What an operator can do with a number or a prefix: forget it, or open it again. */
import type { Problem } from '../../contract/problems.js';
import { decideForget, type Forgotten } from '../../core/decisions/decide-forget.js';
import { decideUnlock } from '../../core/decisions/decide-unlock.js';
import { providerOf } from '../../core/entry/attempt.js';
import { maskPhone, type Phone, parsePhone } from '../../core/phone/phone.js';
import { prefixesNamed, showPrefix } from '../../core/phone/prefix.js';
import type { Engine } from '../engine.js';

/** Who acts. */
export interface Operator {
  /** A name for the event `operator.acted`: 1 to 64 characters. */
  readonly by?: string | undefined;
}

const NO_NUMBER: Problem = { ok: false, code: 'phone_not_supported' };
const NO_NAME: Problem = { ok: false, code: 'invalid_request', detail: '"by" must be a name of 1 to 64 characters.' };

interface Known {
  readonly ok: true;
  readonly phone: Phone;
  readonly entryKey: string;
}

function find({ records, defaultCountry }: Engine, text: string, operator: Operator | undefined): Known | Problem {
  const phone = parsePhone(text, defaultCountry);
  if (phone === undefined) return NO_NUMBER;
  return isNamed(operator) ? { ok: true, phone, entryKey: records.entryKeyOf(phone.e164) } : NO_NAME;
}

function isNamed(operator: Operator | undefined): boolean {
  const by: unknown = operator?.by;
  return by === undefined || (typeof by === 'string' && by.length > 0 && by.length <= 64);
}

/** Removes everything that links to the number, the links from its open calls included, and whatever is there that cannot be opened. */
export async function forget(engine: Engine, text: string, operator?: Operator): Promise<Forgotten | Problem> {
  const found = find(engine, text, operator);
  if (!found.ok) return found;
  const { entries, links } = engine.records;
  const { result } = await entries.commitOver(found.entryKey, (entry) => decideForget(entry, { now: engine.clock() }));
  await Promise.all(result.calls.map((attempt) => links.remove(providerOf(attempt), attempt.callId ?? '')));
  engine.emit({ type: 'operator.acted', action: 'forget', by: operator?.by, phone: maskPhone(found.phone) });
  return result.forgotten;
}

/** Opens a number that is closed by its failures or dials. */
export async function unlock(engine: Engine, text: string, operator?: Operator): Promise<{ readonly ok: true } | Problem> {
  const found = find(engine, text, operator);
  if (!found.ok) return found;
  const { result } = await engine.records.entries.commit(found.entryKey, (entry) => decideUnlock(entry, { now: engine.clock() }));
  engine.emit({ type: 'operator.acted', action: 'unlock', by: operator?.by, phone: maskPhone(found.phone) });
  return result;
}

/** Opens a prefix that is closed by its breaker. */
export async function release(engine: Engine, text: string, operator?: Operator): Promise<{ readonly ok: true } | Problem> {
  if (!isNamed(operator)) return NO_NAME;
  const released = await engine.defences.release(text);
  if (!released.ok) return released;
  for (const prefix of prefixesNamed(text, engine.defaultCountry)) {
    engine.emit({ type: 'operator.acted', action: 'release', by: operator?.by, prefix: showPrefix(prefix) });
  }
  return released;
}
