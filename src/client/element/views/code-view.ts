/** Step two: a call is under way; what to do now, the code, and the ways to continue. */
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { isCodePossible, isMessage } from '../call-kinds.js';
import { describeCall } from './call-words.js';
import { type IconName, renderIcon } from './icons.js';
import { submitTo } from './number-view.js';
import { renderPhone } from './phone-view.js';
import { renderProblem } from './problem-view.js';
import { type Screen, secondsUntil } from './screen.js';
import { renderWays } from './ways-view.js';

export function renderCode(screen: Screen): TemplateResult {
  const { state, t } = screen;
  const { title, text, tone } = describeCall(state, t);
  const icon: IconName = state.isAwaiting ? 'check' : tone === 'trouble' ? 'alert' : isMessage(state.method) ? 'message' : 'call';
  const isConfirmation = state.method === 'confirmation_call';
  return html`
    <div class="stack">
      <div class="call" part="call" data-tone=${tone}>
        <span class="badge" part="badge">${renderIcon(icon)}</span>
        <div class="told">
          <h2 id="title" part="title" tabindex="-1">${title}</h2>
          ${renderPhone(screen)}
        </div>
        <p class="text" id="text" part="text">${text}</p>
      </div>
      ${isCodePossible(state) ? renderField(screen) : nothing} ${isConfirmation && tone === 'live' ? renderPressed(screen) : nothing}
      ${state.isAwaiting ? nothing : renderWays(screen)}
      <div class="foot">
        <p class="warning" part="warning">${renderIcon('shield')}<span>${t(isConfirmation ? 'warning.confirm' : 'warning.code')}</span></p>
        <button type="button" part="button link-button" class="link" @click=${screen.reset} ?disabled=${screen.isDisabled}>
          ${t(screen.isPhoneReadonly ? 'restart' : 'other.number')}
        </button>
      </div>
    </div>
  `;
}

function renderField(screen: Screen): TemplateResult {
  const { state, t, now, codeField, isDisabled } = screen;
  const { codeLength, method, checksLeft, problem } = state;
  const isBusy = state.busy === 'check';
  const mustWait = problem?.at === 'check' && secondsUntil(problem.waitUntil, now) > 0;
  const cells = codeField.value.length > codeLength ? codeField.longest : codeLength;
  // The server calls a code invalid if no call of its length counts.
  const isIncomplete = codeField.isIncomplete || (problem?.at === 'check' && problem.code === 'invalid_request');
  const own = screen.reminder || (isIncomplete ? t('code.incomplete', { count: codeLength }) : '');
  const left = checksLeft === undefined ? '' : t('checks.left', { count: checksLeft });
  const isInvalid = isIncomplete || problem?.code === 'code_incorrect';
  return html`
    <form class="stack code-form" novalidate @submit=${submitTo(screen.submitCode)}>
      <div class="field">
        <label for="code" part="label">${t(method === 'flash_call' ? 'code.label.flash_call' : 'code.label')}</label>
        <div class="code-row" dir="ltr">
          ${method === 'flash_call' && codeLength < 5 ? html`<span class="dots" aria-hidden="true">••• •••</span>` : nothing}
          <div class="cells" part="code-field" data-size=${cells > 6 ? 'long' : cells > 4 ? 'medium' : 'short'} data-invalid=${isInvalid}>
            ${Array.from({ length: cells }, (_, index) => {
              const isCurrent = index === Math.min(codeField.value.length, cells - 1);
              return html`<span class="cell" part="code-cell" aria-hidden="true" data-current=${isCurrent}></span>`;
            })}
            <input
              id="code"
              part="input code-input"
              type="text"
              inputmode="numeric"
              autocomplete="one-time-code"
              autocapitalize="off"
              spellcheck="false"
              dir="ltr"
              .value=${codeField.value}
              ?disabled=${isDisabled}
              ?readonly=${isBusy}
              aria-required="true"
              aria-invalid=${isInvalid ? 'true' : nothing}
              aria-describedby="code-problem text"
              @input=${codeField.onInput}
              @compositionend=${codeField.onInput}
              @paste=${codeField.onPaste}
            />
          </div>
        </div>
        ${renderProblem(screen, 'code-problem', ['check'], own, problem?.code === 'code_incorrect' ? left : '')}
      </div>
      <button type="submit" part="button primary-button" class="primary" aria-disabled=${isBusy || mustWait ? 'true' : nothing} ?disabled=${isDisabled}>
        ${isBusy ? html`<span class="spinner"></span>${t('busy')}` : t('code.submit')}
      </button>
    </form>
  `;
}

/** Reports come by themselves; the button is for people who want to be sure. */
function renderPressed(screen: Screen): TemplateResult {
  const { state, t, isDisabled, isUnconfirmed } = screen;
  const isBusy = state.busy === 'check';
  return html`
    <div class="field">
      <button type="button" part="button primary-button" class="primary" aria-disabled=${isBusy ? 'true' : nothing} ?disabled=${isDisabled} @click=${screen.askConfirmed}>
        ${isBusy ? html`<span class="spinner"></span>${t('busy')}` : t('code.pressed')}
      </button>
      <p class="hint" role="status">${isUnconfirmed ? t('code.not_confirmed') : ''}</p>
      ${renderProblem(screen, 'code-problem', ['check'], screen.reminder)}
    </div>
  `;
}
