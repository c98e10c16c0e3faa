import { describe, expect, it } from 'vitest';
import { MOST_CALL_KEYS } from '../../src/console/call-figures.js';
import { makeSnapshot } from '../../src/console/make-snapshot.js';
import { createRecorder, MOST_CALLBACKS, type Recorder } from '../../src/console/recorder.js';
import type { Snapshot } from '../../src/console/snapshot.js';
import { MOST_STEPS, MOST_STORIES } from '../../src/console/stories.js';
import type { CallVerificationEvent } from '../../src/ports/events.js';

type Details<Event> = Event extends unknown ? Omit<Event, 'at'> : never;

const NOW = Date.parse('2026-03-01T10:05:30Z');
const MINUTE = 60_000;
const ABOUT = { phone: '+7********77', country: 'RU', purpose: 'sign-in' };
const CALL = { provider: 'mcn', methodId: 'mcn.flashCall', method: 'flash_call' } as const;
const SMS = { provider: 'mobilgroup', methodId: 'mobilgroup.sms', method: 'sms' } as const;
const PROCESS = { service: 'default', host: 'host', pid: 1, since: '2026-03-01T00:00:00.000Z' };

function openRecorder() {
  const recorder = createRecorder();
  const tell = (at: number, details: Details<CallVerificationEvent>): void =>
    recorder.take({ ...details, at: new Date(at) } as CallVerificationEvent);
  return { recorder, tell };
}

const show = (recorder: Recorder, wanted: Parameters<typeof makeSnapshot>[1] = { span: 'hour' }, now = NOW): Snapshot =>
  makeSnapshot({ recorder, process: PROCESS, health: undefined }, wanted, now);

