/** The head of the page: whose figures these are, and which of them are shown. */
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { Snapshot } from '../snapshot.js';
import type { Choice } from './connection.js';
import * as say from './words.js';

export interface HeadView {
  readonly snapshot: Snapshot | undefined;
  readonly choice: Choice;
  /** What is wrong with the connection. */
  readonly trouble: string | undefined;
  /** The process has changed since the page was opened. */
  readonly isOther: boolean;
  choose(part: Partial<Choice>): void;
}

function select(
  name: 'provider' | 'kind' | 'country',
  values: readonly string[],
  view: HeadView,
  show: (value: string) => string,
): TemplateResult {
  return html`<label>${name}
    <select @change=${(event: Event) => view.choose({ [name]: (event.target as HTMLSelectElement).value })}>
      <option value="" ?selected=${view.choice[name] === ''}>all</option>
      ${values.map((value) => html`<option value=${value} ?selected=${value === view.choice[name]}>${show(value)}</option>`)}
    </select>
  </label>`;
}

export function headTemplate(view: HeadView): TemplateResult {
  const { snapshot, choice, trouble, isOther } = view;
  const span = (value: Choice['span'], text: string): TemplateResult =>
    html`<button type="button" aria-pressed=${choice.span === value ? 'true' : 'false'} @click=${() => view.choose({ span: value })}>${text}</button>`;
  return html`<div class="who">
      <h1>Calls${snapshot === undefined || snapshot.process.service === 'default' ? nothing : html` <span class="name">${snapshot.process.service}</span>`}</h1>
      ${snapshot === undefined ? nothing : html`<p class="hint">This process alone: <strong>${snapshot.process.host}</strong>, pid ${snapshot.process.pid}, counting since ${say.dayAndTime(snapshot.process.since)}. Budgets are those of all processes.</p>`}
      ${isOther ? html`<p class="warning">Another process answers than before. Each counts for itself, so the figures jump.</p>` : nothing}
      ${trouble === undefined ? nothing : html`<p class="warning" role="alert">${trouble}</p>`}
    </div>
    ${
      snapshot === undefined
        ? nothing
        : html`<div class="controls">
            <div class="segments" role="group" aria-label="Time">${span('hour', 'Last hour')}${span('day', 'Last day')}</div>
            ${select('provider', snapshot.choices.providers, view, (value) => value)}
            ${select('kind', snapshot.choices.kinds, view, say.word)}
            ${select('country', snapshot.choices.countries, view, say.country)}
          </div>`
    }`;
}
