/** What to say about a call: its title, what to do now, and whether it is good news. */
import type { CallOutcome } from '../../../contract/answers.js';
import type { MethodKind } from '../../../contract/method-kind.js';
import { isMessage } from '../call-kinds.js';
import type { EndReason, FlowProblem, FlowState } from '../flow.js';
import { isMessageKey, type Translate } from '../messages/translate.js';

export interface CallWords {
  readonly title: string;
  readonly text: string;
  /** `live`: something is under way; `calm`: the person can continue; `trouble`: another try is needed. */
  readonly tone: 'live' | 'calm' | 'trouble';
}

/** The most specific messages for a kind and an outcome. */
function nameOf(method: MethodKind, outcome: CallOutcome): string {
  if (outcome === 'redirected') return outcome;
  if (outcome === 'unknown') return 'pending';
  if (isMessage(method)) return outcome === 'pending' || outcome === 'answered' ? 'pending' : 'failed';
  return outcome === 'rejected' ? 'failed' : outcome;
}

export function describeCall(state: FlowState, t: Translate): CallWords {
  const { method, outcome, codeLength, isAwaiting } = state;
  const name = nameOf(method, outcome);
  const say = (part: string): string => {
    const kind = isMessage(method) ? 'message' : method;
    const keys = isAwaiting ? [`awaiting.${part}`] : [`${kind}.${name}.${part}`, `call.${name}.${part}`];
    const key = keys.find(isMessageKey);
    return key === undefined ? '' : t(key, { count: codeLength, message: t(`message.${method}`) });
  };
  const isLive = isAwaiting || name === 'pending' || (outcome === 'answered' && method === 'confirmation_call');
  const isFine = outcome === 'answered' || (outcome === 'no_answer' && method === 'flash_call');
  const [earlier] = state.earlierLengths;
  const other = earlier === undefined ? '' : t('code.earlier', { count: earlier });
  const code = !isLive ? '' : state.isOtherCode === true ? t('code.other') : other;
  return { title: say('title'), text: `${say('text')} ${code}`.trim(), tone: isLive ? 'live' : isFine ? 'calm' : 'trouble' };
}

/** The text of the first button, if the host prefers this kind. */
export function describeStart(method: MethodKind | undefined, t: Translate): string {
  return isMessage(method) ? describeWay(method, '', t) : t('phone.submit');
}

/** The text of the button for this kind, after a call of the kind `present`. */
export function describeWay(method: MethodKind, present: MethodKind, t: Translate): string {
  const way = `ways.${isMessage(method) ? 'message' : method}`;
  const keys = [...(method === present ? [`${way}.again`] : []), way];
  return t(keys.find(isMessageKey) ?? 'ways.message', { message: t(`message.${method}`) });
}

export function describeProblem({ code }: Pick<FlowProblem, 'code'>, t: Translate): string {
  if (code === 'no_method_left') return t('ways.none');
  if (code === 'token_invalid' || code === 'verification_closed' || code === 'verification_not_found') return t('ended.lost.text');
  const key = `problem.${code}`;
  // What only a bug can cause has one text.
  return t(isMessageKey(key) ? key : 'problem.unexpected');
}

/** Why it is over, and what to do. */
export function describeEnd(reason: EndReason, t: Translate): Pick<CallWords, 'title' | 'text'> {
  const say = (part: 'title' | 'text'): string => {
    const key = `ended.${reason}.${part}`;
    return t(isMessageKey(key) ? key : `ended.lost.${part}`);
  };
  return { title: say('title'), text: say('text') };
}
