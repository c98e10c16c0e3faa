/** Step one: the number. */
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { Country } from '../../../contract/answers.js';
import { renderIcon } from './icons.js';
import { renderProblem } from './problem-view.js';
import { type Screen, secondsUntil } from './screen.js';

export function renderNumber(screen: Screen): TemplateResult {
  const { state, t, now, method, isReminded, isPhoneReadonly, phoneField } = screen;
  const isBusy = state.busy === 'start';
  const mustWait = secondsUntil(state.problem?.waitUntil, now) > 0;
  const isMissing = isReminded && phoneField.phone === '';
  const own = isMissing ? t('phone.missing') : isReminded ? t('verified.needed') : '';
  const label = t(method === 'sms' ? 'ways.sms' : 'phone.submit');
  return html`
    <form part="form" class="stack" novalidate @submit=${submitTo(screen.start)}>
      ${isPhoneReadonly ? renderKnown(screen) : renderField(screen, isMissing || isAboutNumber(state.problem?.code))}
      ${renderProblem(screen, 'phone-problem', ['start'], own)}
      <button type="submit" part="button primary-button" class="primary" aria-disabled=${isBusy || mustWait ? 'true' : nothing} ?disabled=${screen.isDisabled}>
        ${isBusy ? html`<span class="spinner"></span>${t('busy')}` : html`${renderIcon(method === 'sms' ? 'sms' : 'call')}${label}`}
      </button>
    </form>
  `;
}

/** The form inside the element is never sent; its events stay inside. */
export function submitTo(action: () => void): (event: Event) => void {
  return (event) => {
    event.preventDefault();
    action();
  };
}

const isAboutNumber = (code: string | undefined): boolean => code === 'phone_not_supported' || code === 'invalid_request';

function renderKnown({ t, phoneField }: Screen): TemplateResult {
  return html`
    <div class="field">
      <p class="label">${t('phone.label')}</p>
      <p class="known" part="phone"><bdi>${phoneField.format(phoneField.phone)}</bdi></p>
      <p class="hint">${t('phone.hint')}</p>
    </div>
  `;
}

function renderField(screen: Screen, isInvalid: boolean): TemplateResult {
  const { state, t, isDisabled, phoneField } = screen;
  const { countries, country, text } = phoneField;
  const isFree = country === undefined || text.startsWith('+') || text.startsWith('00');
  return html`
    <div class="field">
      <label for="phone" part="label">${t('phone.label')}</label>
      <div class="phone" part="phone-field" dir="ltr">
        ${countries.length > 1 ? renderChooser(screen) : nothing}
        ${isFree ? nothing : html`<span class="calling-code" aria-hidden="true">+${country.callingCode}</span>`}
        <input
          id="phone"
          part="input phone-input"
          type="tel"
          inputmode="tel"
          autocomplete="tel"
          dir="ltr"
          placeholder=${country?.mask.replaceAll('#', '0') ?? '+'}
          .value=${text}
          ?disabled=${isDisabled}
          ?readonly=${state.busy === 'start'}
          aria-required="true"
          aria-invalid=${isInvalid ? 'true' : nothing}
          aria-describedby="phone-problem phone-hint"
          @input=${phoneField.onInput}
        />
      </div>
      <p class="hint" id="phone-hint" part="hint">${t(country === undefined ? 'phone.hint.any' : 'phone.hint')}</p>
    </div>
  `;
}

/** A real select, invisible above the short form of its choice. */
function renderChooser({ state, t, lang, isDisabled, phoneField }: Screen): TemplateResult {
  const names = new Intl.DisplayNames([lang, 'en'], { type: 'region' });
  const nameOf = ({ country }: Country): string => names.of(country) ?? country;
  const sorted = [...phoneField.countries].sort((a, b) => nameOf(a).localeCompare(nameOf(b), lang));
  return html`
    <span class="country" part="country">
      <span class="chosen" aria-hidden="true">${phoneField.country?.country}${renderIcon('down')}</span>
      <select aria-label=${t('phone.country')} autocomplete="off" ?disabled=${isDisabled || state.busy === 'start'} @change=${phoneField.onCountry}>
        ${sorted.map(
          (country) => html`
            <option value=${country.country} .selected=${country === phoneField.country}>${nameOf(country)} +${country.callingCode}</option>
          `,
        )}
      </select>
    </span>
  `;
}
