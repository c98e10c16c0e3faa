/** Step one: the telephone number. */
import { el, setAttribute, setText } from './dom.js';
import { wordsOfProblem } from './words.js';

/**
 * @param {{ demoNumber: string | undefined, start: (phone: string) => void, onNumber: (text: string) => void }} actions
 * @returns {{ element: HTMLElement, update: (state: import('./verification.js').State) => void, focus: () => void }}
 */
export function createNumberStep({ demoNumber, start, onNumber }) {
  /** @type {Record<string, any> | undefined} */
  let lastProblem;
  const problem = el('p', { class: 'problem', id: 'phone-problem', role: 'alert' });
  const input = /** @type {HTMLInputElement} */ (
    el('input', {
      id: 'phone',
      name: 'phone',
      type: 'tel',
      inputmode: 'tel',
      autocomplete: 'tel',
      placeholder: demoNumber ?? '+7 …',
      required: true,
      'aria-describedby': 'phone-hint phone-problem',
      oninput: () => {
        setText(problem, '');
        setAttribute(input, 'aria-invalid', undefined);
        onNumber(input.value);
      },
    })
  );
  const button = el('button', { type: 'submit', class: 'primary' }, 'Call me');
  const element = el(
    'form',
    {
      class: 'stack',
      novalidate: true,
      onsubmit: (/** @type {SubmitEvent} */ event) => {
        event.preventDefault();
        if (input.value.trim() === '') {
          setText(problem, 'Please type your telephone number.');
          setAttribute(input, 'aria-invalid', 'true');
          input.focus();
        } else start(input.value);
      },
    },
    el('p', { class: 'lead' }, 'No password. We call your telephone for a moment, and you tell us what you see.'),
    el(
      'div',
      { class: 'field' },
      el('label', { for: 'phone' }, 'Your telephone number'),
      input,
      el('p', { class: 'hint', id: 'phone-hint' }, 'With its country code. We call mobile numbers of Russia and Slovakia.'),
      problem,
    ),
    el(
      'div',
      { class: 'row' },
      button,
      demoNumber !== undefined &&
        el(
          'button',
          {
            type: 'button',
            onclick: () => {
              input.value = demoNumber;
              input.dispatchEvent(new Event('input'));
              button.focus();
            },
          },
          'Use the demo number',
        ),
    ),
  );
  return {
    element,
    focus: () => input.focus(),
    update: (state) => {
      setAttribute(button, 'aria-busy', state.isBusy ? 'true' : undefined);
      setText(button, state.isBusy ? 'Calling …' : 'Call me');
      if (state.problem === lastProblem) return;
      lastProblem = state.problem;
      if (state.problem === undefined) return showProblem('', false);
      const isAboutNumber = ['phone_not_supported', 'invalid_request'].includes(state.problem['code']);
      showProblem(wordsOfProblem(state.problem, state.problem['retryAfterSeconds']), isAboutNumber);
      if (isAboutNumber) input.focus();
    },
  };

  /** @param {string} text @param {boolean} isAboutNumber */
  function showProblem(text, isAboutNumber) {
    setText(problem, text);
    setAttribute(input, 'aria-invalid', isAboutNumber ? 'true' : undefined);
  }
}
