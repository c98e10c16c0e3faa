/** The two ends: the number is confirmed, or it is over without that. */
import { html, type TemplateResult } from 'lit/html.js';
import { describeEnd } from './call-words.js';
import { renderIcon } from './icons.js';
import { renderPhone } from './phone-view.js';
import type { Screen } from './screen.js';

export function renderVerified(screen: Screen): TemplateResult {
  return html`
    <div class="call" part="call" data-tone="done">
      <span class="badge" part="badge">${renderIcon('check')}</span>
      <div class="told">
        <h2 id="title" part="title" tabindex="-1">${screen.t('verified.title')}</h2>
        ${renderPhone(screen)}
      </div>
    </div>
  `;
}

export function renderEnded({ state, t, reset, isDisabled }: Screen): TemplateResult {
  const { title, text } = describeEnd(state.reason ?? 'lost', t);
  return html`
    <div class="stack">
      <div class="call" part="call" data-tone="over">
        <span class="badge" part="badge">${renderIcon('pause')}</span>
        <div class="told"><h2 id="title" part="title" tabindex="-1">${title}</h2></div>
        <p class="text" part="text">${text}</p>
      </div>
      <button type="button" part="button primary-button" class="primary" @click=${reset} ?disabled=${isDisabled}>${t('restart')}</button>
    </div>
  `;
}
