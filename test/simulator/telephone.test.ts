/** What a person can do with a virtual telephone, and what the network makes of it. */
import { parsePhoneNumber } from 'libphonenumber-js/max';
import { describe, expect, it } from 'vitest';
import { type ProviderSimulator, SCENARIO_NUMBERS, type SimulatorEvent, type TelephoneMood } from '../../src/simulator/index.js';
import { callMcnPaid, flashCall, sendMobilGroup, startSimulator } from './running-simulator.js';

const NUMBER = '79157777777';

const voiceCall = (simulator: ProviderSimulator, code = '1234', number = NUMBER) => sendMobilGroup(simulator, { number, voice: { code } });

describe('a ringing telephone', () => {
  it('is over at once when a flash call is answered, and nothing is heard', async () => {
    const simulator = await startSimulator();
    await flashCall(simulator, { login_did: NUMBER, code: '1234' });
    const telephone = simulator.telephone(NUMBER);
    telephone.answer();
    expect(telephone.ring).toBeUndefined();
    expect(telephone.heard).toBeUndefined();
    expect(telephone.calls).toMatchObject([{ state: 'ended', outcome: 'answered', cause: 16 }]);
  });

  it('can be declined, also by hanging up', async () => {
    const simulator = await startSimulator();
    const telephone = simulator.telephone(NUMBER);
    await voiceCall(simulator);
    telephone.decline();
    await voiceCall(simulator);
    telephone.hangUp();
    expect(telephone.calls.map(({ state, cause }) => ({ state, cause }))).toEqual([
      { state: 'declined', cause: 21 },
      { state: 'declined', cause: 21 },
    ]);
    expect(telephone.heard).toBeUndefined();
  });

  it('stops when nobody answers', async () => {
    const simulator = await startSimulator({ ringMs: 1 });
    const unanswered = simulator.next('call', (call) => call.state === 'no_answer');
    await voiceCall(simulator);
    expect((await unanswered).cause).toBe(16);
    expect(simulator.telephone(NUMBER).ring).toBeUndefined();
  });

  it('rings for the newest caller: the one before gives up', async () => {
    const simulator = await startSimulator();
    await flashCall(simulator, { login_did: NUMBER, code: '1111' });
    await flashCall(simulator, { login_did: NUMBER, code: '2222' });
    const telephone = simulator.telephone(NUMBER);
    expect(telephone.calls.map((call) => call.state)).toEqual(['no_answer', 'ringing']);
    expect(telephone.ring?.caller).toBe('+74955552222');
  });

  it('is awaited: now, later, or in vain', async () => {
    const simulator = await startSimulator();
    const telephone = simulator.telephone(NUMBER);
    await expect(telephone.rings({ timeoutMs: 1 })).rejects.toThrow('a call to +79157777777: nothing within 1 ms');
    const later = telephone.rings();
    await flashCall(simulator, { login_did: NUMBER, code: '1234' });
    expect((await later).caller).toBe('+74955551234');
    expect(await telephone.rings()).toBe(telephone.ring);
  });
});

describe('a conversation', () => {
  it('lasts until it is hung up, and keeps the line busy', async () => {
    const simulator = await startSimulator({ afterAnswerMs: 60_000 });
    const telephone = simulator.telephone(NUMBER);
    await voiceCall(simulator);
    telephone.answer();
    await flashCall(simulator, { login_did: NUMBER, code: '7777' });
    telephone.hangUp();
    expect(telephone.calls).toMatchObject([
      { state: 'ended', outcome: 'answered', cause: 16 },
      { state: 'busy', cause: 17 },
    ]);
    expect(telephone.shown).toBe('+74955557777');
  });

  it('ends by itself after the code was spoken', async () => {
    const simulator = await startSimulator({ afterAnswerMs: 1 });
    const ended = simulator.next('call', (call) => call.state === 'ended');
    await voiceCall(simulator);
    simulator.telephone(NUMBER).answer();
    expect((await ended).cause).toBe(16);
  });

  it('ends by itself when no key is pressed', async () => {
    const simulator = await startSimulator({ keyPressMs: 1 });
    const ended = simulator.next('call', (call) => call.state === 'ended');
    await callMcnPaid(simulator, 'confirmationCall', { phone_number: NUMBER });
    simulator.telephone(NUMBER).answer();
    await ended;
    expect(simulator.telephone(NUMBER).calls).toMatchObject([{ outcome: 'answered', pressed: '' }]);
  });
});