describe('the figures', () => {
  it('count a success for the minute in which its verification began', () => {
    const { recorder, tell } = openRecorder();
    tell(NOW - 10 * MINUTE, { type: 'verification.started', isTest: false, txn: 'a', ...ABOUT });
    tell(NOW - 10 * MINUTE, { type: 'call.placed', txn: 'a', ...ABOUT, ...CALL });
    tell(NOW - 7 * MINUTE, { type: 'verification.verified', txn: 'a', ...ABOUT, ...CALL, isTest: false, afterMs: 3 * MINUTE });
    const { verifications, calls, series } = show(recorder);
    expect(verifications).toMatchObject({ begun: 1, verified: 1, settled: 1, meanTokenMs: 3 * MINUTE });
    expect(calls).toMatchObject({ placed: 1, verified: 1 });
    expect(series.verifications.verified[50]).toBe(1);
    expect(series.calls.verified[50]).toBe(1);
  });

  it('take the share of those that are settled: verified, or older than a minute', () => {
    const { recorder, tell } = openRecorder();
    tell(NOW - 10 * MINUTE, { type: 'verification.started', isTest: false, txn: 'old', ...ABOUT });
    for (const txn of ['new', 'newer']) tell(NOW, { type: 'verification.started', isTest: false, txn, ...ABOUT });
    tell(NOW, { type: 'verification.verified', txn: 'new', ...ABOUT, ...CALL, isTest: false, afterMs: 1000 });
    expect(show(recorder).verifications).toMatchObject({ begun: 3, verified: 1, settled: 2 });
  });

  it('are by provider, kind and country, and can be narrowed to each', () => {
    const { recorder, tell } = openRecorder();
    tell(NOW, { type: 'call.placed', txn: 'a', ...ABOUT, ...CALL, price: { amount: 0.35, currency: 'RUB' } });
    tell(NOW, { type: 'call.placed', txn: 'b', ...ABOUT, country: 'SK', ...SMS, price: { amount: 0.1, currency: 'EUR' } });
    tell(NOW, { type: 'call.uncertain', txn: 'c', ...ABOUT, ...CALL, reason: 'timeout', price: { amount: 0.35, currency: 'RUB' } });
    tell(NOW, { type: 'call.refused', txn: 'd', ...ABOUT, ...CALL, blame: 'provider', reason: 'http_500' });
    const all = show(recorder);
    expect(
      all.rows.map(({ provider, kind, country, placed, uncertain, refused }) => [provider, kind, country, placed, uncertain, refused]),
    ).toEqual([
      ['mcn', 'flash_call', 'RU', 1, 1, 1],
      ['mobilgroup', 'sms', 'SK', 1, 0, 0],
    ]);
    expect(all.calls.cost).toEqual({ RUB: 0.7, EUR: 0.1 });
    expect(all.choices).toEqual({ providers: ['mcn', 'mobilgroup'], kinds: ['flash_call', 'sms'], countries: ['RU', 'SK'] });
    for (const wanted of [{ provider: 'mobilgroup' }, { kind: 'sms' }, { country: 'SK' }]) {
      const some = show(recorder, { span: 'day', ...wanted });
      expect(some.chosen).toEqual(wanted);
      expect(some.calls).toMatchObject({ placed: 1, uncertain: 0, cost: { EUR: 0.1 } });
      expect(some.rows).toHaveLength(1);
    }
  });

  it('repeat nothing of a filter that is not known', () => {
    const { recorder } = openRecorder();
    expect(JSON.stringify(show(recorder, { span: 'hour', provider: '<script>', country: 'nowhere' }))).not.toMatch(/script|nowhere/);
  });

  it('count each call once, by what its newest report says', () => {
    const { recorder, tell } = openRecorder();
    tell(NOW - MINUTE, { type: 'call.placed', txn: 'a', ...ABOUT, ...CALL });
    tell(NOW - MINUTE, { type: 'call.reported', txn: 'a', ...ABOUT, ...CALL, outcome: 'no_answer', cause: 16, afterMs: 1 });
    tell(NOW, { type: 'call.reported', txn: 'a', ...ABOUT, ...CALL, outcome: 'answered', cause: 31, afterMs: 2 });
    const { calls, series } = show(recorder);
    expect(calls.outcomes).toEqual({ answered: 1 });
    expect(calls.causes).toEqual([{ cause: 31, calls: 1 }]);
    expect(series.calls.outcomes).toEqual({ answered: [...Array(60).fill(0), 1] });
  });

  it('count causes for which there is no room together', () => {
    const { recorder, tell } = openRecorder();
    for (let cause = 1; cause <= 40; cause += 1)
      tell(NOW, { type: 'call.reported', txn: `t${cause}`, ...ABOUT, ...CALL, outcome: 'unavailable', cause, afterMs: 1 });
    const { causes } = show(recorder).calls;
    expect(causes.reduce((sum, { calls }) => sum + calls, 0)).toBe(40);
    expect(causes.find(({ cause }) => cause === null)?.calls).toBe(16);
  });

  it('tell how long a provider takes, and stop at so many combinations', () => {
    const { recorder } = openRecorder();
    for (let index = 0; index < 200; index += 1) recorder.answered({ ...CALL, txn: 'a', country: `C${index}`, tookMs: 250, at: NOW });
    const { calls } = show(recorder);
    expect(calls.latency.half).toBeGreaterThan(200);
    expect(calls.latency.half).toBeLessThanOrEqual(300);
    expect(recorder.calls.keys()).toHaveLength(MOST_CALL_KEYS);
  });

  it('forget the hour after an hour, and the day after a day', () => {
    const { recorder, tell } = openRecorder();
    tell(NOW, { type: 'verification.started', isTest: false, txn: 'a', ...ABOUT });
    const begun = (span: 'hour' | 'day', later: number): number => show(recorder, { span }, NOW + later * MINUTE).verifications.begun;
    expect([begun('hour', 60), begun('hour', 62), begun('day', 62), begun('day', 24 * 60), begun('day', 25 * 60)]).toEqual([1, 0, 1, 1, 0]);
  });
});

