/** Runs a confirmation: sends requests through the client, watches the call, and passes the answers to the flow. */

import type { VerificationStatus } from '../../contract/answers.js';
import type { MethodKind } from '../../contract/method-kind.js';
import { ABORTED, type ClientProblem } from '../client-problem.js';
import type { CallVerificationClient, CheckRequest } from '../create-call-verification-client.js';
import { type Ask, BEGINNING, type CheckAnswer, type EndReason, type FlowEvent, type FlowState, keepable, transition } from './flow.js';
import { warnOfHost } from './host-warning.js';
import type { VerificationKeeper } from './kept-verification.js';

export interface VerificationRunOptions {
  readonly client: CallVerificationClient;
  readonly keeper: VerificationKeeper;
  /** The server's time, in milliseconds since the epoch. */
  readonly now: () => number;
  readonly onChange: (state: FlowState, before: FlowState) => void;
  readonly onProblem: (problem: ClientProblem) => void;
  /** @returns whether the host handles it, and will call `respond` */
  readonly onChallenge: (challenge: unknown, respond: (members: Readonly<Record<string, unknown>>) => void) => boolean;
  /** The host's answer, if it answers a check with a document of its own. */
  readonly onHostAnswer: (answer: Readonly<Record<string, unknown>>) => void;
}

export type Members = Readonly<Record<string, unknown>>;

export interface VerificationRun {
  readonly state: FlowState;
  start(phone: string, method?: MethodKind, members?: Members): Promise<void>;
  again(method?: MethodKind, members?: Members): Promise<void>;
  check(code?: string): Promise<void>;
  /** The person changes what the problem was about. */
  edit(): void;
  /** Continues what a reload interrupted. */
  resume(): void;
  /** Back to the beginning. The server is asked to cancel, so that the code does not work any more. */
  reset(): void;
  end(reason: EndReason): void;
  /** Stops every request and timer; `continue` starts them again. */
  pause(): void;
  continue(): void;
}

/** A watch that failed begins again. */
const WATCH_AGAIN_MS = 3000;
/** The pauses between questions whether an awaited report has come, because checks are limited per address. */
const ASK_AFTER_MS = [1000, 2000, 4000, 8000, 16_000, 30_000];

