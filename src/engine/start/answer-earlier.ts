/** Answers the repeat of a start that was made before, where no new start is taken. */
import type { Started, ToldToHost } from '../../contract/answers.js';
import { DEFAULT_PURPOSE, type ParsedStart } from '../../contract/inputs.js';
import { KEY_REUSED, type Problem } from '../../contract/problems.js';
import type { Engine } from '../engine.js';
import { LEAVING } from '../lifecycle/lifecycle.js';
import { answerKnown } from './answer-known.js';
import { planStart } from './plan-start.js';

/**
 * Only reads, so nothing is dialled, counted or asked of the host. What would need a dial, or a refusal that might be another one a moment
 * later, is left to another process.
 */
export async function answerEarlier(engine: Engine, input: ParsedStart): Promise<(Started & ToldToHost) | Problem> {
  const { records } = engine;
  const { phone, verificationId, method, purpose = DEFAULT_PURPOSE } = input;
  const use = records.keyUseOf('start', input, [phone, verificationId, method, purpose]);
  const key = use === undefined ? undefined : await records.requestKeys.read(use);
  if (use === undefined || key === undefined) return LEAVING;
  if (key.request !== use.request) return KEY_REUSED;
  const plan = planStart(engine, input, key.bits);
  if ('code' in plan) return plan;
  const mark = records.newMark(use);
  const { value } = await records.entries.load(plan.ref.entryKey);
  const command = { methods: engine.watches.trustedMethods(), kind: method, permitted: undefined, now: engine.clock(), mark };
  const { result } = plan.decide(value, command);
  return result.kind === 'known' ? answerKnown(engine, plan.ref, value, mark) : LEAVING;
}
