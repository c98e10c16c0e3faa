/** The end without a token: why, and how to begin anew. */
import { el, setText } from './dom.js';
import { wordsOfReason } from './words.js';

/** @param {{ reset: () => void }} actions */
export function createEndedStep({ reset }) {
  const title = el('h2', { tabindex: '-1' }, 'This sign-in is over');
  const text = el('p');
  return {
    element: el(
      'div',
      { class: 'stack' },
      el('div', { class: 'welcome' }, title, text),
      el('div', {}, el('button', { type: 'button', class: 'primary', onclick: reset }, 'Begin anew')),
    ),
    focus: () => title.focus(),
    /** @param {import('./verification.js').State} state */
    update: (state) => setText(text, wordsOfReason(state.reason)),
  };
}
