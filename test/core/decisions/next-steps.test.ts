import { describe, expect, it } from 'vitest';
import { nextSteps } from '../../../src/core/decisions/next-steps.js';
import type { OpenVerification } from '../../../src/core/entry/verification.js';
import { attemptBy, DAY, dial, entryWith, HOUR, METHODS, MINUTE, NOW, OWN, openVerification, RULES, SECOND } from '../fixtures.js';

const methods = [METHODS.flashCall, METHODS.otherFlashCall, METHODS.voiceCall, METHODS.sms];
const stepsOf = (verification: OpenVerification, dials = [dial()], now = NOW) =>
  nextSteps(methods, verification, entryWith(verification, { dials }), RULES, now);
const inSeconds = (seconds: number) => new Date(NOW + seconds * SECOND).toISOString();
const NOTHING = { nextMethods: [], retryAt: null };

describe('what the person may try next', () => {
  it('is told by kinds, each once, best first, with the time from which on', () => {
    expect(stepsOf(openVerification())).toEqual({ nextMethods: ['voice_call', 'flash_call'], retryAt: inSeconds(30) });
  });

  it('is nothing after the last attempt', () => {
    const attempts = [1, 2, 3, 4].map((ordinal) => attemptBy(METHODS.flashCall, { ordinal }));
    expect(stepsOf(openVerification({ attempts }))).toEqual(NOTHING);
  });

  it('is nothing if it is due only when the verification is over', () => {
    expect(stepsOf(openVerification({ expiresAt: NOW + 30 * SECOND + 1 })).retryAt).toBe(inSeconds(30));
    expect(stepsOf(openVerification({ expiresAt: NOW + 30 * SECOND }))).toEqual(NOTHING);
  });

  it('is due at once where nothing holds it up, and never before the verification began', () => {
    expect(stepsOf(openVerification(), [])).toMatchObject({ retryAt: inSeconds(0) });
  });

  it('is due by what the network that asked for the newest attempt has left', () => {
    const attempts = [attemptBy(METHODS.flashCall), attemptBy(METHODS.flashCall, { ordinal: 2, mark: OWN })];
    const verification = openVerification({ attempts, expiresAt: NOW + 600 * SECOND });
    const dialsBy = (network: string) => [
      dial({ at: NOW - 59 * MINUTE, network, run: 'run-01' }),
      dial({ at: NOW - 58 * MINUTE, network, run: 'run-02' }),
      dial({ at: NOW - MINUTE, network, run: 'run-03' }),
      dial({ at: NOW - MINUTE, network: 'net', run: OWN.run }),
    ];
    // Four of five dials an hour: one more is due when the first of them is an hour ago.
    expect(stepsOf(verification, dialsBy('net')).retryAt).toBe(inSeconds(60));
    expect(stepsOf(verification, dialsBy('else')).retryAt).toBe(inSeconds(30));
    // Eight of ten a day: whoever else had it dialled is not meant.
    const spread = [4, 6, 8, 10, 12, 14].map((hours) => dial({ at: NOW - hours * HOUR, network: 'net', run: `run-${hours}` }));
    const day = [
      dial({ at: NOW - DAY + SECOND, network: 'else', run: 'run-00' }),
      dial({ at: NOW - DAY + 60 * SECOND, network: 'net', run: 'run-01' }),
      ...spread,
      dial({ at: NOW - MINUTE, network: 'net', run: OWN.run }),
    ];
    expect(stepsOf(verification, day).retryAt).toBe(inSeconds(60));
    // A dial that was forgotten, or given back, names no network.
    expect(stepsOf(verification, dialsBy('net').slice(0, 3)).retryAt).toBe(inSeconds(0));
  });
});
