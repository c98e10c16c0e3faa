/** The telephone: its body, and which of its screens it shows. */
import { byId, el, icon, setAttribute, setText } from './dom.js';
import { drawCall } from './telephone-call.js';
import { drawHome, drawMessages, drawRecents } from './telephone-lists.js';
import { beSilent, speak } from './telephone-voice.js';
import { numberInGroups, sentenceOf, TELEPHONE_WORDS, timeOf } from './telephone-words.js';

/** @import { View } from './feed.js' */
/** @import { Place } from './telephone-lists.js' */
/** @import { Language } from './telephone-words.js' */

/** @param {{ act: (action: Record<string, string>) => void }} options */
export function createTelephone({ act }) {
  const announcer = byId('telephone-announcer');
  /** @type {View | undefined} */
  let view;
  /** @type {Place} */
  let place = 'home';
  /** @type {Language} */
  let language = 'en';
  let isLoud = true;
  /** Undefined: where a call asks for a key. @type {boolean | undefined} */
  let hasKeypad;
  let shown = '';

  const clock = el('span', {});
  const statusBar = el(
    'div',
    { class: 'status-bar', 'aria-hidden': 'true' },
    clock,
    el('span', { class: 'status-icons' }, icon('signal'), icon('battery')),
  );
  const home = el('button', { type: 'button', class: 'home-bar', 'data-action': 'home', onclick: () => go('home') }, el('span', {}));
  let face = el('div', { class: 'face' });
  const screen = el('div', { class: 'screen' }, statusBar, face, home);
  const device = el('div', { class: 'device' }, screen);
  byId('device').append(device);

  setInterval(draw, 1000);
  draw();

  /** @param {Place} next */
  function go(next) {
    place = next;
    draw();
  }

  function draw() {
    setText(clock, timeOf(Date.now()));
    const words = TELEPHONE_WORDS[language];
    // Drawn anew only when it differs, so that the focus stays on a button that stays.
    const key = JSON.stringify([view, place, language, isLoud, hasKeypad, timeOf(Date.now())]);
    if (key === shown || view === undefined) return;
    shown = key;
    const { call } = view;
    const isOff = view.mood === 'off' && call === undefined;
    setAttribute(device, 'data-ringing', call?.state === 'ringing');
    byId('ring-hint').hidden = call?.state !== 'ringing';
    setAttribute(device, 'data-call', call?.state);
    setAttribute(device, 'data-mood', view.mood);
    setAttribute(device, 'data-light', call === undefined && !isOff && place !== 'home');
    setAttribute(device, 'lang', language);
    setAttribute(home, 'aria-label', words.home);
    home.hidden = call !== undefined || isOff || place === 'home';
    const settings = { language, isLoud, hasKeypad: hasKeypad ?? call?.kind === 'confirmation_call' };
    const next =
      call !== undefined
        ? drawCall(
            call,
            view.messages.findLast(({ at }) => at > call.at),
            settings,
            { act, toggle },
          )
        : isOff || place === 'home'
          ? drawHome(view, language, go)
          : place === 'recents'
            ? drawRecents(view, language, go)
            : drawMessages(view, language, go);
    replaceFace(next);
    if (call?.state === 'answered' && call.heard !== undefined && isLoud)
      speak(call.id, sentenceOf(call.heard, language), language, call.kind === 'voice_call');
    if (call?.state !== 'answered') beSilent();
    setText(announcer, announcement(view));
  }

  /** @param {HTMLElement} next */
  function replaceFace(next) {
    const focused = /** @type {HTMLElement | null} */ (face.querySelector(':focus'));
    const action = focused?.dataset['action'];
    face.replaceWith(next);
    face = next;
    if (focused === null) return;
    const successor = (action && next.querySelector(`[data-action="${action}"]`)) || next.querySelector('button, [tabindex]');
    if (successor instanceof HTMLElement) successor.focus({ preventScroll: true });
  }

  /** @param {'isLoud' | 'hasKeypad'} name */
  function toggle(name) {
    if (name === 'isLoud') {
      isLoud = !isLoud;
      if (!isLoud) beSilent();
    } else {
      hasKeypad = !(hasKeypad ?? view?.call?.kind === 'confirmation_call');
    }
    draw();
  }

  /** @param {View} now */
  function announcement({ call }) {
    if (call === undefined) return '';
    const words = TELEPHONE_WORDS[language];
    if (call.state === 'ringing') return words.rings(numberInGroups(call.caller));
    return call.heard === undefined ? words.connected : `${words.connected}. ${words.youHear}: ${sentenceOf(call.heard, language)}`;
  }

  return {
    /** @param {View} next */
    show: (next) => {
      // A call or a message brings the screen at rest back, where the notice of it stands.
      const isNew = next.number !== view?.number || next.call?.id !== view.call?.id || next.messages.length !== view.messages.length;
      if (isNew) place = 'home';
      if (next.call?.id !== view?.call?.id) hasKeypad = undefined;
      view = next;
      draw();
    },
    /** @param {Language} next */
    speak: (next) => {
      language = next;
      draw();
    },
    /** What it shows now. */
    view: () => view,
  };
}
