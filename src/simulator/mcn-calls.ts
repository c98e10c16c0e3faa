/** What the MCN endpoints share: the token, ids, callers by country, and how a call is ordered. */
import { randomBytes } from 'node:crypto';
import { type CallerCountry, otherCode, randomCode } from './caller-numbers.js';
import type { SimulatorFault } from './fault.js';
import type { AcceptedAnswer } from './provider-endpoint.js';
import type { CallSpeech, PlacedCall, SimulatedCallKind } from './simulated-call.js';
import type { TelephoneNetwork } from './telephone-network.js';

export interface McnAccount {
  readonly token: string;
  readonly accountId: string;
  /** The numbers that `call_for_2fa` may call from; undefined: any. */
  readonly ownNumbers: readonly string[] | undefined;
  /** `as_printed` follows the documents' sample answers, `as_described` their texts, if they differ. */
  readonly answers: 'as_printed' | 'as_described';
}

export interface McnContext {
  readonly account: McnAccount;
  readonly network: TelephoneNetwork;
}

/** Digits with the country code and no plus, as in every sample. */
export const MCN_NUMBER = /^[1-9]\d{9,14}$/;

export const MCN_CODE = /^\d{4}$/;

/**
 * Absent: Russian numbers are called from Russian ones, all others from Slovak ones. 703: Slovak. Any other value: Russian ("Flash call:
 * звонки для авторизации, API", MCN, 27 May 2022).
 */
export function callerCountry(number: string, countryId: string | undefined): CallerCountry {
  if (countryId === undefined || countryId === '') return /^7[3489]/.test(number) ? 'RU' : 'SK';
  return countryId === '703' ? 'SK' : 'RU';
}

/** The code that the call really carries. */
export function carriedCode(asked: string | undefined, fault: SimulatorFault | undefined): string {
  const code = asked ?? randomCode(4);
  return fault === 'wrong_code' ? otherCode(code) : code;
}

export interface McnCallOrder {
  readonly kind: SimulatedCallKind;
  /** In digits. */
  readonly number: string;
  readonly caller: string;
  readonly speech?: CallSpeech;
}

/** Every code of MCN has four digits; a confirmation call has none. */
const CODE_DIGITS = 4;

/** The id is 12 hexadecimal digits, an underscore and the account's number. */
export function placeMcnCall({ account, network }: McnContext, { kind, number, caller, speech }: McnCallOrder): PlacedCall {
  const id = `${randomBytes(6).toString('hex')}_${account.accountId}`;
  const codeDigits = kind === 'confirmation_call' ? 0 : CODE_DIGITS;
  return network.placeCall({ id, provider: 'mcn', kind, number: `+${number}`, caller: `+${caller}`, codeDigits, speech });
}

/** What every accepted answer has. */
export function acceptedCall({ network }: McnContext, placed: PlacedCall, code: string | undefined): Omit<AcceptedAnswer, 'body'> {
  const { mood } = network.telephone(placed.call.number);
  return { type: 'accepted', parts: { id: placed.call.id, code }, placed, isReported: true, isLost: mood === 'loses_answer' };
}

/** Why MCN does not call this number, if it does not. */
export function numberTrouble({ network }: McnContext, number: string): string | undefined {
  const { mood } = network.telephone(number);
  if (mood === 'not_permitted') return 'Calls to this number are not permitted';
  if (mood === 'no_route') return 'No route to this number';
  return undefined;
}
