/** What went wrong, announced at once, and how long to wait, which is not announced each second. */
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { describeWait } from '../messages/translate.js';
import { describeProblem } from './call-words.js';
import { renderIcon } from './icons.js';
import { type Screen, secondsUntil } from './screen.js';

/**
 * @param id for `aria-describedby`
 * @param own is shown instead of the flow's problem
 * @param more follows the flow's problem
 */
export function renderProblem(screen: Screen, id: string, at: readonly string[], own = '', more = ''): TemplateResult {
  const { state, t, now } = screen;
  const problem = state.problem !== undefined && at.includes(state.problem.at) ? state.problem : undefined;
  const text = own === '' && problem !== undefined ? describeProblem(problem, t) : own;
  const seconds = own === '' ? secondsUntil(problem?.waitUntil, now) : 0;
  // The region stays in the page, so that its later text is announced.
  return html`
    <div class="problem" part=${text === '' ? nothing : 'problem'}>
      <div id=${id} role="alert">
        ${
          text === ''
            ? nothing
            : html`<p>${renderIcon('alert')}<span>${text} ${own === '' ? more : ''}${seconds > 0 ? html`<span class="hidden">${describeFirstWait(screen)}</span>` : nothing}</span></p>`
        }
      </div>
      ${seconds > 0 ? html`<p class="wait" role="timer" aria-live="off">${describeWait(seconds, screen.lang, t)}</p>` : nothing}
    </div>
  `;
}

const firstWaits = new WeakMap<object, string>();

/** The wait at the time when the problem came: text that changes would be announced again and again. */
function describeFirstWait({ state: { problem }, t, now, lang }: Screen): string {
  if (problem === undefined) return '';
  const words = firstWaits.get(problem) ?? describeWait(secondsUntil(problem.waitUntil, now), lang, t);
  firstWaits.set(problem, words);
  return words;
}