describe('what cannot be done throws', () => {
  it.each([
    ['answer', 'has no call that is ringing'],
    ['decline', 'has no call that is ringing'],
    ['hangUp', 'has no call that is answered'],
  ] as const)('%s', async (action, message) => {
    const telephone = (await startSimulator()).telephone(NUMBER);
    expect(() => telephone[action]()).toThrow(message);
  });

  it('press, while it rings or on a key that does not exist; a number that is none', async () => {
    const simulator = await startSimulator();
    await voiceCall(simulator);
    const telephone = simulator.telephone(NUMBER);
    expect(() => telephone.press('9')).toThrow('has no call that is answered');
    telephone.answer();
    expect(() => telephone.press('99')).toThrow('no key "99"');
    expect(() => simulator.telephone('0915 777')).toThrow('Not an international telephone number');
  });
});

describe('moods', () => {
  const story = async (simulator: ProviderSimulator, place: () => Promise<unknown>): Promise<string[]> => {
    const states: string[] = [];
    const over = simulator.next('call', (call) => call.cause !== undefined);
    const stop = simulator.subscribe((event: SimulatorEvent) => {
      if (event.type === 'call') states.push(event.cause === undefined ? event.state : `${event.state} ${event.cause}`);
      if (event.type === 'spoken' || event.type === 'pressed') states.push(event.type);
    });
    await place();
    await over;
    stop();
    return states;
  };

  it.each<[TelephoneMood, string[]]>([
    ['answers', ['ringing', 'answered', 'spoken', 'ended 16']],
    ['presses_9', ['ringing', 'answered', 'spoken', 'ended 16']],
    ['declines', ['ringing', 'declined 21']],
    ['does_not_answer', ['ringing', 'no_answer 16']],
    ['busy', ['busy 17']],
    ['off', ['unavailable 20']],
    ['forwarded', ['answered', 'ended 16']],
    ['rejected_by_operator', ['unavailable 31']],
    ['billing_failure', ['unavailable 41']],
  ])('%s, as a mood and as a scenario number', async (mood, expected) => {
    const simulator = await startSimulator();
    simulator.telephone(NUMBER).mood = mood;
    expect(await story(simulator, () => voiceCall(simulator))).toEqual(expected);
    for (const number of Object.values(SCENARIO_NUMBERS[mood as keyof typeof SCENARIO_NUMBERS])) {
      expect(await story(simulator, () => voiceCall(simulator, '1234', number.slice(1)))).toEqual(expected);
    }
  });

  it('presses_9 presses it where a confirmation call asks for it', async () => {
    const simulator = await startSimulator();
    const { RU } = SCENARIO_NUMBERS.presses_9;
    const states = await story(simulator, () => callMcnPaid(simulator, 'confirmationCall', { phone_number: RU.slice(1) }));
    expect(states).toEqual(['ringing', 'answered', 'spoken', 'pressed', 'ended 16']);
    expect(simulator.telephone(RU).calls[0]?.pressed).toBe('9');
  });

  it('a telephone that is off or forwarded shows nothing; one that is busy or declines shows the caller', async () => {
    const simulator = await startSimulator();
    for (const mood of ['off', 'forwarded', 'busy', 'declines'] as const)
      await voiceCall(simulator, '1234', SCENARIO_NUMBERS[mood].RU.slice(1));
    const shown = (mood: 'off' | 'forwarded' | 'busy' | 'declines') => simulator.telephone(SCENARIO_NUMBERS[mood].RU).shown;
    expect([shown('off'), shown('forwarded')]).toEqual([undefined, undefined]);
    expect([shown('busy'), shown('declines')]).toEqual([expect.stringMatching(/^\+7495555/), expect.stringMatching(/^\+7495555/)]);
  });
});

describe('scenario numbers', () => {
  const numbers = Object.values(SCENARIO_NUMBERS).flatMap(({ RU, SK }) => [
    { number: RU, country: 'RU' },
    { number: SK, country: 'SK' },
  ]);

  it.each(numbers)('$number is a valid mobile number of $country', ({ number, country }) => {
    const parsed = parsePhoneNumber(number);
    expect([parsed.isValid(), parsed.getType(), parsed.country]).toEqual([true, 'MOBILE', country]);
  });

  it('are all different', () => {
    expect(new Set(numbers.map(({ number }) => number)).size).toBe(numbers.length);
  });

  it('loses_answer: the connection is cut after the telephone began to ring', async () => {
    const simulator = await startSimulator();
    const { RU } = SCENARIO_NUMBERS.loses_answer;
    await expect(flashCall(simulator, { login_did: RU.slice(1), code: '1234' })).rejects.toThrow('fetch failed');
    expect(simulator.telephone(RU).ring?.caller).toBe('+74955551234');
    await expect(voiceCall(simulator, '1234', RU.slice(1))).rejects.toThrow('fetch failed');
    expect(simulator.telephone(RU).ring?.kind).toBe('voice_call');
  });
});
