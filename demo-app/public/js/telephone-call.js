/** The telephone's screen while somebody calls: ringing, talking, its keypad. */
import { el, icon } from './dom.js';
import { numberInGroups, sentenceOf, TELEPHONE_WORDS, timeOf } from './telephone-words.js';

/** @import { Call, Message } from './feed.js' */
/** @import { Language } from './telephone-words.js' */

/** Calls whose number ends with the code. */
const CODE_CALLS = new Set(['flash_call', 'call_for_2fa', 'password_call']);

/** The calling number, its ending marked where that is the code. @param {Call} call */
export function callerParts({ caller, kind }) {
  if (!CODE_CALLS.has(kind)) return [numberInGroups(caller)];
  const start = numberInGroups(caller).replace(/(\s?\d){4}$/, '');
  return [`${start} `, el('strong', { class: 'tail', 'data-tail': '' }, caller.slice(-4))];
}

/**
 * @typedef {{ act: (action: Record<string, string>) => void, toggle: (name: 'isLoud' | 'hasKeypad') => void }} CallActions
 * @typedef {{ language: Language, isLoud: boolean, hasKeypad: boolean }} CallSettings
 */

/** @param {Call} call @param {Message | undefined} message one that came during the call @param {CallSettings} settings @param {CallActions} actions */
export function drawCall(call, message, settings, { act, toggle }) {
  const words = TELEPHONE_WORDS[settings.language];
  const isRinging = call.state === 'ringing';
  const isKeypadShown = !isRinging && settings.hasKeypad;
  return el(
    'div',
    { class: 'face call-face', 'data-state': isRinging ? 'ringing' : 'talking' },
    message !== undefined && drawBanner(message, words.message),
    el('p', { class: 'what' }, isRinging ? words.incoming : words.connected),
    el('p', { class: 'caller', id: 'caller' }, ...callerParts(call)),
    (isRinging || !isKeypadShown) && el('div', { class: 'portrait' }, icon('person')),
    !isRinging &&
      call.heard !== undefined &&
      el(
        'p',
        { class: 'spoken' },
        el('span', { class: 'what' }, words.youHear),
        el('span', { class: 'words' }, sentenceOf(call.heard, settings.language)),
      ),
    isKeypadShown && drawKeypad(words.key, act),
    el(
      'div',
      { class: 'call-buttons' },
      isRinging && round('decline', 'handset', words.decline, () => act({ action: 'decline' })),
      isRinging && round('answer', 'handset', words.answer, () => act({ action: 'answer' })),
      !isRinging && round('speaker', 'speaker', words.speaker, () => toggle('isLoud'), settings.isLoud),
      !isRinging && round('keypad-toggle', 'keypad', words.keypad, () => toggle('hasKeypad'), settings.hasKeypad),
      !isRinging && round('hang-up', 'handset', words.hangUp, () => act({ action: 'hang_up' })),
    ),
  );
}

/** @param {Message} message @param {string} title */
function drawBanner({ text, at }, title) {
  return el(
    'ul',
    { class: 'notices' },
    el(
      'li',
      { class: 'message' },
      icon('speech'),
      el('span', { class: 'what' }, title),
      el('time', {}, timeOf(at)),
      el('span', { class: 'body' }, text),
    ),
  );
}

/** @param {string} label @param {CallActions['act']} act */
function drawKeypad(label, act) {
  const keys = [...'123456789*0#'].map((key) =>
    el(
      'button',
      {
        type: 'button',
        class: 'key',
        'data-action': `key ${key}`,
        'aria-label': `${label} ${key}`,
        onclick: () => act({ action: 'press', key }),
      },
      key,
    ),
  );
  return el('div', { class: 'keypad' }, ...keys);
}

/** @param {string} name @param {'handset' | 'speaker' | 'keypad'} image @param {string} label @param {() => void} onclick @param {boolean} [isPressed] */
function round(name, image, label, onclick, isPressed) {
  const disc = el('span', { 'aria-hidden': 'true' }, icon(image));
  const state = isPressed === undefined ? {} : { 'aria-pressed': String(isPressed) };
  return el('button', { type: 'button', class: `round ${name}`, 'data-action': name, onclick, ...state }, disc, label);
}
