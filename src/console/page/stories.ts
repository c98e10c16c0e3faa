/** The newest verifications, and the whole story of one. */
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { Snapshot, Story, StoryHead, StoryStep } from '../snapshot.js';
import * as say from './words.js';

export interface StoryView {
  /** What was typed to look for: digits at the end of a number, or how a `txn` begins. Only a whole `txn` ever leaves the browser. */
  readonly sought: string;
  readonly state: string;
  seek(text: string): void;
  chooseState(state: string): void;
  open(txn: string): void;
}

const STATES = ['', 'open', 'verified', 'failed'] as const;

function fits({ phone, txn, state }: StoryHead, { sought, state: wanted }: StoryView): boolean {
  const isState = wanted === '' || state === wanted || (wanted === 'failed' && state !== 'open' && state !== 'verified');
  const text = sought.trim();
  if (text === '' || !isState) return isState;
  return txn.startsWith(text) || fitsMask(text.replace(/[^\d*]/g, ''), phone);
}

/** Whether typed digits may be the end of a masked number. */
function fitsMask(typed: string, mask: string): boolean {
  const hidden = mask.replace(/^\+/, '');
  const digits = typed.slice(-hidden.length);
  if (digits === '' || typed.length > 15) return false;
  const end = hidden.slice(-digits.length);
  return [...digits].every((digit, place) => end[place] === '*' || end[place] === digit);
}

const stateClass = (state: string): string => (state === 'verified' ? 'good' : state === 'open' ? '' : 'bad');

/**
 * A whole txn is opened as well if it is not among those shown. It becomes part of an address, which proxies log, so it must be one: 22 signs
 * of base64url (a keyed hash), and not digits alone, which may be a telephone number.
 */
const isTxn = (text: string): boolean => /^(?=.*[a-z])[\w-]{22}$/i.test(text.trim());

export function storiesTemplate({ stories, remembered }: Snapshot, view: StoryView): TemplateResult {
  const shown = stories.filter((head) => fits(head, view));
  return html`<section class="card wide" aria-labelledby="stories-title">
    <div class="section-head">
      <h2 id="stories-title">Newest verifications</h2>
      <form
        class="controls"
        @submit=${(event: SubmitEvent) => {
          event.preventDefault();
          if (isTxn(view.sought)) view.open(view.sought.trim());
        }}
      >
        <label>number or txn <input type="search" size="16" autocomplete="off" spellcheck="false" maxlength="80" .value=${view.sought} @input=${(event: InputEvent) => view.seek((event.target as HTMLInputElement).value)} /></label>
        <label>state
          <select @change=${(event: Event) => view.chooseState((event.target as HTMLSelectElement).value)}>
            ${STATES.map((state) => html`<option value=${state} ?selected=${state === view.state}>${state === '' ? 'all' : state === 'failed' ? 'without a token' : state}</option>`)}
          </select>
        </label>
        <button type="submit" ?disabled=${!isTxn(view.sought)}>Open txn</button>
      </form>
    </div>
    ${
      shown.length === 0
        ? html`<p class="hint">${stories.length === 0 ? 'None yet.' : 'None of those listed fits. An older one opens by its whole txn, or choose a provider, a kind or a country above.'}</p>`
        : html`<div class="scroll tall" role="region" tabindex="0" aria-label="List of verifications, scrolls">
            <table>
              <thead><tr><th scope="col">began</th><th scope="col">number</th><th scope="col">state</th><th scope="col">ways</th><th scope="col">country</th><th scope="col">purpose</th><th scope="col">txn</th></tr></thead>
              <tbody>
                ${shown.map(
                  (head) => html`<tr>
                    <td>${say.when(head.beganAt)}</td>
                    <th scope="row"><button type="button" class="link" data-txn=${head.txn} @click=${() => view.open(head.txn)}>${head.phone}<span class="visually-hidden">, began at ${say.when(head.beganAt)}: open its story</span></button></th>
                    <td><span class=${`badge ${stateClass(head.state)}`}>${say.word(head.state)}</span></td>
                    <td>${head.methods.join(' → ') || say.NOTHING}</td>
                    <td>${say.country(head.country)}</td>
                    <td>${head.purpose}</td>
                    <td><code>${head.txn}</code></td>
                  </tr>`,
                )}
              </tbody>
            </table>
          </div>`
    }
    <p class="hint">Listed are the newest ${say.number(stories.length)} that fit the choice above; this process remembers ${say.number(remembered)}. Only those listed are searched. What you type to look for stays in your browser, except a whole txn that you open.</p>
  </section>`;
}

function facts({ details }: StoryStep): TemplateResult | typeof nothing {
  const told = Object.entries(details);
  if (told.length === 0) return nothing;
  const value = (name: string, given: string | number | boolean): string => {
    if ((name === 'afterMs' || name === 'tookMs') && typeof given === 'number') return say.duration(given);
    if (name === 'cause' && typeof given === 'number') return say.cause(given);
    return typeof given === 'string' ? say.word(given) : String(given);
  };
  const label = (name: string): string =>
    ({ afterMs: 'after', tookMs: 'provider answered in', methodId: 'way', checksLeft: 'checks left', isTest: 'test number' })[name] ?? name;
  const shown = told.filter(([name, given]) => name !== 'provider' && name !== 'method' && given !== false);
  return html`<dl class="facts">${shown.map(([name, given]) => html`<div><dt>${label(name)}</dt><dd>${name === 'methodId' || name === 'reason' ? html`<code>${given}</code>` : value(name, given)}</dd></div>`)}</dl>`;
}

/** In a dialog. @param story `undefined`: this process does not know it */
export function storyTemplate(txn: string, story: Story | undefined, close: () => void): TemplateResult {
  const closing = html`<button type="button" class="quiet" @click=${close}>Close</button>`;
  if (story === undefined) {
    return html`<div class="section-head"><h2 id="story-title">Not known here</h2>${closing}</div>
      <p>This process does not remember <code>${txn}</code>. It may be older than the newest that are kept, or another process has worked on it.</p>`;
  }
  const began = new Date(story.beganAt).getTime();
  return html`<div class="section-head"><h2 id="story-title">${story.phone} <span class=${`badge ${stateClass(story.state)}`}>${say.word(story.state)}</span></h2>${closing}</div>
    <dl class="facts">
      <div><dt>began</dt><dd>${say.dayAndTime(story.beganAt)}</dd></div>
      <div><dt>purpose</dt><dd>${story.purpose}</dd></div>
      <div><dt>country</dt><dd>${say.country(story.country)}</dd></div>
      <div><dt>txn</dt><dd><code>${story.txn}</code></dd></div>
    </dl>
    <ol class="steps">
      ${story.steps.map(
        (step) => html`<li class=${step.type.replace('.', '-')}>
          <p class="pair"><strong>${say.step(step.type)}</strong><span class="hint"><time datetime=${step.at}>${say.exactTime(step.at)}</time>, + ${say.duration(new Date(step.at).getTime() - began)}</span></p>
          ${facts(step)}
        </li>`,
      )}
    </ol>
    ${story.dropped === 0 ? nothing : html`<p class="hint">${say.number(story.dropped)} further steps are not kept.</p>`}`;
}
