/** The timeline: what went from where to where, in the order of its time, each row with all its detail. */
import { byId, el } from './dom.js';

const LANES = ['browser', 'app', 'provider', 'telephone'];
/** @type {Record<string, string>} */
const NAMES = { browser: 'Browser', app: 'App', provider: 'Provider', telephone: 'Telephone' };
const MAX_ENTRIES = 200;

/** @typedef {import('./api.js').Exchange} Entry */

export function createTimeline() {
  const list = byId('wire');
  const empty = byId('wire-empty');
  let firstAt = 0;
  byId('wire-clear').addEventListener('click', () => {
    list.replaceChildren();
    empty.hidden = false;
  });

  return {
    /** @param {Entry} entry */
    add: (entry) => {
      if (list.childElementCount === 0) firstAt = entry.at;
      empty.hidden = true;
      const row = createRow(entry, entry.at - firstAt);
      // Two sources tell of one story: sorted by time, newest last.
      const before = [...list.children].reverse().find((other) => Number(/** @type {HTMLElement} */ (other).dataset['at']) <= entry.at);
      if (before === undefined) list.prepend(row);
      else before.after(row);
      if (list.childElementCount > MAX_ENTRIES) list.firstElementChild?.remove();
    },
  };
}

/** @param {Entry} entry @param {number} sinceFirstMs */
function createRow(entry, sinceFirstMs) {
  const from = LANES.indexOf(entry.from);
  const to = LANES.indexOf(entry.to);
  const route = entry.from === entry.to ? NAMES[entry.from] : `${NAMES[entry.from]} → ${NAMES[entry.to]}`;
  const message = el(
    'span',
    { class: 'message' },
    el(
      'span',
      {},
      entry.title,
      entry.outcome !== undefined && ' ',
      entry.outcome !== undefined && el('span', { class: 'outcome', 'data-tone': entry.tone }, entry.outcome),
    ),
  );
  const detail = el('pre', { tabindex: '0' }, JSON.stringify(entry.detail, null, 2));
  const row = el(
    'li',
    {
      class: 'entry',
      'data-at': entry.at,
      'data-tone': entry.tone,
      'data-way': from === to ? 'none' : from < to ? 'right' : 'left',
      'data-start': Math.min(from, to),
      'data-end': Math.max(from, to),
      'data-new': true,
    },
    el(
      'details',
      {},
      el(
        'summary',
        {},
        el('time', {}, `${sinceFirstMs < 0 ? '−' : '+'}${(Math.abs(sinceFirstMs) / 1000).toFixed(2)} s`),
        el('span', { class: 'hop' }, el('span', { class: 'route' }, route ?? ''), message),
      ),
      detail,
    ),
  );
  return row;
}
