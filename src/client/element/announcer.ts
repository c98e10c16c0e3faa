/** What a screen reader says when something has changed: once, in words, and never a countdown. */
import type { FlowState } from './flow.js';
import type { Translate } from './messages/translate.js';
import { describeCall, describeEnd } from './views/call-words.js';

export class Announcer {
  #state: FlowState | undefined;
  #wasWaiting = false;
  #text = '';

  /** @param isWaiting whether no other way is possible yet */
  next(state: FlowState, isWaiting: boolean, t: Translate): string {
    const isFirst = this.#state === undefined;
    const isReady = this.#wasWaiting && !isWaiting && state.step === this.#state?.step && state.attempt === this.#state.attempt;
    if (!isFirst && state !== this.#state) this.#text = describe(state, t);
    if (isReady && state.nextMethods.length > 0) this.#text = t('ways.ready');
    this.#state = state;
    this.#wasWaiting = isWaiting;
    return this.#text;
  }
}

function describe(state: FlowState, t: Translate): string {
  // Empty in between, so that another call with the same words is announced again.
  if (state.step === 'number' || state.busy === 'again') return '';
  if (state.step === 'verified') return t('verified.title');
  if (state.step === 'ended') return join(describeEnd(state.reason ?? 'lost', t));
  return join(describeCall(state, t));
}

const join = ({ title, text }: { title: string; text: string }): string => `${title.replace(/[.?!]$/, '')}. ${text}`;
