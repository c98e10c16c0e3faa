/** The inbox of callbacks: what came and could not be used, by shape, and what would mend it. */
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { Callback, Snapshot } from '../snapshot.js';
import * as say from './words.js';

const WHAT: Readonly<Record<Callback['what'], string>> = {
  unmapped: 'Not understood',
  unmatched: 'Call not known',
  rejected: 'Refused',
};

const REASONS: Readonly<Record<string, string>> = {
  token: 'wrong path',
  header: 'wrong header',
  address: 'wrong sender',
  too_large: 'too large',
};

export function callbacksTemplate({ callbacks }: Snapshot): TemplateResult {
  return html`<section class="card wide" aria-labelledby="callbacks-title">
    <h2 id="callbacks-title">Callbacks that could not be used</h2>
    ${
      callbacks.length === 0
        ? html`<p class="hint">None so far.</p>`
        : html`<ul class="list callbacks">
            ${callbacks.map(
              ({ what, provider, shape, reason, advice, option, count, lastAt }) => html`<li>
                <p class="pair">
                  <strong><span class=${`badge ${what === 'unmatched' ? '' : 'bad'}`}>${WHAT[what]}${reason === undefined ? '' : `: ${REASONS[reason] ?? say.word(reason)}`}</span> ${provider}</strong>
                  <span class="hint">${say.number(count)} ${count === 1 ? 'time' : 'times'}, last at ${say.when(lastAt)}</span>
                </p>
                <p>${shape === undefined ? html`<span class="hint">${what === 'unmatched' ? 'Its fields are not known.' : 'Its body was not read.'}</span>` : html`<code class="shape">${shape}</code>`}</p>
                <p>${advice}</p>
                ${option === undefined ? nothing : html`<p><code class="option">${option}</code></p>`}
              </li>`,
            )}
          </ul>`
    }
    <p class="hint">Names of fields and kinds of values. Values are never kept.</p>
  </section>`;
}
