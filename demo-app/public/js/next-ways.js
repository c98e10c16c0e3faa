/** The countdown to the next try, and a button for each way there is then. */
import { el, setText } from './dom.js';
import { labelOfMethod, wordsOfTime } from './words.js';

/** @param {(method: string) => void} again */
export function createNextWays(again) {
  const title = el('h3', { id: 'next-title' });
  const buttons = el('div', { class: 'row' });
  const element = el('div', { class: 'next', role: 'group', 'aria-labelledby': 'next-title' }, title, buttons);
  /** @type {import('./verification.js').State | undefined} */
  let state;
  let shown = '';

  const tick = () => {
    if (state === undefined || !element.isConnected) return;
    const secondsLeft = state.retryAt === null ? 0 : Math.ceil((Date.parse(state.retryAt) - Date.now()) / 1000);
    const isOver = state.retryAt === null || state.nextMethods.length === 0;
    element.hidden = isOver;
    setText(title, secondsLeft > 0 ? `No luck? Other ways in ${wordsOfTime(secondsLeft)}` : 'No luck? Try another way');
    for (const button of buttons.querySelectorAll('button')) button.disabled = secondsLeft > 0 || state.isBusy;
  };
  // It runs as long as the page does; the text is no live region, or it would speak every second.
  setInterval(tick, 250);

  return {
    element,
    /** @param {import('./verification.js').State} next */
    update: (next) => {
      state = next;
      const key = `${next.method} ${next.nextMethods.join(' ')}`;
      if (key !== shown) {
        shown = key;
        buttons.replaceChildren(
          ...next.nextMethods.map((method) =>
            el('button', { type: 'button', 'data-method': method, onclick: () => again(method) }, labelOfMethod(method, next.method)),
          ),
        );
      }
      tick();
    },
  };
}
