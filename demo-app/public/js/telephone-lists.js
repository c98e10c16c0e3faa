/** The telephone's screen at rest: its home with notices, the list of recent calls, the messages. */
import { el, icon } from './dom.js';
import { callerParts } from './telephone-call.js';
import { numberInGroups, sentenceOf, TELEPHONE_WORDS, timeOf } from './telephone-words.js';

/** @import { Call, View } from './feed.js' */
/** @import { Language } from './telephone-words.js' */

/** @typedef {'home' | 'recents' | 'messages'} Place */

const MISSED = new Set(['no_answer', 'busy', 'unavailable']);

/** @param {Call} call @param {Language} language */
function titleOf({ state }, language) {
  const words = TELEPHONE_WORDS[language];
  if (state === 'declined') return words.declined;
  if (state === 'busy') return words.busy;
  return MISSED.has(state) ? words.missed : words.answered;
}

/** @param {View} view @param {Language} language @param {(place: Place) => void} go */
export function drawHome(view, language, go) {
  const words = TELEPHONE_WORDS[language];
  if (view.mood === 'off') return el('div', { class: 'face' }, el('p', { class: 'switched-off' }, words.off));
  const state = view.mood === 'forwarded' ? words.forwarded : view.mood === 'busy' ? words.engaged : undefined;
  const notices = [
    ...view.calls.map((call) => ({
      at: call.at,
      kind: 'call',
      title: titleOf(call, language),
      parts: callerParts(call),
    })),
    ...view.messages.map(({ at, text }) => ({ at, kind: 'message', title: words.message, parts: [text] })),
  ]
    .sort((a, b) => b.at - a.at)
    .slice(0, 3);
  return el(
    'div',
    { class: 'face' },
    el(
      'div',
      { class: 'rest' },
      el('span', { class: 'date' }, new Date().toLocaleDateString(language, { weekday: 'long', day: 'numeric', month: 'long' })),
      el('span', { class: 'clock', 'aria-hidden': 'true' }, timeOf(Date.now())),
      el('span', { class: 'own-number' }, numberInGroups(view.number)),
      state !== undefined && el('span', { class: 'state' }, state),
    ),
    notices.length > 0 &&
      el(
        'ul',
        { class: 'notices', tabindex: '0', 'aria-label': words.notices },
        ...notices.map(({ at, kind, title, parts }) =>
          el(
            'li',
            { class: kind },
            icon(kind === 'call' ? 'handset' : 'speech'),
            el('span', { class: 'what' }, title),
            el('time', {}, timeOf(at)),
            el('span', { class: 'body' }, ...parts),
          ),
        ),
      ),
    el(
      'div',
      { class: 'dock' },
      app('recents', 'handset', words.calls, view.calls.filter((call) => MISSED.has(call.state)).length, go),
      app('messages', 'speech', words.messages, view.messages.length, go),
    ),
  );
}

/** @param {Place} place @param {'handset' | 'speech'} image @param {string} label @param {number} count @param {(place: Place) => void} go */
function app(place, image, label, count, go) {
  return el(
    'button',
    { type: 'button', class: 'app', 'data-action': `open-${place}`, onclick: () => go(place) },
    el('span', { class: 'app-icon', 'aria-hidden': 'true' }, icon(image)),
    label,
    count > 0 && el('span', { class: 'badge' }, String(count)),
  );
}

/** @param {View} view @param {Language} language @param {(place: Place) => void} go */
export function drawRecents(view, language, go) {
  const words = TELEPHONE_WORDS[language];
  const rows = [...view.calls]
    .reverse()
    .map((call) =>
      el(
        'li',
        { class: MISSED.has(call.state) ? 'missed' : 'taken' },
        icon(MISSED.has(call.state) ? 'missed' : 'incoming'),
        el('span', { class: 'number' }, ...callerParts(call)),
        el('time', {}, timeOf(call.at)),
        el('span', { class: 'what' }, titleOf(call, language), call.heard !== undefined && `: ${sentenceOf(call.heard, language)}`),
      ),
    );
  return el(
    'div',
    { class: 'face list-face' },
    el('h3', {}, words.recents),
    rows.length === 0
      ? el('p', { class: 'nothing' }, words.noCalls)
      : el('ul', { class: 'recents', tabindex: '0', 'aria-label': words.recents }, ...rows),
    tabs('recents', language, go),
  );
}

/** @param {View} view @param {Language} language @param {(place: Place) => void} go */
export function drawMessages(view, language, go) {
  const words = TELEPHONE_WORDS[language];
  const rows = view.messages.map(({ from, text, at }) =>
    el('li', {}, el('p', { class: 'from' }, `${from}, ${timeOf(at)}`), el('p', { class: 'bubble' }, text)),
  );
  return el(
    'div',
    { class: 'face list-face' },
    el('h3', {}, words.messages),
    rows.length === 0
      ? el('p', { class: 'nothing' }, words.noMessages)
      : el('ul', { class: 'thread', tabindex: '0', 'aria-label': words.messages }, ...rows),
    tabs('messages', language, go),
  );
}

/** @param {Place} place @param {Language} language @param {(place: Place) => void} go */
function tabs(place, language, go) {
  const words = TELEPHONE_WORDS[language];
  /** @param {Place} to @param {'clock' | 'speech'} image @param {string} label */
  const tab = (to, image, label) =>
    el(
      'button',
      { type: 'button', 'data-action': `tab-${to}`, 'aria-current': to === place && 'page', onclick: () => go(to) },
      icon(image),
      label,
    );
  return el('div', { class: 'tabs' }, tab('recents', 'clock', words.recentsTab), tab('messages', 'speech', words.messages));
}
