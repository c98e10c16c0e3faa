/** The switches: how the telephone takes a call, how reports come, which provider is down. */
import { byId, el, setAttribute, setText } from './dom.js';

/** @import { NetworkState } from './feed.js' */

/** @typedef {[value: string, label: string, hint: string]} Option */

/** @type {Option[]} */
const MOODS = [
  ['rings', 'You decide', 'It rings until you answer or decline.'],
  ['answers', 'Answers', 'It answers by itself after a moment.'],
  ['declines', 'Declines', 'It declines by itself. A flash call has shown its number all the same.'],
  ['does_not_answer', 'Misses it', 'It rings out: a missed call.'],
  ['busy', 'Busy', 'Its owner is in another call.'],
  ['off', 'Off', 'The network cannot reach it.'],
  ['forwarded', 'Forwarded', 'Another telephone takes the call: this one never rings.'],
];

/** @type {Option[]} */
const REPORTS = [
  ['once', 'On time', 'A callback tells your server what became of each call.'],
  ['late', 'Late', 'Callbacks come some seconds after the call.'],
  ['twice', 'Twice', 'Each callback comes two times: the second changes nothing.'],
  ['never', 'Never', 'No callback: codes are checked all the same, a pressed 9 is not heard of.'],
];

/** @type {Option[]} */
const OUTAGES = [
  ['none', 'None', 'MobilGroup is asked first, MCN takes over where it must. Messages go by the shop’s own SMS company.'],
  ['mobilgroup', 'MobilGroup', 'MCN takes over, within the same request.'],
  ['mcn', 'MCN', 'MobilGroup takes over; nobody can ask for a pressed 9.'],
  ['sms', 'SMS', 'The shop’s SMS company is down. MobilGroup sends the message then: it repeats the code of its call.'],
  ['calls', 'Calls', 'Nobody can be called: the shop’s own SMS company sends a code at once.'],
  ['all', 'All', 'Nothing can be sent: the sign-in says so, and no try is lost.'],
];

/** @param {{ setMood: (mood: string) => void, setNetwork: (change: Record<string, string>) => void }} options */
export function createSwitches({ setMood, setNetwork }) {
  const mood = createSwitch('mood', 'Telephone', MOODS, setMood);
  const reports = createSwitch('reports', 'Callbacks', REPORTS, (value) => setNetwork({ reports: value }));
  const outage = createSwitch('outage', 'Outage', OUTAGES, (value) => setNetwork({ outage: value }));
  byId('switches').append(mood.element, reports.element, outage.element);

  return {
    /** @param {string} value */
    showMood: (value) => mood.show(value),
    /** @param {NetworkState} state */
    showNetwork: (state) => {
      reports.show(state.reports);
      outage.show(state.outage);
    },
  };
}

/** @param {string} name @param {string} title @param {Option[]} options @param {(value: string) => void} onChange */
function createSwitch(name, title, options, onChange) {
  const hint = el('p', { class: 'hint', id: `${name}-hint` });
  const inputs = options.map(([value]) => {
    const input = document.createElement('input');
    Object.assign(input, { type: 'radio', name, value });
    input.addEventListener('change', () => {
      show(value);
      onChange(value);
    });
    return input;
  });
  const element = el(
    'fieldset',
    { class: 'switch', 'aria-describedby': hint.id },
    el('legend', {}, title),
    el('div', { class: 'options' }, ...inputs.map((input, index) => el('label', {}, input, options[index]?.[1]))),
    hint,
  );

  /** @param {string} value */
  function show(value) {
    for (const input of inputs) input.checked = input.value === value;
    const index = options.findIndex(([each]) => each === value);
    setAttribute(element, 'data-tone', index > 0 ? 'trouble' : undefined);
    setText(hint, options[index]?.[2] ?? 'This number always takes its calls in its own way.');
  }

  return { element, show };
}
