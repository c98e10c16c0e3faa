/** Ends a verification at its client's wish. The calls it placed still count. */

import { CANCELED, type Canceled } from '../../contract/answers.js';
import { NOT_FOUND, type Problem } from '../../contract/problems.js';
import { findVerification, prune, replaceVerification } from '../../core/entry/number-entry.js';
import { close } from '../../core/entry/verification.js';
import { bindingHash, type Engine } from '../engine.js';
import type { ReferenceInput } from '../input.js';
import { readVerificationId } from '../records/verification-id.js';

export async function cancel(engine: Engine, input: ReferenceInput): Promise<Canceled | Problem> {
  const ref = readVerificationId(input.verificationId, engine.keyring.pseudonyms);
  if (ref === undefined) return NOT_FOUND;
  const claim = { idHash: ref.idHash, binding: bindingHash(engine, input.binding), purpose: undefined };
  return engine.entries.update<Canceled | Problem>(ref.number, (entry) => {
    const now = engine.clock();
    const verification = findVerification(entry, claim, now);
    if (verification === undefined) return { told: NOT_FOUND };
    if (verification.state === 'closed') {
      const { reason } = verification;
      return { told: reason === 'canceled' ? CANCELED : { ok: false, code: 'verification_closed', reason } };
    }
    return { told: CANCELED, entry: replaceVerification(prune(entry, now), ref.idHash, close(verification, 'canceled')) };
  });
}
