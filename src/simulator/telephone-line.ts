/** The network's side of a virtual telephone: calls arrive, ring, are answered or not, and end. */
import { type CallLeg, createCallLeg } from './call-leg.js';
import type { EventFeed } from './event-feed.js';
import type { CallOrder, PlacedCall, SimulatedCall } from './simulated-call.js';
import { moodOfNumber, requireMood, type TelephoneMood } from './telephone-mood.js';
import type { Timers } from './timers.js';
import type { VirtualTelephone } from './virtual-telephone.js';
import { createWaiters } from './waiters.js';

export interface TelephoneTimes {
  /** How long a call rings before it counts as not answered. */
  readonly ringMs: number;
  /** How long a telephone that acts by itself waits first. */
  readonly reactMs: number;
  /** How long an answered voice call lasts. */
  readonly afterAnswerMs: number;
  /** How long an answered confirmation call waits for a key. */
  readonly keyPressMs: number;
}

/** The telephone as the network sees it. */
export interface TelephoneLine {
  readonly telephone: VirtualTelephone;
  receiveCall(order: CallOrder): PlacedCall;
  receiveText(text: string): void;
  close(): void;
}

export interface LineContext {
  readonly times: TelephoneTimes;
  readonly timers: Timers;
  readonly feed: EventFeed;
  /** Of a telephone whose number is none of a scenario. */
  readonly firstMood: TelephoneMood;
}

const PRESS_9 = 'To confirm, press 9.';

/** Calls that never reach the telephone, with their Q.931 causes; 31 and 41 with MCN's meaning. */
const DEAD_ENDS: Readonly<Partial<Record<TelephoneMood, number>>> = { off: 20, rejected_by_operator: 31, billing_failure: 41 };

const isAnyCall = (_call: SimulatedCall): _call is SimulatedCall => true;

export function createTelephoneLine(number: string, { times, timers, feed, firstMood }: LineContext): TelephoneLine {
  const calls: SimulatedCall[] = [];
  const messages: string[] = [];
  const waiters = createWaiters<SimulatedCall>(timers);
  let mood = moodOfNumber(number) ?? firstMood;
  let heard: string | undefined;
  let shown: string | undefined;
  let current: CallLeg | undefined;
  let stopClock: () => void = () => undefined;

  /** Runs `action` after a while, unless the call has changed its state by then. */
  function schedule(delayMs: number, action: (leg: CallLeg) => void): void {
    const leg = current;
    stopClock();
    stopClock = timers.after(delayMs, () => {
      if (leg !== undefined && leg === current) action(leg);
    });
  }

  function release(): CallLeg | undefined {
    const leg = current;
    current = undefined;
    stopClock();
    return leg;
  }

  function speak(leg: CallLeg): void {
    const { speech } = leg.order;
    if (speech === undefined) {
      // "The call is dropped at once when it is picked up" ("Flash call: звонки для авторизации, API", MCN, 27 May 2022).
      release()?.hangUp();
      return;
    }
    const code = speech.type === 'code' ? speech.code : undefined;
    const sentence = code === undefined ? PRESS_9 : `Your code is ${[...code].join(' ')}.`;
    const isRepeated = speech.type === 'code' && speech.isRepeated;
    heard = code ?? sentence;
    feed.emit({ type: 'spoken', callId: leg.call.id, number, text: isRepeated ? `${sentence} ${sentence}` : sentence, code });
    schedule(speech.type === 'code' ? times.afterAnswerMs : times.keyPressMs, () => release()?.hangUp());
  }

  function requireCall(state: 'ringing' | 'answered'): CallLeg {
    if (current?.call.state !== state) throw new Error(`${number} has no call that is ${state}.`);
    return current;
  }

  function answer(): void {
    const leg = requireCall('ringing');
    stopClock();
    leg.answer('called');
    speak(leg);
  }

  function decline(): void {
    requireCall('ringing');
    release()?.fail('declined', 21);
  }

  function press(key: string): void {
    if (!/^[0-9*#]$/.test(key)) throw new Error(`A telephone has no key ${JSON.stringify(key)}.`);
    const leg = requireCall('answered');
    leg.press(key);
    if (key === '9' && leg.order.speech?.type === 'press_9') release()?.hangUp();
  }

  function ring(leg: CallLeg): void {
    current = leg;
    shown = leg.call.caller;
    leg.ring();
    schedule(times.ringMs, () => release()?.fail('no_answer', 16));
    actByItself(leg);
    waiters.offer(leg.call);
  }

  function actByItself(leg: CallLeg): void {
    const { reactMs } = times;
    if (mood === 'declines') schedule(reactMs, decline);
    if (mood === 'does_not_answer') schedule(reactMs, () => release()?.fail('no_answer', 16));
    if (mood === 'answers') schedule(reactMs, answer);
    if (mood === 'presses_9') {
      schedule(reactMs, () => {
        answer();
        timers.after(reactMs, () => {
          if (current === leg && leg.order.speech?.type === 'press_9') press('9');
        });
      });
    }
  }

  function connect(leg: CallLeg): void {
    const isEngaged = mood === 'busy' || current?.call.state === 'answered';
    const deadEnd = DEAD_ENDS[mood];
    if (deadEnd !== undefined) {
      leg.fail('unavailable', deadEnd);
    } else if (mood === 'forwarded') {
      leg.answer('forwarded');
      leg.hangUp();
    } else if (isEngaged) {
      // During a conversation a telephone shows who else is calling.
      shown = leg.call.caller;
      leg.fail('busy', 17);
    } else {
      // A telephone rings for one call at a time: a new call means that the earlier one was given up.
      release()?.fail('no_answer', 16);
      ring(leg);
    }
  }

  const telephone: VirtualTelephone = {
    number,
    get mood() {
      return mood;
    },
    set mood(next) {
      mood = requireMood(next);
    },
    get ring() {
      return current?.call.state === 'ringing' ? current.call : undefined;
    },
    get calls() {
      return [...calls];
    },
    get messages() {
      return [...messages];
    },
    get heard() {
      return heard;
    },
    get shown() {
      return shown;
    },
    answer,
    decline,
    press,
    hangUp() {
      if (current?.call.state === 'ringing') {
        decline();
      } else {
        requireCall('answered');
        release()?.hangUp();
      }
    },
    rings(options) {
      const ringing = telephone.ring;
      return ringing === undefined ? waiters.next(`a call to ${number}`, isAnyCall, options) : Promise.resolve(ringing);
    },
  };

  return {
    telephone,
    receiveCall(order) {
      const leg = createCallLeg(order, feed);
      calls.push(leg.call);
      connect(leg);
      return leg;
    },
    receiveText: (text) => void messages.push(text),
    close: () => waiters.close(),
  };
}
