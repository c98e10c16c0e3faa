/** What an operator acts on: breakers, budgets, circuits, the store, and what happened. */
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { HealthNow, Notice, OpenBreaker, Snapshot } from '../snapshot.js';
import * as say from './words.js';

export interface Releasing {
  /** The prefix whose button was pressed once. */
  readonly asked: string | undefined;
  ask(prefix: string | undefined): void;
  release(prefix: string): void;
}

const SCOPES: Readonly<Record<string, string>> = { prefix: 'Prefix', country: 'Country', wrong_codes: 'Wrong codes' };

const TRIPS: Readonly<Record<string, string>> = {
  unsettled: 'too many calls at once',
  unverified: 'too few are verified',
  starts: 'too many are not verified in a day',
  wrong_codes: 'more than half of the codes are wrong',
};

function figuresOf({ figures }: OpenBreaker): string {
  return Object.entries(figures)
    .map(([name, value]) => `${name} ${say.number(value)}`)
    .join(', ');
}

function breakerTemplate(breaker: OpenBreaker, { asked, ask, release }: Releasing): TemplateResult {
  const { scope, mode, reason, name, prefix, count, lastAt } = breaker;
  const what = scope === 'wrong_codes' ? SCOPES[scope] : `${SCOPES[scope] ?? scope} ${scope === 'country' ? say.country(name) : name}`;
  return html`<li class="breaker">
    <p><strong>${what}</strong> ${mode === 'audit' ? html`<span class="badge">only watched</span>` : html`<span class="badge bad">closed to strangers</span>`}</p>
    <p class="hint">${TRIPS[reason] ?? say.word(reason)} (${figuresOf(breaker)}). Told ${say.number(count)} ${count === 1 ? 'time' : 'times'}, last at ${say.when(lastAt)}.</p>
    ${
      prefix === undefined
        ? mode === 'audit'
          ? nothing
          : html`<p class="hint">It opens by itself, once the figures are better.</p>`
        : asked === prefix
          ? html`<p class="buttons">
              <button type="button" class="primary" @click=${() => release(prefix)}>Yes, open ${prefix}</button>
              <button type="button" @click=${() => ask(undefined)}>Leave it closed</button>
            </p>`
          : html`<p class="buttons"><button type="button" @click=${() => ask(prefix)}>Release<span class="visually-hidden"> ${prefix}</span></button></p>`
    }
  </li>`;
}

export function breakersTemplate({ breakers }: Snapshot, releasing: Releasing): TemplateResult {
  return html`<section class="card" aria-labelledby="breakers-title">
    <h2 id="breakers-title">Breakers</h2>
    ${
      breakers.length === 0
        ? html`<p class="hint">None has tripped here within an hour.</p>`
        : html`<ul class="list">${breakers.map((breaker) => breakerTemplate(breaker, releasing))}</ul>`
    }
  </section>`;
}

function budgetsTemplate(budgets: HealthNow['budgets']): TemplateResult {
  if (budgets.length === 0)
    return html`<p class="hint">No budget is set, so nothing limits the bill. Set <code>limits.callsPerDay</code>, or <code>budgets</code>.</p>`;
  return html`<ul class="list">
    ${budgets.map(({ budget, limit, spent, left, endsAt }) => {
      const level = left <= 0 ? 'bad' : spent >= limit * 0.8 ? 'warm' : '';
      return html`<li>
        <p class="pair"><strong>${budget}</strong><span class="figure">${say.number(spent)} of ${say.number(limit)}</span></p>
        <meter class=${level} min="0" max=${limit} value=${Math.min(spent, limit)} aria-label=${`${budget}: spent`}></meter>
        <p class="hint">${say.number(left)} left until ${say.dayAndTime(endsAt)}</p>
      </li>`;
    })}
  </ul>`;
}

export function healthTemplate({ health }: Snapshot): TemplateResult {
  if (health === undefined)
    return html`<section class="card" aria-labelledby="health-title"><h2 id="health-title">Service</h2><p class="hint">It does not answer, or not in time. The store may be slow.</p></section>`;
  const { stage, store, circuits, budgets, reports } = health;
  return html`<section class="card" aria-labelledby="budgets-title"><h2 id="budgets-title">Budgets</h2>${budgetsTemplate(budgets)}</section>
  <section class="card" aria-labelledby="health-title">
    <h2 id="health-title">Service</h2>
    <dl class="facts">
      <div><dt>stage</dt><dd>${stage === 'open' ? stage : html`<span class="badge bad">${stage}</span>`}</dd></div>
      <div>
        <dt>store</dt>
        <dd>
          ${store.ok ? html`answers in ${say.duration(store.roundTripMs)}` : html`<span class="badge bad">${store.reason ?? 'does not answer'}</span> ${store.advice ?? ''}`}
          ${store.clockSkewMs === undefined ? nothing : html` <span class="hint">its clock differs by ${say.duration(Math.abs(store.clockSkewMs))}</span>`}
        </dd>
      </div>
      ${circuits.map(
        ({ provider, methodId, state }) => html`<div>
          <dt>${methodId.startsWith(`${provider}.`) ? methodId : `${provider} ${methodId}`}</dt>
          <dd>${state === 'closed' ? 'in use' : html`<span class="badge bad">${state === 'open' ? 'not used for now' : 'tried again'}</span>`}</dd>
        </div>`,
      )}
      ${reports.map(({ provider, lastAt }) => html`<div><dt>${provider}, last report</dt><dd>${lastAt === undefined ? 'none yet' : say.when(lastAt)}</dd></div>`)}
    </dl>
  </section>`;
}

function detailsOf({ details }: Pick<Notice, 'details'>): string {
  return Object.entries(details)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
}

export function noticesTemplate({ notices }: Snapshot): TemplateResult {
  return html`<section class="card" aria-labelledby="notices-title">
    <h2 id="notices-title">What happened</h2>
    ${
      notices.length === 0
        ? html`<p class="hint">Nothing that needs you in the last day.</p>`
        : html`<div class="scroll short" role="region" tabindex="0" aria-label="List of what happened, scrolls"><ul class="list">
            ${notices.map(
              (notice) => html`<li>
              <p class="pair"><strong><code>${notice.type}</code>${notice.count > 1 ? html` <span class="share">× ${say.number(notice.count)}</span>` : nothing}</strong><span class="hint">${say.when(notice.lastAt)}</span></p>
              <p class="hint">${detailsOf(notice)}</p>
            </li>`,
            )}
          </ul></div>`
    }
  </section>`;
}
