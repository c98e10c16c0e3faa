/** The steps that one call can take. Each step is sent to the feed. */
import type { EventFeed } from './event-feed.js';
import type { CallOrder, CallRecord, PlacedCall, SimulatedCall, SimulatedCallOutcome, SimulatedCallState } from './simulated-call.js';

/** The call, as the telephone controls it. */
export interface CallLeg extends PlacedCall {
  readonly order: CallOrder;
  ring(): void;
  answer(by: 'called' | 'forwarded'): void;
  press(key: string): void;
  /** Ends an answered call. */
  hangUp(): void;
  /** Ends a call that was never answered. */
  fail(outcome: Exclude<SimulatedCallOutcome, 'answered'>, cause: number): void;
}

/** Q.931: 16 is normal clearing. */
const NORMAL_CLEARING = 16;

export function createCallLeg(order: CallOrder, feed: EventFeed): CallLeg {
  const { id, provider, kind, number, caller, codeDigits } = order;
  const call: { -readonly [Key in keyof SimulatedCall]: SimulatedCall[Key] } = {
    id,
    provider,
    kind,
    number,
    caller,
    since: Date.now(),
    state: 'ringing',
    outcome: undefined,
    cause: undefined,
    isForwarded: false,
    pressed: '',
  };
  let answeredAt: number | undefined;
  let close: (record: CallRecord) => void = () => undefined;
  const over = new Promise<CallRecord>((resolve) => {
    close = resolve;
  });

  function enter(next: SimulatedCallState): void {
    call.state = next;
    feed.emit({ type: 'call', callId: id, provider, kind, number, caller, codeDigits, state: next, cause: call.cause });
  }

  function end(next: SimulatedCallState, cause: number): void {
    call.cause = cause;
    enter(next);
    const durationSeconds = answeredAt === undefined ? 0 : Math.round((Date.now() - answeredAt) / 1000);
    close({ call, cause, isAnswered: call.outcome === 'answered', durationSeconds });
  }

  return {
    order,
    call,
    over,
    ring: () => enter('ringing'),
    answer(by) {
      call.isForwarded = by === 'forwarded';
      call.outcome = 'answered';
      answeredAt = Date.now();
      enter('answered');
    },
    press(key) {
      call.pressed += key;
      feed.emit({ type: 'pressed', callId: id, number, key });
    },
    hangUp: () => end('ended', NORMAL_CLEARING),
    fail(outcome, cause) {
      call.outcome = outcome;
      end(outcome, cause);
    },
  };
}
