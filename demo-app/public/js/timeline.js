/** The timeline: what went from where to where, in the order of its time, each row with its detail. */
import { byId, el } from './dom.js';

/** @import { Row } from './feed.js' */

const LANES = ['browser', 'app', 'provider', 'telephone'];
/** @type {Record<string, string>} */
const NAMES = { browser: 'Browser', app: 'Your server', provider: 'Provider', telephone: 'Telephone' };
const MAX_ROWS = 300;

/** @param {{ clear: () => void }} options */
export function createTimeline({ clear }) {
  const list = byId('wire');
  const empty = byId('wire-empty');
  const region = byId('wire-scroll');
  /** @type {Set<string>} */
  const known = new Set();
  let firstAt = 0;
  byId('wire-clear').addEventListener('click', () => {
    list.replaceChildren();
    empty.hidden = false;
    clear();
  });

  let isFollowing = false;

  /** Goes on to the newest row once all that came at once is there, unless somebody has scrolled back to read. */
  function follow() {
    if (isFollowing || region.scrollTop + region.clientHeight < region.scrollHeight - 40) return;
    isFollowing = true;
    requestAnimationFrame(() => {
      isFollowing = false;
      region.scrollTop = region.scrollHeight;
    });
  }

  /** @param {Row} row */
  function insert(row) {
    // A stream that is opened again tells its history again.
    if (known.has(row.id)) return;
    known.add(row.id);
    if (list.childElementCount === 0) firstAt = row.at;
    const element = createRow(row, row.at - firstAt);
    let before = list.lastElementChild;
    while (before instanceof HTMLElement && Number(before.dataset['at']) > row.at) before = before.previousElementSibling;
    if (before === null) list.prepend(element);
    else before.after(element);
    if (list.childElementCount > MAX_ROWS) list.firstElementChild?.remove();
  }

  return {
    /** @param {Row[]} rows */
    add: (rows) => {
      if (rows.length === 0) return;
      empty.hidden = true;
      follow();
      for (const row of rows) insert(row);
    },
  };
}

/** @param {Row} row @param {number} sinceFirstMs */
function createRow(row, sinceFirstMs) {
  const from = LANES.indexOf(row.from);
  const to = LANES.indexOf(row.to);
  /** @param {string} station */
  const nameOf = (station) => (station === 'provider' ? (row.provider ?? NAMES[station]) : NAMES[station]) ?? station;
  const route = from === to ? nameOf(row.from) : `${nameOf(row.from)} → ${nameOf(row.to)}`;
  const title = row.provider === undefined ? row.title : `${row.provider}: ${row.title}`;
  const message = el(
    'span',
    { class: 'message' },
    el('span', {}, title, row.outcome !== undefined && ' ', row.outcome !== undefined && el('span', { class: 'outcome' }, row.outcome)),
  );
  return el(
    'li',
    {
      class: 'entry',
      'data-at': row.at,
      'data-tone': row.tone,
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
        el('span', { class: 'hop' }, el('span', { class: 'route' }, route), message),
      ),
      el('pre', { tabindex: '0', 'aria-label': `${route}: ${title}` }, JSON.stringify(row.detail, null, 2)),
    ),
  );
}
