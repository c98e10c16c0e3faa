/** The shop's half of the page: shows the step that the verification is at, and moves the focus with it. */
import { createCallStep } from './call-step.js';
import { byId, setAttribute, setText } from './dom.js';
import { createEndedStep } from './ended-step.js';
import { createNumberStep } from './number-step.js';
import { createVerification } from './verification.js';
import { createVerifiedStep } from './verified-step.js';
import { wordsOfCall } from './words.js';

/** @param {{ demoNumber: string | undefined, onNumber: (text: string) => void }} options */
export function startSignIn({ demoNumber, onNumber }) {
  const verification = createVerification(render);
  const { start, again, check, cancel, reset } = verification;
  const steps = {
    number: createNumberStep({
      demoNumber,
      onNumber,
      start: (phone) => {
        onNumber(phone);
        void start(phone);
      },
    }),
    call: createCallStep({ check: (code) => void check(code), again: (method) => void again(method), cancel: () => void cancel() }),
    verified: createVerifiedStep({ reset }),
    ended: createEndedStep({ reset }),
  };
  /** @type {keyof typeof steps | undefined} */
  let shown;
  let attempt = 0;

  render(verification.state);
  void verification.resume();

  /** @param {import('./verification.js').State} state */
  function render(state) {
    const step = steps[state.step];
    const isNew = shown !== state.step;
    const isFirst = shown === undefined;
    if (isNew) byId('sign-in-step').replaceChildren(step.element);
    shown = state.step;
    step.update(state);
    markSteps(state.step);
    announce(state);
    if ((isNew && !isFirst) || (state.step === 'call' && attempt !== state.attempt)) step.focus();
    attempt = state.attempt;
  }
}

/** @param {import('./verification.js').Step} step */
function markSteps(step) {
  const order = ['number', 'call', 'verified'];
  const present = step === 'ended' ? -1 : order.indexOf(step);
  for (const item of document.querySelectorAll('.steps li')) {
    const index = order.indexOf(/** @type {HTMLElement} */ (item).dataset['step'] ?? '');
    setAttribute(item, 'aria-current', index === present ? 'step' : undefined);
    setAttribute(item, 'data-done', index < present);
  }
}

/** Says what changed, once. @param {import('./verification.js').State} state */
function announce(state) {
  const words = state.step === 'call' ? wordsOfCall(state.method, state.outcome, state.codeLength, state.phone) : undefined;
  setText(byId('announcer'), words === undefined ? '' : `${words.title}. ${words.text}`);
}
