/** The telephone's screen: at rest with its list, ringing, or in a call. */
import { el, icon, setText } from './dom.js';

/**
 * @typedef {{ id: string, caller: string, state: string, at: number, kind: string, heard?: string }} Call
 * @typedef {{ number: string, mood: string, call?: Call, calls: Call[], messages: { at: number, text: string }[], heard: { at: number, text: string }[] }} View
 */

/** @type {Record<string, string>} */
const ENDS = {
  declined: 'Declined call',
  busy: 'Call while busy',
  no_answer: 'Missed call',
  unavailable: 'Missed while unreachable',
  ended: 'Answered call',
  answered: 'Answered call',
};

/** @param {(action: Record<string, string>) => void} act */
export function createScreen(act) {
  const clock = el('span', { 'aria-hidden': 'true' });
  const content = el('div', { class: 'call-screen', 'data-state': 'none' });
  const element = el(
    'div',
    { class: 'screen' },
    el('div', { class: 'status-bar', 'aria-hidden': 'true' }, clock, el('span', {}, 'Simulated')),
    content,
  );
  let shown = '';
  const tick = () => {
    setText(clock, timeOf(Date.now()));
    const large = element.querySelector('.clock');
    if (large !== null) setText(large, timeOf(Date.now()));
  };
  setInterval(tick, 1000);
  tick();

  return {
    element,
    /** @param {View | undefined} view */
    show: (view) => {
      // Drawn anew only when it differs, so that the focus stays on a button that stays.
      const key = JSON.stringify(view ?? null);
      if (key === shown) return;
      shown = key;
      const focused = /** @type {HTMLElement | null} */ (element.querySelector(':focus'));
      const action = focused?.dataset['action'];
      const next = draw(view, act);
      element.replaceChild(next, element.lastElementChild ?? content);
      tick();
      if (focused === null) return;
      const successor = (action && next.querySelector(`[data-action="${action}"]`)) || next.querySelector('button, .notices');
      if (successor instanceof HTMLElement) successor.focus();
    },
  };
}

/** @param {View | undefined} view @param {(action: Record<string, string>) => void} act */
function draw(view, act) {
  if (view === undefined) return el('p', { class: 'screen-note' }, 'No number yet. Type one into the form, and its telephone lies here.');
  if (view.call !== undefined) return drawCall(view.call, act);
  if (view.mood === 'off') return el('p', { class: 'screen-note' }, 'Switched off.');
  return drawRest(view);
}

/** @param {Call} call @param {(action: Record<string, string>) => void} act */
function drawCall(call, act) {
  const isRinging = call.state === 'ringing';
  return el(
    'div',
    { class: 'call-screen', 'data-state': isRinging ? 'ringing' : 'talking' },
    el('p', { class: 'what' }, isRinging ? 'Incoming call' : 'Connected'),
    el('p', { class: 'caller', id: 'caller' }, ...callerParts(call)),
    isRinging && el('div', { class: 'ripples' }, icon('person')),
    !isRinging && call.heard !== undefined && el('p', { class: 'caption' }, el('span', { class: 'what' }, 'You hear'), call.heard),
    !isRinging && call.kind === 'confirmation_call' && drawKeypad(act),
    el(
      'div',
      { class: 'call-buttons' },
      isRinging && round('decline', 'Decline', () => act({ action: 'decline' })),
      isRinging && round('answer', 'Answer', () => act({ action: 'answer' })),
      !isRinging && round('hang-up', 'Hang up', () => act({ action: 'hang_up' })),
    ),
  );
}

/** @param {(action: Record<string, string>) => void} act */
function drawKeypad(act) {
  const keys = [...'123456789*0#'].map((key) =>
    el(
      'button',
      {
        type: 'button',
        class: 'key',
        'data-action': `key ${key}`,
        'aria-label': `Key ${key}`,
        onclick: () => act({ action: 'press', key }),
      },
      key,
    ),
  );
  return el('div', { class: 'keypad', role: 'group', 'aria-label': 'Keypad' }, ...keys);
}

/** @param {string} name @param {string} label @param {() => void} onclick */
function round(name, label, onclick) {
  const disc = el('span', { 'aria-hidden': 'true' });
  disc.append(icon('handset'));
  return el('button', { type: 'button', class: `round ${name}`, 'data-action': name, onclick }, disc, label);
}

/** @param {View} view */
function drawRest(view) {
  const notices = [
    ...view.calls.map((call) => ({ at: call.at, title: ENDS[call.state] ?? 'Call', parts: callerParts(call) })),
    ...view.messages.map(({ at, text }) => ({ at, title: 'Message', parts: [text] })),
    ...view.heard.map(({ at, text }) => ({ at, title: 'Heard in a call', parts: [text] })),
  ].sort((a, b) => b.at - a.at);
  return el(
    'div',
    {},
    el(
      'div',
      { class: 'rest' },
      el('span', { class: 'clock', 'aria-hidden': 'true' }),
      el('span', { class: 'own-number' }, numberInGroups(view.number)),
    ),
    notices.length === 0
      ? el('p', { class: 'screen-note' }, 'No calls and no messages.')
      : el(
          'ul',
          { class: 'notices', tabindex: '0', 'aria-label': 'Calls and messages, newest first' },
          ...notices.map(({ at, title, parts }) =>
            el('li', {}, el('span', { class: 'what' }, title), el('time', {}, timeOf(at)), el('span', { class: 'body' }, ...parts)),
          ),
        ),
  );
}

/** Calls whose number ends with the code. */
const CODE_CALLS = new Set(['flash_call', 'call_for_2fa', 'password_call']);

/** The calling number, its ending marked where that is the code. @param {Call} call */
function callerParts({ caller, kind }) {
  if (!CODE_CALLS.has(kind)) return [numberInGroups(caller)];
  return [`${numberInGroups(caller).replace(/(\s?\d){4}$/, '')} `, el('strong', { class: 'tail', 'data-tail': '' }, caller.slice(-4))];
}

/** @param {string} number as +79157777777 */
export function numberInGroups(number) {
  return number.replace(/^\+7(\d{3})(\d{3})(\d{2})(\d{2})$/, '+7 $1 $2 $3 $4').replace(/^\+421(\d{3})(\d{3})(\d{3})$/, '+421 $1 $2 $3');
}

/** @param {number} at */
const timeOf = (at) => new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
