/** The ways to continue when the call did not help: from when, and a button for each kind. */
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { isMessage } from '../call-kinds.js';
import { describeWait } from '../messages/translate.js';
import { describeCall, describeWay } from './call-words.js';
import { renderIcon } from './icons.js';
import { renderProblem } from './problem-view.js';
import { type Screen, secondsUntil } from './screen.js';

/** Until when no way is possible: the time of the next call, or the wait that the server asked for. */
function waysOpenAt({ state }: Pick<Screen, 'state'>): number {
  const { problem, retryAt } = state;
  const wait = problem?.at === 'again' ? (problem.waitUntil ?? 0) : 0;
  return Math.max(wait, retryAt === null ? 0 : Date.parse(retryAt));
}

/** Whether anything in the screen becomes possible with time alone. */
export function isCountingDown({ state, now }: Pick<Screen, 'state' | 'now'>): boolean {
  const isClosed = state.step === 'code' && secondsUntil(waysOpenAt({ state }), now) > 0;
  return isClosed || secondsUntil(state.problem?.waitUntil, now) > 0;
}

export function renderWays(screen: Screen): TemplateResult | typeof nothing {
  const { state, t, lang, now, isDisabled } = screen;
  const { nextMethods, retryAt, method, busy } = state;
  const problem = renderProblem({ ...screen, now: Number.POSITIVE_INFINITY }, 'ways-problem', ['again']);
  if (retryAt === null || nextMethods.length === 0) return renderNone(screen, problem);
  const seconds = secondsUntil(waysOpenAt(screen), now);
  const isClosed = seconds > 0 || busy !== undefined;
  return html`
    <section class="ways" part="ways" aria-labelledby="ways-title">
      <div class="ways-head">
        <h3 id="ways-title">${t('ways.title')}</h3>
        ${seconds > 0 ? html`<p class="wait" part="countdown" role="timer" aria-live="off">${describeWait(seconds, lang, t)}</p>` : nothing}
      </div>
      ${problem}
      <ul>
        ${nextMethods.map(
          (each) => html`
            <li>
              <button
                type="button"
                part="button way-button"
                class="way"
                data-method=${each}
                aria-disabled=${isClosed ? 'true' : nothing}
                ?disabled=${isDisabled}
                @click=${() => isClosed || screen.again(each)}
              >
                ${renderIcon(isMessage(each) ? 'message' : each === 'voice_call' ? 'voice' : 'call')}<span>${describeWay(each, method, t)}</span>
              </button>
            </li>
          `,
        )}
      </ul>
    </section>
  `;
}

function renderNone({ state, t, reset, isDisabled }: Screen, problem: TemplateResult): TemplateResult | typeof nothing {
  // While the last call may still help, the text does not say that nothing is left.
  if (state.problem === undefined && describeCall(state, t).tone !== 'trouble') return nothing;
  return html`
    <section class="ways" part="ways">
      <p>${t('ways.none')}</p>
      ${problem}
      <button type="button" part="button" class="way" @click=${reset} ?disabled=${isDisabled}><span>${t('restart')}</span></button>
    </section>
  `;
}
