/** What a start asks for: a verification of a number, or a further attempt of a verification. */

import { DEFAULT_PURPOSE, type ParsedStart } from '../../contract/inputs.js';
import { NOT_FOUND, type Problem, UNAVAILABLE } from '../../contract/problems.js';
import { decideFurtherAttempt } from '../../core/decisions/decide-further-attempt.js';
import { decideStart } from '../../core/decisions/decide-start.js';
import type { Decision } from '../../core/decisions/decision.js';
import type { StartCommand, StartResult } from '../../core/decisions/start-result.js';
import { otherCode } from '../../core/entry/attempt.js';
import { findOpen, type NumberEntry } from '../../core/entry/number-entry.js';
import type { Credentials } from '../../core/limits/standing.js';
import { type Phone, parsePhone } from '../../core/phone/phone.js';
import type { CallMethod } from '../../ports/method.js';
import { claimOf, type Engine, tellOtherBinding, type VerificationRef, withReason } from '../engine.js';
import { createStartCodes, type StartCodes } from './start-codes.js';

/** What changes from one decision of a start to the next. */
export type PlannedCommand = Omit<StartCommand<CallMethod>, 'claim' | 'credentials' | 'carry'>;

export interface StartPlan {
  readonly ref: VerificationRef;
  /** Random bits (base64url), from which a first start's id is made. */
  readonly bits: string;
  readonly codes: StartCodes;
  readonly credentials: Credentials;
  /** Of a first start. For a further attempt, only the entry has the number. */
  readonly phone?: Phone | undefined;
  /** In which a message is written. */
  readonly language: string | undefined;
  decide(entry: NumberEntry, command: PlannedCommand): Decision<StartResult<CallMethod>>;
  /** The same plan with other random bits, so a first start begins another verification. */
  withBits(bits: string): StartPlan;
}

const NOT_SUPPORTED: Problem = { ok: false, code: 'phone_not_supported' };

/** @param bits random bits (base64url) for the verification that a first start begins */
export function planStart(engine: Engine, input: ParsedStart, bits: string): StartPlan | Problem {
  if (input.phone === undefined) {
    const ref = engine.records.refOf(input.verificationId);
    return ref === undefined ? NOT_FOUND : planFurther(engine, input, ref, bits);
  }
  const phone = parsePhone(input.phone, engine.defaultCountry);
  const reason = whyNotCalled(engine, phone);
  if (phone === undefined || reason !== undefined) return withReason(engine, NOT_SUPPORTED, reason);
  return engine.watches.trustedMethods().length === 0 ? UNAVAILABLE : planFirst(engine, input, phone, bits);
}

/** Why no call can go to it, for a developer. */
function whyNotCalled({ countries, isBlocked }: Engine, phone: Phone | undefined): string | undefined {
  if (phone === undefined)
    return 'This is not a number that can be called. Write it with its plus and country code, or set "defaultCountry" for national numbers.';
  if (countries?.has(phone.country) === false) return `The number is of ${phone.country}, which is not in "countries".`;
  return isBlocked(phone.e164) ? 'The number is in "blockedPrefixes", or in a dear range that is never called.' : undefined;
}

function planFirst(engine: Engine, input: ParsedStart, phone: Phone, bits: string): StartPlan {
  const { records, rules } = engine;
  const ref = records.newRef(phone.e164, bits);
  const codes = createStartCodes(engine, ref);
  const keyId = records.currentKeyId;
  const book = records.codeBookOf(keyId, ref);
  const code = engine.testCodeOf(phone.e164);
  const credentials = { ...credentialsOf(engine, input), isKnownDevice: records.deviceProofs.isFor(phone.e164, input.deviceProof) };
  const first = {
    claim: claimOf(engine, ref.idHash, input, input.purpose ?? DEFAULT_PURPOSE),
    credentials,
    carry: codes.carry,
    phone,
    keyId,
    testCode: code === undefined || book === undefined ? undefined : otherCode(book, code),
  };
  return {
    ...{ ref, bits, codes, credentials, phone },
    language: input.language,
    decide: (entry, command) => decideStart(entry, { ...command, ...first }, rules),
    withBits: (other) => planFirst(engine, input, phone, other),
  };
}

/** A device's proof is for a number that the client names, so it counts for first starts only. */
function planFurther(engine: Engine, input: ParsedStart, ref: VerificationRef, bits: string): StartPlan {
  const { records, rules } = engine;
  const codes = createStartCodes(engine, ref);
  const credentials = credentialsOf(engine, input);
  const further = { claim: claimOf(engine, ref.idHash, input, input.purpose ?? DEFAULT_PURPOSE), credentials, carry: codes.carry };
  return {
    ...{ ref, bits, codes, credentials },
    language: input.language,
    decide(entry, command) {
      const open = findOpen(entry, ref.idHash, command.now);
      // Without the key that began it, its code cannot be derived any more.
      if (open !== undefined && records.codeBookOf(open.keyId, ref) === undefined)
        return { result: { kind: 'refused', problem: NOT_FOUND } };
      tellOtherBinding(engine, entry, further.claim);
      return decideFurtherAttempt(entry, { ...command, ...further }, rules);
    },
    withBits: (other) => planFurther(engine, input, ref, other),
  };
}

function credentialsOf({ records }: Engine, { ip, challengePassed }: ParsedStart): Credentials {
  return { network: records.networkName(ip), isKnownDevice: false, hasPassedChallenge: challengePassed === true };
}
