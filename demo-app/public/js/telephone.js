/** The telephone: its body, its mood, and what its screen shows. */
import { byId, el, setAttribute, setText } from './dom.js';
import { createScreen, numberInGroups } from './telephone-screen.js';

/** @type {[string, string, string][]} */
const MOODS = [
  ['rings', 'Lets me decide', 'It rings until you answer or decline.'],
  ['answers', 'Answers', 'It answers by itself after a moment.'],
  ['declines', 'Declines', 'It declines by itself: a flash call still shows its number.'],
  ['does_not_answer', 'Not answered', 'It rings out: a missed call.'],
  ['busy', 'Busy', 'The network says that the line is busy.'],
  ['forwarded', 'Forwarded', 'Another telephone takes the call: this one never rings.'],
  ['off', 'Switched off', 'The network cannot reach it.'],
];

/**
 * @param {{ isSimulated: boolean, act: (action: Record<string, string>) => void }} options
 */
export function createTelephone({ isSimulated, act }) {
  const body = byId('telephone-body');
  const announcer = byId('telephone-announcer');
  if (!isSimulated) {
    body.append(el('p', { class: 'card' }, 'This demo calls real telephones now. Keep yours at hand: it will ring.'));
    return { show: () => {} };
  }

  const screen = createScreen(act);
  const device = el('div', { class: 'device' }, screen.element);
  const hint = el('p', { class: 'hint', id: 'mood-hint' });
  const moods = MOODS.map(([mood, label]) =>
    el('label', {}, el('input', { type: 'radio', name: 'mood', value: mood, onchange: () => act({ action: 'mood', mood }) }), label),
  );
  const fieldset = el(
    'fieldset',
    { class: 'moods', 'aria-describedby': 'mood-hint' },
    el('legend', {}, 'How it takes a call'),
    el('div', { class: 'mood-options' }, ...moods),
    hint,
  );
  const ringHint = byId('ring-hint');
  body.append(device, fieldset);
  show(undefined);
  return { show };

  /** @param {import('./telephone-screen.js').View | undefined} view */
  function show(view) {
    const mood = view?.mood ?? 'rings';
    const isRinging = view?.call?.state === 'ringing';
    ringHint.hidden = !isRinging;
    setAttribute(device, 'data-ringing', isRinging);
    setAttribute(device, 'data-mood', mood);
    for (const input of fieldset.querySelectorAll('input')) input.checked = input.value === mood;
    setAttribute(fieldset, 'disabled', view === undefined);
    setText(
      hint,
      view === undefined
        ? 'Type a number first.'
        : (MOODS.find(([name]) => name === mood)?.[2] ?? 'This number always takes its calls in its own way.'),
    );
    screen.show(view);
    setText(announcer, view?.call === undefined ? '' : announcementOf(view.call));
  }
}

/** @param {import('./telephone-screen.js').Call} call */
function announcementOf(call) {
  if (call.state === 'ringing') return `The telephone rings. Incoming call from ${numberInGroups(call.caller)}.`;
  return call.heard === undefined ? 'Connected.' : `Connected. The voice says: ${call.heard}`;
}
