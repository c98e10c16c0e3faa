/** What a story is told with: lines, the person's hand on the page and the telephone, and the switches. */
import { byId } from './dom.js';
import { createHand } from './story-hand.js';

/** @import { View } from './feed.js' */
/** @import { SignIn } from './sign-in.js' */

/**
 * @typedef {object} StageParts
 * @property {SignIn} signIn
 * @property {{ view: () => View | undefined }} telephone
 * @property {{ act: (action: Record<string, string>) => void, setNetwork: (change: Record<string, string>) => Promise<void>, arrived: () => Promise<void> }} feed
 */

/** @typedef {ReturnType<typeof createStage>} Stage */

const PATIENCE_MS = 60_000;
const CODE = /\d{4,}/;

/** @param {StageParts} parts @param {HTMLElement} line @param {number} pace how long the pauses are: 1 for people, 0 for machines */
export function createStage({ signIn, telephone, feed }, line, pace) {
  /** @param {number} ms @returns {Promise<void>} */
  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms * pace));
  const hand = createHand(pause);
  // A number of its own: nothing of another story is in its way.
  const number = `+7915${String(Math.floor(Math.random() * 1e7)).padStart(7, '0')}`;

  /**
   * @template Found
   * @param {string} what @param {() => Found | undefined | null | false} find @returns {Promise<Found>}
   */
  async function until(what, find) {
    const end = Date.now() + PATIENCE_MS;
    for (;;) {
      const found = find();
      if (found !== undefined && found !== null && found !== false) return found;
      if (Date.now() > end) throw new Error(`The story waited in vain for ${what}.`);
      await new Promise((resolve) => setTimeout(resolve, 40));
    }
  }

  /** @param {string} what @param {() => Element | undefined | null} find */
  async function press(what, find) {
    const canBePressed = () => {
      const found = find();
      const isReady = found instanceof HTMLElement && !found.matches(':disabled, [aria-disabled="true"], [aria-busy="true"]');
      return isReady ? found : undefined;
    };
    do await until(what, canBePressed);
    while (!(await hand.press(canBePressed)));
  }

  /** @param {string} action */
  const key = (action) => document.querySelector(`#device [data-action="${action}"]`);

  /** The last digit sends it. @param {string} text */
  async function typeCode(text) {
    while (!(await hand.type(await until('the field for the code', signIn.codeField), text, { isWhole: true })));
  }

  /** Presses one of the two buttons of a ringing telephone, and waits until it took effect. @param {'answer' | 'decline'} action */
  async function endRing(action) {
    const ringing = telephone.view()?.call?.id;
    await press(`the button ${action}`, () => key(action));
    await until('the end of the ring', () => telephone.view()?.call?.id !== ringing || telephone.view()?.call?.state !== 'ringing');
  }

  const lastCall = () => telephone.view()?.call ?? telephone.view()?.calls.at(-1);
  const shownCode = () => lastCall()?.caller.slice(-4);

  return {
    async begin() {
      feed.act({ action: 'mood', mood: 'rings' });
      await feed.setNetwork({ reports: 'once', outage: 'none', time: 'now' });
      await until('the sign-in', signIn.phoneField);
      await pause(600);
    },
    /** Everything as it was. */
    async leave() {
      hand.leave();
      feed.act({ action: 'mood', mood: 'rings' });
      await feed.setNetwork({ reports: 'once', outage: 'none', time: 'now' });
    },
    /** Tells one line, and leaves time to read it. @param {string} text */
    async say(text) {
      line.textContent = text;
      await pause(1300 + text.length * 38);
    },
    /** @param {'mood' | 'reports' | 'outage'} name @param {string} value */
    async set(name, value) {
      await press('a switch', () => byId('switches').querySelector(`input[name="${name}"][value="${value}"]`));
      // A call that overtakes the switch would meet the telephone as it was before.
      await feed.arrived();
    },
    /** Turns the shop's clock beyond the end of any verification. */
    timePasses: () => feed.setNetwork({ time: 'later' }),
    async askForCall() {
      await hand.type(await until('the field for the number', signIn.phoneField), number);
      await pause(250);
      await press('the button that calls', signIn.callButton);
    },
    /** Asks for another way, as soon as that is possible. @param {string} kind */
    askFor: (kind) => press(`the way ${kind}`, () => signIn.wayButton(kind)),
    rings: () => until('the ring', () => telephone.view()?.call?.state === 'ringing'),
    answer: () => endRing('answer'),
    decline: () => endRing('decline'),
    pressNine: () => press('the key 9', () => key('key 9')),
    /** The last call is over, in this way. @param {string} state */
    callIs: (state) => until(`a call that is ${state}`, () => telephone.view()?.calls.at(-1)?.state === state),
    openRecents: () => press('the recent calls', () => key('open-recents')),
    openMessages: () => press('the messages', () => key('open-messages')),
    message: () => until('a message', () => telephone.view()?.messages.at(-1)),
    async typeShownCode() {
      await typeCode(await until('a calling number', shownCode));
    },
    async typeHeardCode() {
      await typeCode(await until('a spoken code', () => lastCall()?.heard?.code));
    },
    async typeMessagedCode() {
      await typeCode(await until('a code in a message', () => CODE.exec(telephone.view()?.messages.at(-1)?.text ?? '')?.[0]));
    },
    /** @param {number} offset makes another wrong code */
    async typeWrongCode(offset) {
      const right = await until('a calling number', shownCode);
      await typeCode(String((Number(right) + offset) % 10_000).padStart(4, '0'));
    },
    /** @param {'number' | 'code' | 'verified' | 'ended'} step */
    signInIs: (step) => until(`the sign-in’s step ${step}`, () => signIn.state() === step),
    /** A row of the timeline, so many times. @param {string} text @param {number} [times] */
    row: (text, times = 1) =>
      until(`“${text}” on the timeline`, () => {
        const rows = [...document.querySelectorAll('#wire .message')].filter((row) => row.textContent?.includes(text));
        return rows.length >= times;
      }),
    verified: () => until('the token', () => signIn.state() === 'verified'),
    startOver: () => press('the button that starts over', signIn.restartButton),
  };
}
