/** What to tell of a verification that is no longer open. */

import { NOT_FOUND, type Problem } from '../../contract/problems.js';
import type { NumberEntry } from '../entry/number-entry.js';
import { asOf } from '../entry/verification.js';

export function whyNotOpen(entry: NumberEntry, idHash: string, now: number): Problem {
  const found = entry.verifications.find((each) => each.idHash === idHash);
  const present = found === undefined ? undefined : asOf(found, now);
  return present?.state === 'closed' ? { ok: false, code: 'verification_closed', reason: present.reason } : NOT_FOUND;
}