describe('the newest verifications', () => {
  it('are told from start to token, with how long the provider took', () => {
    const { recorder, tell } = openRecorder();
    tell(NOW, { type: 'verification.started', isTest: false, txn: 'a', ...ABOUT });
    tell(NOW + 10, { type: 'call.refused', txn: 'a', ...ABOUT, ...CALL, blame: 'provider', reason: 'http_500' });
    recorder.answered({ ...SMS, txn: 'a', country: 'RU', tookMs: 120, at: NOW });
    tell(NOW + 20, { type: 'call.placed', txn: 'a', ...ABOUT, ...SMS, price: { amount: 4, currency: 'RUB' } });
    tell(NOW + 30, { type: 'code.rejected', txn: 'a', ...ABOUT, checksLeft: 2 });
    tell(NOW + 40, { type: 'verification.verified', txn: 'a', ...ABOUT, ...SMS, isTest: false, afterMs: 40 });
    expect(recorder.stories.find('a', NOW)).toEqual({
      ...{
        txn: 'a',
        ...ABOUT,
        beganAt: '2026-03-01T10:05:30.000Z',
        state: 'verified',
        methods: ['mcn.flashCall', 'mobilgroup.sms'],
        dropped: 0,
      },
      steps: [
        { at: '2026-03-01T10:05:30.000Z', type: 'verification.started', details: { isTest: false } },
        { at: '2026-03-01T10:05:30.010Z', type: 'call.refused', details: { ...CALL, blame: 'provider', reason: 'http_500' } },
        { at: '2026-03-01T10:05:30.020Z', type: 'call.placed', details: { ...SMS, price: '4 RUB', tookMs: 120 } },
        { at: '2026-03-01T10:05:30.030Z', type: 'code.rejected', details: { checksLeft: 2 } },
        { at: '2026-03-01T10:05:30.040Z', type: 'verification.verified', details: { ...SMS, isTest: false, afterMs: 40 } },
      ],
    });
  });

  it('take the time of the provider also after the event', () => {
    const { recorder, tell } = openRecorder();
    tell(NOW, { type: 'call.placed', txn: 'a', ...ABOUT, ...CALL });
    recorder.answered({ ...CALL, txn: 'a', country: 'RU', tookMs: 99, at: NOW });
    expect(recorder.stories.find('a', NOW)?.steps[0]?.details['tookMs']).toBe(99);
  });

  it('are those with a call of the chosen provider, kind and country', () => {
    const { recorder, tell } = openRecorder();
    const VOICE = { provider: 'mobilgroup', methodId: 'own-name', method: 'voice_call' } as const;
    const ways = { flash: [CALL], voice: [VOICE], both: [CALL, SMS], none: [] };
    for (const [txn, calls] of Object.entries(ways)) {
      tell(NOW, { type: 'verification.started', isTest: false, txn, ...ABOUT, country: txn === 'both' ? 'SK' : 'RU' });
      for (const call of calls) tell(NOW, { type: 'call.placed', txn, ...ABOUT, ...call });
    }
    const listed = (wanted: object): string[] => show(recorder, { span: 'hour', ...wanted }).stories.map(({ txn }) => txn);
    expect(listed({})).toEqual(['none', 'both', 'voice', 'flash']);
    expect(listed({ kind: 'flash_call' })).toEqual(['both', 'flash']);
    expect(listed({ kind: 'flash_call', country: 'RU' })).toEqual(['flash']);
    expect(listed({ provider: 'mobilgroup' })).toEqual(['both', 'voice']);
    expect(listed({ provider: 'mobilgroup', kind: 'sms' })).toEqual(['both']);
    expect(listed({ provider: 'mobilgroup', kind: 'flash_call' })).toEqual([]);
  });

  it('end when nothing was heard of them for longer than one lives', () => {
    const { recorder, tell } = openRecorder();
    tell(NOW, { type: 'verification.started', isTest: false, txn: 'a', ...ABOUT });
    const state = (minutes: number): string | undefined => show(recorder, { span: 'hour' }, NOW + minutes * MINUTE).stories[0]?.state;
    expect([state(10), state(12)]).toEqual(['open', 'unheard_of']);
    tell(NOW, { type: 'verification.closed', txn: 'a', ...ABOUT, reason: 'canceled' });
    expect(state(12)).toBe('canceled');
  });

  it('are so many and no more, each with so many steps, of which the last is how it ended', () => {
    const { recorder, tell } = openRecorder();
    for (let index = 0; index <= MOST_STORIES; index += 1)
      tell(NOW, { type: 'verification.started', isTest: false, txn: `t${index}`, ...ABOUT });
    expect(recorder.stories.size).toBe(MOST_STORIES);
    expect(recorder.stories.find('t0', NOW)).toBeUndefined();
    for (let index = 0; index < 100; index += 1) tell(NOW, { type: 'code.rejected', txn: 't5', ...ABOUT, checksLeft: 1 });
    tell(NOW, { type: 'verification.closed', txn: 't5', ...ABOUT, reason: 'too_many_checks' });
    const story = recorder.stories.find('t5', NOW);
    expect(story?.steps).toHaveLength(MOST_STEPS);
    expect(story?.steps.at(-1)?.type).toBe('verification.closed');
    expect(story?.dropped).toBe(102 - MOST_STEPS);
  });

  it('tell how they ended also if a report still comes after so many steps', () => {
    const { recorder, tell } = openRecorder();
    for (let index = 0; index < MOST_STEPS; index += 1) tell(NOW, { type: 'code.rejected', txn: 'a', ...ABOUT, checksLeft: 1 });
    tell(NOW, { type: 'verification.verified', txn: 'a', ...ABOUT, ...CALL, isTest: false, afterMs: 40 });
    tell(NOW, { type: 'call.reported', txn: 'a', ...ABOUT, ...CALL, outcome: 'no_answer', cause: 16, afterMs: 50 });
    const story = recorder.stories.find('a', NOW);
    expect([story?.state, story?.steps.at(-1)?.type, story?.dropped]).toEqual(['verified', 'verification.verified', 2]);
  });
});

