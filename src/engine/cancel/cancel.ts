/** Ends a verification when its client asks for it. */
import type { Canceled } from '../../contract/answers.js';
import type { ReferenceInput } from '../../contract/inputs.js';
import { NOT_FOUND, type Problem } from '../../contract/problems.js';
import { decideCancel } from '../../core/decisions/decide-cancel.js';
import { claimOf, type Engine, tellOtherBinding } from '../engine.js';

export async function cancel(engine: Engine, input: ReferenceInput): Promise<Canceled | Problem> {
  const { records } = engine;
  const ref = records.refOf(input.verificationId);
  if (ref === undefined) return NOT_FOUND;
  const mark = records.newMark(undefined);
  const claim = claimOf(engine, ref.idHash, input, undefined);
  const { result, held } = await records.entries.commit(ref.entryKey, (entry) => decideCancel(entry, { now: engine.clock(), mark, claim }));
  if (result === NOT_FOUND) tellOtherBinding(engine, held.value, claim);
  return result;
}
