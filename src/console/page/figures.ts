/** The figures at the top, and the tables by provider, kind and country, by outcome and by cause. */
import { html, type TemplateResult } from 'lit/html.js';
import type { Snapshot } from '../snapshot.js';
import * as say from './words.js';

interface Tile {
  readonly name: string;
  readonly value: string;
  readonly more: string;
}

function tilesOf({ verifications, calls, chosen }: Snapshot): readonly Tile[] {
  const isOfCalls = chosen.provider !== undefined || chosen.kind !== undefined;
  const asked = calls.placed + calls.refused + calls.uncertain;
  const share: Tile = isOfCalls
    ? {
        name: 'Verified share',
        value: say.percent(calls.verified, calls.placed),
        more: `${say.number(calls.verified)} of ${say.number(calls.placed)} calls`,
      }
    : {
        name: 'Verified share',
        value: say.percent(verifications.verified, verifications.settled),
        more: `${say.number(verifications.verified)} of ${say.number(verifications.settled)} that are settled`,
      };
  return [
    share,
    {
      name: 'Verifications begun',
      value: say.number(verifications.begun),
      more: verifications.meanTokenMs === null ? 'no token yet' : `a token after ${say.duration(verifications.meanTokenMs)} on average`,
    },
    {
      name: 'Calls placed',
      value: say.number(calls.placed),
      more: `${say.number(calls.refused)} refused, ${say.number(calls.uncertain)} uncertain of ${say.number(asked)}`,
    },
    {
      name: 'Wrong codes',
      value: say.number(verifications.wrongCodes),
      more: `${say.number(verifications.ends['too_many_checks'] ?? 0)} ended by too many`,
    },
    { name: 'Providers answer in', value: say.duration(calls.latency.half), more: `95 % within ${say.duration(calls.latency.most)}` },
    { name: 'Cost', value: say.money(calls.cost), more: calls.verified === 0 ? 'no call has verified yet' : perVerified(calls) },
  ];
}

function perVerified({ cost, verified }: Snapshot['calls']): string {
  const each = Object.fromEntries(Object.entries(cost).map(([currency, amount]) => [currency, amount / verified]));
  return Object.keys(each).length === 0 ? 'no prices are known' : `${say.money(each)} for each that verified`;
}

export function tilesTemplate(snapshot: Snapshot): TemplateResult {
  return html`<dl class="tiles">
    ${tilesOf(snapshot).map(({ name, value, more }) => html`<div class="card tile"><dt>${name}</dt><dd class="value">${value}</dd><dd class="hint">${more}</dd></div>`)}
  </dl>`;
}

export function rowsTemplate({ rows }: Snapshot): TemplateResult {
  return html`<section class="card wide" aria-labelledby="rows-title">
    <h2 id="rows-title">By provider, kind and country</h2>
    ${
      rows.length === 0
        ? html`<p class="hint">No calls in this time.</p>`
        : html`<div class="scroll" role="region" tabindex="0" aria-label="Figures, scrolls">
            <table>
              <thead>
                <tr>
                  <th scope="col">provider</th><th scope="col">kind</th><th scope="col">country</th>
                  <th scope="col" class="figure">placed</th><th scope="col" class="figure">refused</th><th scope="col" class="figure">uncertain</th>
                  <th scope="col" class="figure">verified</th><th scope="col" class="figure">answered</th><th scope="col" class="figure">rang</th>
                  <th scope="col" class="figure">not reached</th><th scope="col" class="figure">half within</th><th scope="col" class="figure">95 % within</th>
                  <th scope="col" class="figure">cost</th>
                </tr>
              </thead>
              <tbody>
                ${rows.map((row) => {
                  const of = (...names: readonly string[]): string =>
                    say.number(names.reduce((sum, name) => sum + (row.outcomes[name] ?? 0), 0));
                  return html`<tr>
                    <th scope="row">${row.provider}</th><td>${say.word(row.kind)}</td><td>${say.country(row.country)}</td>
                    <td class="figure">${say.number(row.placed)}</td><td class="figure">${say.number(row.refused)}</td><td class="figure">${say.number(row.uncertain)}</td>
                    <td class="figure">${say.number(row.verified)} <span class="share">${say.percent(row.verified, row.placed)}</span></td>
                    <td class="figure">${of('answered')}</td><td class="figure">${of('no_answer', 'busy')}</td>
                    <td class="figure">${of('unavailable', 'rejected', 'failed', 'unknown', 'redirected')}</td>
                    <td class="figure">${say.duration(row.latency.half)}</td><td class="figure">${say.duration(row.latency.most)}</td>
                    <td class="figure">${say.money(row.cost)}</td>
                  </tr>`;
                })}
              </tbody>
            </table>
          </div>`
    }
  </section>`;
}

interface Bar {
  readonly name: string;
  readonly calls: number;
}

function bars(id: string, title: string, rows: readonly Bar[], empty: string): TemplateResult {
  const total = rows.reduce((sum, { calls }) => sum + calls, 0);
  return html`<section class="card" aria-labelledby=${id}>
    <h2 id=${id}>${title}</h2>
    ${
      rows.length === 0
        ? html`<p class="hint">${empty}</p>`
        : html`<ul class="bars">
            ${rows.map(
              ({ name, calls }) => html`<li>
                <span class="name">${name}</span><span class="figure">${say.number(calls)} <span class="share">${say.percent(calls, total)}</span></span>
                <progress aria-hidden="true" max=${total} value=${calls}></progress>
              </li>`,
            )}
          </ul>`
    }
  </section>`;
}

export function outcomesTemplate({ calls, verifications }: Snapshot): TemplateResult {
  const outcomes = Object.entries(calls.outcomes)
    .map(([name, count]) => ({ name: say.word(name), calls: count }))
    .sort((a, b) => b.calls - a.calls);
  const causes = calls.causes.map(({ cause, calls: count }) => ({ name: say.cause(cause), calls: count }));
  const ends = Object.entries(verifications.ends).map(([name, count]) => ({ name: say.word(name), calls: count }));
  return html`${bars('outcomes-title', 'Outcomes', outcomes, 'No reports in this time.')}
  ${bars('causes-title', 'Causes', causes, 'No causes in this time.')}
  ${bars('ends-title', 'Ended without a token', ends, 'None that is known. A verification whose time just runs out is often not reported.')}`;
}