describe('what an operator acts on', () => {
  const TRIP = { type: 'breaker.tripped', mode: 'enforce', scope: 'prefix', reason: 'unsettled', country: 'RU' } as const;
  const FIGURES = { starts: 44, verified: 1, unsettled: 21, unpaid: 39 };

  it('is a breaker until it is released, or quiet for an hour', () => {
    const { recorder, tell } = openRecorder();
    tell(NOW - 2 * MINUTE, { ...TRIP, prefix: '+7915777****', ...FIGURES });
    tell(NOW, { ...TRIP, prefix: '+7915777****', ...FIGURES, unsettled: 22 });
    tell(NOW, { ...TRIP, prefix: '+7915778****', ...FIGURES, mode: 'audit' });
    const [, first] = show(recorder).breakers;
    expect(first).toMatchObject({ name: '+7915777****', count: 2, prefix: '+7915777****', figures: { unsettled: 22 } });
    expect(show(recorder).breakers[0]).not.toHaveProperty('prefix');
    expect(show(recorder, { span: 'hour' }, NOW + 61 * MINUTE).breakers).toEqual([]);
    tell(NOW, { type: 'operator.acted', action: 'release', by: 'ada', prefix: '+7915777****' });
    expect(show(recorder).breakers.map(({ name }) => name)).toEqual(['+7915778****']);
    expect(show(recorder).notices[0]).toMatchObject({ type: 'operator.acted', details: { action: 'release', by: 'ada' } });
  });

  it('is an inbox of callbacks by shape, with what would mend each', () => {
    const { recorder, tell } = openRecorder();
    for (let time = 0; time < 3; time += 1)
      tell(NOW, { type: 'callback.unmapped', provider: 'mcn', shape: 'JSON {ref: text, code: number}' });
    tell(NOW, { type: 'callback.rejected', provider: 'mcn', reason: 'token' });
    tell(NOW, { type: 'callback.unmatched', provider: 'mcn', shape: 'fields {id: text, uuid: text}' });
    expect(show(recorder).callbacks.map(({ what, count, option }) => [what, count, option])).toEqual([
      ['unmatched', 1, "callback: { id: 'uuid' }"],
      ['rejected', 1, undefined],
      ['unmapped', 3, "callback: { id: 'ref', cause: 'code' }"],
    ]);
    for (let index = 0; index < 500; index += 1) tell(NOW, { type: 'callback.unmapped', provider: 'mcn', shape: `JSON {f${index}: text}` });
    expect(show(recorder).callbacks).toHaveLength(MOST_CALLBACKS);
  });

  it('is counted once for each kind, however often it happens', () => {
    const { recorder, tell } = openRecorder();
    for (let time = 0; time < 40; time += 1)
      tell(NOW, { type: 'limit.reached', limit: 'starts', option: 'limits.startsPerHour', phone: `+7********${time}` });
    tell(NOW, { type: 'limit.reached', limit: 'failures' });
    expect(show(recorder).notices.map(({ details, count }) => [details['limit'], count])).toEqual([
      ['failures', 1],
      ['starts', 40],
    ]);
  });
});
