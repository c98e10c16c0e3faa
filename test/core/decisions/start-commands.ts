/** Starts as the engine makes them: decided, permitted, and decided again. */
import { decideFurtherAttempt } from '../../../src/core/decisions/decide-further-attempt.js';
import { decideStart, type FirstStart } from '../../../src/core/decisions/decide-start.js';
import type { Decision } from '../../../src/core/decisions/decision.js';
import type { Rules } from '../../../src/core/decisions/rules.js';
import type { StartCommand, StartResult } from '../../../src/core/decisions/start-result.js';
import type { MethodTraits } from '../../../src/core/entry/method-traits.js';
import type { NumberEntry } from '../../../src/core/entry/number-entry.js';
import type { OpenVerification } from '../../../src/core/entry/verification.js';
import { NO_CREDENTIALS } from '../../../src/core/limits/standing.js';
import { type Phone, parsePhone } from '../../../src/core/phone/phone.js';
import { carry, HOUR, ID_HASH, METHODS, MINUTE, NOW, OWN, openIn, openVerification, PHONE, RULES } from '../fixtures.js';

type Command = StartCommand<MethodTraits>;
export type StartDecision = Decision<StartResult<MethodTraits>>;

export const furtherCommand = (change: Partial<Command> = {}): Command => ({
  now: NOW,
  mark: OWN,
  claim: { idHash: ID_HASH, binding: undefined, purpose: 'sign-in' },
  methods: [METHODS.flashCall, METHODS.voiceCall, METHODS.sms],
  kind: undefined,
  credentials: NO_CREDENTIALS,
  carry,
  permitted: undefined,
  ...change,
});

export const startCommand = (change: Partial<FirstStart<MethodTraits>> = {}): FirstStart<MethodTraits> => ({
  ...furtherCommand(),
  phone: PHONE,
  keyId: 'key',
  testCode: undefined,
  ...change,
});

/** Decides, and again with the permit that the proposal asks for. */
function permit(decide: (permitted: string | undefined) => StartDecision): StartDecision {
  const first = decide(undefined);
  return first.result.kind === 'proposed' ? decide(first.result.method.id) : first;
}

export const start = (before: NumberEntry, change: Partial<FirstStart<MethodTraits>> = {}, rules: Rules = RULES): StartDecision =>
  permit((permitted) => decideStart(before, startCommand({ permitted, ...change }), rules));

export const again = (before: NumberEntry, change: Partial<Command> = {}, rules: Rules = RULES): StartDecision =>
  permit((permitted) => decideFurtherAttempt(before, furtherCommand({ permitted, ...change }), rules));

export const from = (network: string): Partial<Command> => ({ credentials: { ...NO_CREDENTIALS, network } });
export const CHALLENGED: Partial<Command> = { credentials: { ...NO_CREDENTIALS, hasPassedChallenge: true } };

export function phoneOf(text: string): Phone {
  const phone = parsePhone(text);
  if (phone === undefined) throw new Error('not a number');
  return phone;
}

/** Why nothing may be dialled: any number is refused so, or this one is. */
export const problemOf = ({ result }: StartDecision) =>
  result.kind === 'refused' ? result.problem : ((result.kind === 'proposed' ? result.limit?.problem : undefined) ?? result.kind);

export function entryOf({ entry, result }: StartDecision): NumberEntry {
  if (entry === undefined) throw new Error(`nothing was decided: ${result.kind}`);
  return entry;
}

/** The verification that a start has begun, or has given a further attempt. */
export const newestOf = (decision: StartDecision): OpenVerification => openIn(entryOf(decision));

/** Another verification of the same number. */
export const other = (change: Partial<OpenVerification> = {}): OpenVerification =>
  openVerification({ idHash: 'other', startedAt: NOW - MINUTE, expiresAt: NOW + HOUR / 10, ...change });
