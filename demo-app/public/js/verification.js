/** One sign-in, from number to token: what the server said last, and the five things a person can do. */
import { send } from './api.js';
import { watchStatus } from './status-watch.js';

/**
 * @typedef {'number' | 'call' | 'ended' | 'verified'} Step
 * @typedef {{
 *   step: Step, isBusy: boolean, phone: string, verificationId?: string, method: string, codeLength: number, outcome?: string | undefined, isAwaiting: boolean,
 *   attempt: number, checksLeft?: number, retryAt: string | null, expiresAt?: string, nextMethods: string[], reason?: string,
 *   problem?: Record<string, any> | undefined, token?: string, expiresIn?: number,
 * }} State
 */

const KEPT = 'call-verification';
/** @returns {State} */
const blank = () => ({
  step: 'number',
  isBusy: false,
  phone: '',
  attempt: 0,
  method: 'flash_call',
  codeLength: 4,
  isAwaiting: false,
  retryAt: null,
  nextMethods: [],
});

/** @param {(state: State) => void} onChange */
export function createVerification(onChange) {
  let state = blank();
  let watching = new AbortController();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let askAgain;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let endLater;

  /** @param {Partial<State>} change */
  const set = (change) => {
    state = { ...state, ...change };
    onChange(state);
  };

  const stopWatching = () => {
    watching.abort();
    clearTimeout(askAgain);
    clearTimeout(endLater);
  };

  const watch = () => {
    stopWatching();
    watching = new AbortController();
    const { signal } = watching;
    void watchStatus(state.verificationId ?? '', (document) => takeStatus(document), signal);
  };

  /** @param {Record<string, any>} document */
  const takeStatus = (document) => {
    if (document['status'] === 'closed') return end(document['reason']);
    if (document['status'] === 'verified') {
      // Mostly the answer of our own check is on its way; if none comes, it was another tab.
      endLater = setTimeout(() => state.step === 'call' && end('verified'), 3000);
      return;
    }
    set({ ...detailsOf(document), outcome: document['call']?.outcome, isAwaiting: document['status'] === 'awaiting_call' });
    // Only a check yields the token: an answered confirmation call, or a report that was awaited, is the moment to ask for it.
    if (state.method === 'confirmation_call' && state.outcome === 'answered') askForToken(0);
  };

  /** @param {string | undefined} reason */
  const end = (reason) => {
    stopWatching();
    sessionStorage.removeItem(KEPT);
    set({ step: 'ended', isBusy: false, ...(reason !== undefined && { reason }) });
  };

  /** Runs one request at a time. @param {() => Promise<void>} action */
  const act = async (action) => {
    if (state.isBusy) return;
    set({ isBusy: true, problem: undefined });
    await action();
    if (state.isBusy) set({ isBusy: false });
  };

  /** @param {import('./api.js').Answer} answer */
  const takeStart = (answer) => {
    if (!answer.ok && answer.body['code'] === 'verification_closed') return end(answer.body['reason']);
    if (!answer.ok && answer.body['code'] === 'verification_not_found') return end(undefined);
    // A call that failed at once still leaves a verification, from which another kind may be asked for.
    const goesOn = answer.ok || (answer.body['code'] === 'call_failed' && answer.body['verificationId'] !== undefined);
    if (!goesOn) return set({ problem: answer.body });
    const outcome = answer.ok ? undefined : 'redirected';
    const phone = answer.body['phone'] ?? state.phone;
    set({
      step: 'call',
      attempt: state.attempt + 1,
      ...detailsOf(answer.body),
      verificationId: answer.body['verificationId'],
      phone,
      isAwaiting: false,
      outcome,
      problem: answer.ok ? undefined : answer.body,
    });
    sessionStorage.setItem(KEPT, JSON.stringify({ verificationId: state.verificationId, phone }));
    watch();
  };

  /** @param {import('./api.js').Answer} answer @param {boolean} isAsked whether the person pressed a button for it */
  const takeCheck = (answer, isAsked) => {
    const { body, status } = answer;
    if (status === 200) {
      stopWatching();
      sessionStorage.removeItem(KEPT);
      return set({ step: 'verified', token: body['token'], expiresIn: body['expiresIn'], phone: body['phone'] ?? state.phone });
    }
    if (status === 202) {
      set({ isAwaiting: true });
      return askForToken(Number(body['retryAfterSeconds'] ?? 2));
    }
    if (body['code'] === 'verification_closed') return end(body['reason']);
    if (body['code'] === 'verification_not_found') return end(undefined);
    if (body['code'] === 'code_incorrect' && body['checksLeft'] === 0) return end('too_many_checks');
    if (isAsked) set({ ...detailsOf(body), problem: body });
  };

  /** @param {number} seconds from now */
  const askForToken = (seconds) => {
    clearTimeout(askAgain);
    const { signal } = watching;
    askAgain = setTimeout(async () => {
      const answer = await send('POST', '/auth/call/check', { body: { verificationId: state.verificationId } });
      if (!signal.aborted) takeCheck(answer, false);
    }, seconds * 1000);
  };

  return {
    get state() {
      return state;
    },
    /** @param {string} phone */
    start: (phone) => act(async () => takeStart(await send('POST', '/auth/call', { body: { phone } }))),
    /** @param {string} method */
    again: (method) =>
      act(async () => takeStart(await send('POST', '/auth/call', { body: { verificationId: state.verificationId, method } }))),
    /** @param {string} [code] */
    check: (code) =>
      act(async () =>
        takeCheck(
          await send('POST', '/auth/call/check', { body: { verificationId: state.verificationId, ...(code !== undefined && { code }) } }),
          true,
        ),
      ),
    cancel: () =>
      act(async () => {
        stopWatching();
        await send('DELETE', '/auth/call', { headers: { 'Verification-Id': state.verificationId ?? '' } });
        end('canceled');
      }),
    reset: () => {
      stopWatching();
      state = blank();
      onChange(state);
    },
    /** Takes up what a reload interrupted. */
    resume: async () => {
      const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? 'null');
      if (kept === null) return;
      const answer = await send('GET', '/auth/call/status', { headers: { 'Verification-Id': kept.verificationId } });
      if (!answer.ok || !['pending', 'awaiting_call'].includes(answer.body['status'])) return sessionStorage.removeItem(KEPT);
      set({ step: 'call', attempt: 1, verificationId: kept.verificationId, phone: kept.phone });
      takeStatus(answer.body);
      watch();
    },
  };
}

/** The members that start, status and problems share; those that are absent keep their last value. @param {Record<string, any>} body @returns {Partial<State>} */
function detailsOf(body) {
  /** @type {Partial<State>} */
  const details = {};
  for (const name of /** @type {const} */ (['method', 'codeLength', 'checksLeft', 'expiresAt', 'retryAt', 'nextMethods'])) {
    if (body[name] !== undefined) Object.assign(details, { [name]: body[name] });
  }
  return details;
}
