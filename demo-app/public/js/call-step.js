/** Step two: the call is on its way; the code, the ways to go on, and the warning. */

import { el, icon, setAttribute, setText } from './dom.js';
import { createNextWays } from './next-ways.js';
import { wordsOfCall, wordsOfChecks, wordsOfProblem } from './words.js';

/**
 * @param {{ check: (code?: string) => void, again: (method: string) => void, cancel: () => void }} actions
 * @returns {{ element: HTMLElement, update: (state: import('./verification.js').State) => void, focus: () => void }}
 */
export function createCallStep({ check, again, cancel }) {
  let codeLength = 4;
  let attempt = 0;
  /** @type {Record<string, any> | undefined} */
  let lastProblem;
  const title = el('h2', { id: 'call-title', tabindex: '-1' });
  const text = el('p', { id: 'call-text' });
  const calling = el('div', { class: 'calling' }, el('div', { class: 'pulse' }, icon('handset')), title, text);

  const problem = el('p', { class: 'problem', id: 'code-problem', role: 'alert' });
  const label = el('label', { for: 'code' });
  const checksLeft = el('p', { class: 'hint', id: 'checks-left' });
  const input = /** @type {HTMLInputElement} */ (
    el('input', {
      id: 'code',
      class: 'code',
      name: 'code',
      type: 'text',
      inputmode: 'numeric',
      autocomplete: 'one-time-code',
      'aria-describedby': 'code-problem checks-left call-text',
      oninput: () => {
        const digits = input.value.normalize('NFKC').replace(/\D/g, '').slice(0, codeLength);
        if (digits !== input.value) input.value = digits;
        setText(problem, '');
        setAttribute(input, 'aria-invalid', undefined);
      },
      onpaste: (/** @type {ClipboardEvent} */ event) => {
        // A whole calling number may be pasted: its ending is the code.
        const digits = (event.clipboardData?.getData('text') ?? '').normalize('NFKC').replace(/\D/g, '');
        if (digits === '') return;
        event.preventDefault();
        input.value = digits.slice(-codeLength);
        input.dispatchEvent(new Event('input'));
      },
    })
  );
  const button = el('button', { type: 'submit', class: 'primary' }, 'Sign in');
  const form = el(
    'form',
    {
      novalidate: true,
      onsubmit: (/** @type {SubmitEvent} */ event) => {
        event.preventDefault();
        if (input.value.length === codeLength) return check(input.value);
        setText(problem, `Please type all ${codeLength} digits.`);
        setAttribute(input, 'aria-invalid', 'true');
        input.focus();
      },
    },
    el('div', { class: 'field' }, label, el('div', { class: 'code-row' }, input, button), problem, checksLeft),
  );
  const pressed = el('button', { type: 'button', class: 'primary', onclick: () => check() }, 'I have pressed 9');
  const ways = createNextWays(again);

  const element = el(
    'div',
    { class: 'stack' },
    calling,
    form,
    pressed,
    ways.element,
    el(
      'p',
      { class: 'warning' },
      icon('shield'),
      el(
        'span',
        {},
        el('strong', {}, 'Nobody from our support will ever ask for this code.'),
        ' Type it on this page only, and tell it to no one.',
      ),
    ),
    el('div', {}, el('button', { type: 'button', class: 'quiet', onclick: cancel }, 'Cancel this sign-in')),
  );

  return {
    element,
    focus: () => (form.hidden ? title : input).focus(),
    update: (state) => {
      codeLength = state.codeLength;
      // A new attempt begins with an empty field.
      if (attempt !== state.attempt) {
        attempt = state.attempt;
        input.value = '';
        setAttribute(input, 'aria-invalid', undefined);
      }
      const words =
        state.isAwaiting && state.method !== 'confirmation_call'
          ? AWAITING
          : wordsOfCall(state.method, state.outcome, state.codeLength, state.phone);
      setText(title, words.title);
      setText(text, words.text);
      setAttribute(calling, 'data-tone', words.tone);
      setAttribute(calling, 'data-live', words.live);
      form.hidden = state.method === 'confirmation_call';
      pressed.hidden = !form.hidden;
      setText(label, state.method === 'flash_call' ? `Last ${codeLength} digits of the number that called` : `The ${codeLength} digits`);
      const isSaidAlready = state.problem?.['code'] === 'code_incorrect';
      setText(checksLeft, state.checksLeft === undefined || isSaidAlready ? '' : wordsOfChecks(state.checksLeft));
      setAttribute(button, 'aria-busy', state.isBusy ? 'true' : undefined);
      ways.update(state);
      if (state.problem !== lastProblem) {
        lastProblem = state.problem;
        showProblem(state);
      }
    },
  };

  /** @param {import('./verification.js').State} state */
  function showProblem(state) {
    const found = state.problem;
    // The box above already tells of a forwarded number.
    if (found === undefined || (found['code'] === 'call_failed' && state.outcome === 'redirected')) return setText(problem, '');
    setText(problem, wordsOfProblem(found, found['retryAfterSeconds']));
    const isAboutCode = ['code_incorrect', 'invalid_request'].includes(found['code']);
    setAttribute(input, 'aria-invalid', isAboutCode ? 'true' : undefined);
    if (!isAboutCode || form.hidden) return;
    input.focus();
    input.select();
  }
}

const AWAITING = /** @type {const} */ ({
  title: 'The code is right',
  text: 'We only wait for the telephone network to confirm the call. This takes a few seconds.',
  tone: 'calm',
  live: true,
});
