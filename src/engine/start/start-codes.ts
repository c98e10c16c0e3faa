/** The codes that the methods of one start carry, from the verification's entry. */

import { randomInt } from 'node:crypto';
import { callToRepeat } from '../../core/decisions/next-steps.js';
import type { Carry } from '../../core/decisions/start-result.js';
import { otherCode } from '../../core/entry/attempt.js';
import type { CodeBook } from '../../core/entry/code.js';
import type { MethodTraits } from '../../core/entry/method-traits.js';
import { type OpenVerification, ourCodeFor } from '../../core/entry/verification.js';
import type { Engine, VerificationRef } from '../engine.js';

export interface StartCodes {
  readonly carry: Carry<MethodTraits>;
  /** What the provider must use; undefined if it is not our choice. */
  toDial(method: MethodTraits, verification: OpenVerification): string | undefined;
  book(verification: OpenVerification): CodeBook;
}

/** The ending of a pool is drawn once for a start, even if lost races ask for it again. */
export function createStartCodes({ records }: Pick<Engine, 'records'>, ref: VerificationRef): StartCodes {
  const drawn = new Map<string, string>();
  const draw = (method: MethodTraits): string => {
    const endings = method.endings ?? [];
    const ending = drawn.get(method.id) ?? endings[randomInt(endings.length)] ?? '';
    drawn.set(method.id, ending);
    return ending;
  };
  const book = ({ keyId }: OpenVerification): CodeBook => {
    const found = records.codeBookOf(keyId, ref);
    if (found === undefined) throw new Error('a verification whose key is gone must not be dialled');
    return found;
  };
  return {
    book,
    carry(method, verification) {
      // A text without a digit, which no check can hit.
      if (method.isDecoy === true)
        return method.codeLength === 0 ? undefined : otherCode(book(verification), '-'.repeat(method.codeLength));
      switch (method.codeFrom) {
        case 'us':
          return ourCodeFor(verification, method.codeLength);
        case 'pool':
          return otherCode(book(verification), draw(method));
        case 'earlier_call':
          return callToRepeat(verification, method)?.code;
        case 'provider':
        case 'nobody':
          return undefined;
      }
    },
    toDial(method, verification) {
      if (method.codeFrom === 'us') return book(verification).ourCode(ourCodeFor(verification, method.codeLength));
      return method.codeFrom === 'pool' ? draw(method) : undefined;
    },
  };
}
