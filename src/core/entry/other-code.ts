/** Whether a further call brought a code of its own, so that what a person has typed of the earlier one is of no use. */
import { type Attempt, type CarriedCode, providerOf } from './attempt.js';
import type { MethodTraits } from './method-traits.js';
import { isSameCode, type OpenVerification, ourCodeFor } from './verification.js';

/** Compares the newest attempt with the last one before it that brought a code. */
export function bringsOtherCode(verification: OpenVerification, methods: readonly MethodTraits[]): boolean {
  const told: { readonly attempt: Attempt; readonly code: CarriedCode }[] = [];
  for (const attempt of verification.attempts) {
    const code = attempt.isDecoy === true ? pretendedCode(verification, attempt, methods, told) : attempt.code;
    if (code !== undefined) told.push({ attempt, code });
  }
  const [before, newest] = told.slice(-2);
  if (before === undefined || newest === undefined || newest.attempt !== verification.attempts.at(-1)) return false;
  // The provider said that the earlier call carried another code than the one we know.
  return before.attempt.isVoid === true || !(isSameCode(before.code, newest.code) || areBothGood(before.code, newest.code));
}

/** Codes of ours of two lengths stand side by side, so what was typed of the earlier one may still be sent. */
const areBothGood = (a: CarriedCode, b: CarriedCode): boolean => a.from === 'us' && b.from === 'us' && a.length !== b.length;

/** A decoy must be answered as a call of its method, though its own code is one that no check can hit. */
function pretendedCode(
  verification: OpenVerification,
  attempt: Attempt,
  methods: readonly MethodTraits[],
  told: readonly { readonly attempt: Attempt; readonly code: CarriedCode }[],
): CarriedCode | undefined {
  switch (methods.find(({ id }) => id === attempt.methodId)?.codeFrom) {
    case 'us':
      return ourCodeFor(verification, attempt.codeLength);
    case 'earlier_call':
      return told.findLast((each) => providerOf(each.attempt) === providerOf(attempt) && each.attempt.reach !== 'text')?.code;
    case 'nobody':
      return undefined;
    default:
      return { from: 'other', digest: String(attempt.ordinal), length: attempt.codeLength };
  }
}
