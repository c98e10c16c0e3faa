import { afterEach, describe, expect, it, vi } from 'vitest';
import { createEventWarnings } from '../../../src/engine/events/event-warnings.js';

afterEach(() => {
  vi.restoreAllMocks();
});

function openWarnings(isDevelopment = false) {
  const emitWarning = vi.spyOn(process, 'emitWarning').mockReturnValue(undefined);
  return { warn: createEventWarnings(isDevelopment), texts: () => emitWarning.mock.calls.map(([text]) => String(text)) };
}

describe('warnings of events', () => {
  it('are different for each account, each of its troubles and each method', () => {
    const { warn, texts } = openWarnings();
    for (let time = 0; time < 2; time += 1) {
      for (const provider of ['mcn', 'mcn-2']) {
        for (const reason of ['http_401', 'http_402', 'user_disabled']) warn({ type: 'account.trouble', provider, reason });
        for (const method of ['flashCall', 'passwordCall']) warn({ type: 'circuit.opened', provider, methodId: `${provider}.${method}` });
      }
    }
    expect(new Set(texts()).size).toBe(10);
    expect(texts()).toHaveLength(10);
    expect(texts().slice(0, 3)).toEqual([
      expect.stringContaining('The provider refuses your key'),
      expect.stringContaining('Look at the balance'),
      expect.stringContaining('Look into your account there'),
    ]);
  });

  it('are one for a store that dies in several ways: its advice is in the first, and the events are in `onEvent`', () => {
    const { warn, texts } = openWarnings();
    for (const reason of ['ECONNREFUSED', 'timeout', 'not_connected']) {
      warn({ type: 'store.failed', verb: 'get', reason, advice: `Look at ${reason}.`, count: 1 });
    }
    expect(texts()).toEqual([
      expect.stringMatching(/^The store failed \(get: ECONNREFUSED\).* Look at ECONNREFUSED\. This is printed once;/),
    ]);
  });

  it('of a breaker say what is closed, or would have been, and how it is opened', () => {
    const { warn, texts } = openWarnings();
    const figures = { starts: 40, verified: 1, settled: 40 } as const;
    warn({ type: 'breaker.tripped', mode: 'audit', scope: 'country', reason: 'unverified', country: 'SK', ...figures });
    warn({ type: 'breaker.tripped', mode: 'audit', scope: 'country', reason: 'unverified', country: 'RU', ...figures });
    warn({ type: 'breaker.tripped', mode: 'enforce', scope: 'wrong_codes', reason: 'wrong_codes', checks: 60, wrong: 51 });
    expect(texts()).toEqual([
      expect.stringMatching(
        /^Too few calls to SK are verified, .* a breaker would have closed it\. If the traffic is honest, tune "breakers"\. /,
      ),
      expect.stringMatching(/^In ten minutes 51 of 60 codes were wrong\. /),
    ]);
  });

  it('do not grow without bound', () => {
    const { warn, texts } = openWarnings();
    for (let reason = 0; reason < 900; reason += 1) warn({ type: 'account.trouble', provider: 'mcn', reason: `reason_${reason}` });
    expect(texts()).toHaveLength(100);
  });

  it('tell a developer also why no telephone rings, in words and without what a method of the host has written', () => {
    const { warn, texts } = openWarnings(true);
    const about = {
      txn: 'txn',
      phone: '+7********77',
      country: 'RU',
      purpose: 'sign-in',
      provider: 'mcn',
      methodId: 'mcn.flashCall',
      method: 'flash_call',
    } as const;
    for (const reason of ['http_401', 'connection_refused', 'circuit_open'])
      warn({ type: 'call.refused', ...about, reason, blame: 'account' });
    warn({ type: 'call.uncertain', ...about, reason: 'timeout' });
    warn({ type: 'limit.reached', limit: 'starts', option: 'limits.startsPerHour', phone: about.phone });
    warn({ type: 'limit.reached', limit: 'streams' });
    expect(texts()).toEqual([
      expect.stringContaining('mcn.flashCall: the provider refused the call (http_401)'),
      expect.stringContaining('mcn.flashCall: the provider could not be reached (connection_refused)'),
      expect.stringContaining('mcn.flashCall has failed five times in a row, so it is not asked for 30 seconds (circuit_open)'),
      expect.stringContaining('it is not known whether the provider placed the call (timeout)'),
      expect.stringContaining('The option "limits.startsPerHour" refuses this ('),
      expect.stringContaining('It was one too many: streams.'),
    ]);
  });

  it('are none for what happens every day', () => {
    const { warn, texts } = openWarnings();
    warn({ type: 'limit.reached', limit: 'starts' });
    warn({ type: 'callback.unmatched', provider: 'mcn' });
    warn({ type: 'circuit.closed', provider: 'mcn', methodId: 'mcn.flashCall' });
    warn({ type: 'service.closed' });
    expect(texts()).toEqual([]);
  });
});
