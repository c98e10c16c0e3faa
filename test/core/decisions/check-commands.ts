/** Checks as the engine makes them: with the client's key written, and the host's claims known. */
import { type CheckCommand, decideCheck } from '../../../src/core/decisions/decide-check.js';
import type { Rules } from '../../../src/core/decisions/rules.js';
import type { NumberEntry } from '../../../src/core/entry/number-entry.js';
import { BOOK, ID_HASH, METHODS, NOW, OWN, RULES } from '../fixtures.js';

export const CLAIM = { idHash: ID_HASH, binding: undefined, purpose: 'sign-in' };

/** Hides by turning around. */
const cover: CheckCommand['cover'] = {
  hide: (e164) => [...e164].reverse().join(''),
  show: (hidden) => [...hidden].reverse().join(''),
};

const checkCommand = (code: string | undefined, change: Partial<CheckCommand> = {}): CheckCommand => ({
  now: NOW,
  mark: OWN,
  claim: CLAIM,
  verificationId: 'the id',
  code,
  network: 'net',
  methods: [METHODS.flashCall, METHODS.voiceCall],
  book: () => BOOK,
  cover,
  isPermitted: true,
  hasClaims: true,
  ...change,
});

export const check = (entry: NumberEntry, code: string | undefined, change: Partial<CheckCommand> = {}, rules: Rules = RULES) =>
  decideCheck(entry, checkCommand(code, change), rules);

/** The entry that a check has put. */
export function putBy(decision: ReturnType<typeof check>): NumberEntry {
  if (decision.entry === undefined) throw new Error(`nothing was decided: ${decision.result.kind}`);
  return decision.entry;
}