export function createVerificationRun(options: VerificationRunOptions): VerificationRun {
  const { client, keeper, now } = options;
  let state = BEGINNING;
  let watching = new AbortController();
  /** For all requests but the watch: aborted when their answers do not count any more. */
  let asking = new AbortController();
  let watchTimer: ReturnType<typeof setTimeout> | undefined;
  let askTimer: ReturnType<typeof setTimeout> | undefined;
  let asked = 0;
  let checking: { readonly signal: AbortSignal; readonly answer: Promise<CheckAnswer> } | undefined;
  /** A check has succeeded: our own, whose answer may be under way, or another tab's. */
  let isSpent = false;
  /** What the watch has reported since the last check was sent may change the answer. */
  let isNews = false;

  const feed = (event: FlowEvent): void => {
    const before = state;
    state = transition(state, event, now());
    if (state === before) return;
    keeper.write(keepable(state));
    if (state.step !== 'code') stopWatching();
    if (state.step === 'verified' || state.step === 'ended') asking.abort();
    options.onChange(state, before);
  };

  const tellProblem = (problem: ClientProblem): void => {
    warnOfHost(problem);
    options.onProblem(problem);
  };

  const stopWatching = (): void => {
    watching.abort();
    clearTimeout(watchTimer);
    clearTimeout(askTimer);
  };

  const beginAsking = (): AbortSignal => {
    if (asking.signal.aborted) asking = new AbortController();
    return asking.signal;
  };

  const watch = (): void => {
    stopWatching();
    watching = new AbortController();
    beginAsking();
    asked = 0;
    isSpent = false;
    const { signal } = watching;
    const { verificationId } = state;
    if (verificationId === undefined) return;
    void (async () => {
      const result = await client.watch({ verificationId }, (status) => signal.aborted || takeStatus(status), { signal });
      if (signal.aborted || typeof result === 'string') return;
      if (result.code === 'verification_not_found') feed({ type: 'ended', reason: 'lost' });
      else watchTimer = setTimeout(watch, WATCH_AGAIN_MS);
    })();
    armAsk();
  };

  const isChecking = (): boolean => checking?.signal.aborted === false;

  const takeStatus = (status: VerificationStatus): void => {
    const { outcome, isAwaiting } = state;
    feed({ type: 'reported', status });
    isSpent = status.status === 'verified';
    if (isSpent) {
      endIfSpent();
      return;
    }
    // Only a check returns the token. So it asks when the awaited report has come, or the key may have been pressed.
    isNews ||= status.call.outcome !== outcome || (isAwaiting && status.status !== 'awaiting_call');
    armAsk();
  };

  const endIfSpent = (): void => {
    if (isSpent && state.step === 'code' && !isChecking()) feed({ type: 'ended', reason: 'verified' });
  };

  /** Asks without a code, now and then, because the answer may change without a change of the status. */
  const armAsk = (): void => {
    const isPressed = state.method === 'confirmation_call' && state.outcome === 'answered';
    if (isSpent || state.step !== 'code' || !(state.isAwaiting || isPressed)) return;
    clearTimeout(askTimer);
    const delay = ASK_AFTER_MS[Math.min(asked, ASK_AFTER_MS.length - 1)];
    askTimer = setTimeout(ask, isNews ? 0 : delay);
  };

  const ask = (): void => {
    const { verificationId } = state;
    const { signal } = asking;
    if (verificationId === undefined || state.busy !== undefined || signal.aborted || isChecking()) return;
    asked += 1;
    void (async () => {
      const answer = await check({ verificationId }, signal);
      // If a person asks meanwhile, that request gets the answer.
      if (!signal.aborted && state.busy !== 'check') takeCheck(answer, false);
    })();
  };

  /** At most one check at a time: the server counts each, and only one of them gets the token. */
  const check = async (request: CheckRequest, signal: AbortSignal): Promise<CheckAnswer> => {
    const before = isChecking() ? await checking?.answer : undefined;
    if (before !== undefined && (request.code === undefined || before.ok)) return before;
    if (signal.aborted) return ABORTED;
    clearTimeout(askTimer);
    isNews = false;
    const sent = { signal, answer: client.check(request, { signal }) };
    checking = sent;
    try {
      return await sent.answer;
    } finally {
      if (checking === sent) checking = undefined;
    }
  };

  const takeCheck = (answer: CheckAnswer, isAsked: boolean): void => {
    if (answer.ok && answer.status === 'host_answered') options.onHostAnswer(answer.answer);
    feed({ type: 'checked', answer, isAsked });
    // An end has its own event.
    if (!answer.ok && isAsked && state.step !== 'ended') tellProblem(answer);
    endIfSpent();
    armAsk();
  };

  /** One request at a time; a second press of a button is ignored. */
  const run = async (what: Ask, work: (signal: AbortSignal) => Promise<void>): Promise<void> => {
    if (state.busy !== undefined) return;
    const signal = beginAsking();
    feed({ type: 'asked', ask: what });
    await work(signal);
  };

  const call = (what: Ask, phone: string, send: (members: Members, signal: AbortSignal) => ReturnType<CallVerificationClient['start']>) => {
    const place = (members: Members): Promise<void> =>
      run(what, async (signal) => {
        const answer = await send(members, signal);
        if (signal.aborted) return;
        feed({ type: 'called', answer, phone });
        if (state.step === 'code' && (answer.ok || answer.code === 'call_failed')) watch();
        else armAsk();
        if (answer.ok) return;
        const respond = (more: Members): void => void place({ ...members, ...more });
        const isHandled = answer.code === 'challenge_required' && options.onChallenge(answer.challenge, respond);
        if (isHandled) feed({ type: 'edited' });
        else if (state.step !== 'ended') tellProblem(answer);
      });
    return place;
  };

  const withMethod = (method: MethodKind | undefined): { method?: MethodKind } => (method === undefined ? {} : { method });

  return {
    get state() {
      return state;
    },
    start: (phone, method, members = {}) =>
      call('start', phone, (more, signal) => client.start({ ...more, phone, ...withMethod(method) }, { signal }))(members),
    again: (method, members = {}) => {
      const { verificationId, phone } = state;
      if (verificationId === undefined) return Promise.resolve();
      return call('again', phone, (more, signal) => client.again({ ...more, verificationId, ...withMethod(method) }, { signal }))(members);
    },
    check: async (code) => {
      const { verificationId } = state;
      if (verificationId === undefined) return;
      await run('check', async (signal) => {
        const answer = await check({ verificationId, ...(code === undefined ? {} : { code }) }, signal);
        if (!signal.aborted) takeCheck(answer, true);
      });
    },
    edit: () => feed({ type: 'edited' }),
    resume: () => {
      const kept = keeper.read();
      if (kept === undefined) return;
      if (Date.parse(kept.expiresAt) <= now()) return keeper.write(undefined);
      feed({ type: 'resumed', kept });
      watch();
    },
    reset: () => {
      const { step, verificationId } = state;
      asking.abort();
      stopWatching();
      if (step === 'code' && verificationId !== undefined) void client.cancel({ verificationId });
      feed({ type: 'reset' });
    },
    end: (reason) => feed({ type: 'ended', reason }),
    pause: () => {
      asking.abort();
      stopWatching();
      feed({ type: 'stopped' });
    },
    continue: () => {
      if (state.step === 'code') watch();
    },
  };
}
