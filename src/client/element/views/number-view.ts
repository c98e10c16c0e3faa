/** Step one: the number. */
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { Country } from '../../../contract/answers.js';
import { isMessage } from '../call-kinds.js';
import { describeStart } from './call-words.js';
import { renderIcon } from './icons.js';
import { renderProblem } from './problem-view.js';
import { type Screen, secondsUntil } from './screen.js';

export function renderNumber(screen: Screen): TemplateResult {
  const { state, t, now, method, reminder, isPhoneReadonly, phoneField } = screen;
  const isBusy = state.busy === 'start';
  const mustWait = secondsUntil(state.problem?.waitUntil, now) > 0;
  const isMissing = reminder !== '' && phoneField.phone === '';
  return html`
    <form part="form" class="stack" novalidate @submit=${submitTo(screen.start)}>
      ${isPhoneReadonly ? renderKnown(screen) : renderField(screen, isMissing || isAboutNumber(state.problem?.code))}
      ${renderProblem(screen, 'phone-problem', ['start'], reminder, state.problem?.code === 'phone_not_supported' ? describeCountries(screen) : '')}
      <button type="submit" part="button primary-button" class="primary" aria-disabled=${isBusy || mustWait ? 'true' : nothing} ?disabled=${screen.isDisabled}>
        ${isBusy ? html`<span class="spinner"></span>${t('busy')}` : html`${renderIcon(isMessage(method) ? 'message' : 'call')}${describeStart(method, t)}`}
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
  const isFree = country === undefined || phoneField.isFree;
  return html`
    <div class="field">
      <label for="phone" part="label">${t('phone.label')}</label>
      <div class="phone" part="phone-field" dir="ltr">
        ${countries.length > 1 ? renderChooser(screen, isFree) : nothing}
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
          @compositionend=${phoneField.onInput}
        />
      </div>
      <p class="hint" id="phone-hint" part="hint">${t(country === undefined ? 'phone.hint.any' : 'phone.hint')}</p>
    </div>
  `;
}

function namesIn(lang: string): (country: Country) => string {
  const names = new Intl.DisplayNames([lang, 'en'], { type: 'region' });
  return ({ country }) => names.of(country) ?? country;
}

/** More than these are a list that nobody reads; the chooser beside the number has it. */
const NAMED_COUNTRIES = 5;

/** Which numbers are called, if not those of any country. */
function describeCountries({ t, lang, isPhoneReadonly, phoneField: { countries } }: Screen): string {
  const count = countries.length;
  if (count > NAMED_COUNTRIES) return isPhoneReadonly ? '' : t('countries.listed');
  return count === 0
    ? ''
    : t('countries.named', { count, countries: new Intl.ListFormat([lang, 'en']).format(countries.map(namesIn(lang))) });
}

/**
 * A real select, invisible above the short form of its choice.
 *
 * @param isFree a number with a calling code is being typed, so no country is chosen
 */
function renderChooser({ state, t, lang, isDisabled, phoneField }: Screen, isFree: boolean): TemplateResult {
  const nameOf = namesIn(lang);
  const chosen = isFree ? undefined : phoneField.country;
  const sorted = [...phoneField.countries].sort((a, b) => nameOf(a).localeCompare(nameOf(b), lang));
  return html`
    <span class="country" part="country">
      <span class="chosen" aria-hidden="true">${chosen?.country ?? '+'}${renderIcon('down')}</span>
      <select aria-label=${t('phone.country')} autocomplete="off" ?disabled=${isDisabled || state.busy === 'start'} @change=${phoneField.onCountry}>
        <option value="" hidden .selected=${chosen === undefined}>+</option>
        ${sorted.map(
          (country) => html`
            <option value=${country.country} .selected=${country === chosen}>${nameOf(country)} +${country.callingCode}</option>
          `,
        )}
      </select>
    </span>
  `;
}
